"""Questions to libvirt in one line, by the installed virsh and libvirt's own pretended host."""

from ipaddress import IPv4Network

from vagrantgen.driver.libvirt import Libvirt, Taken

HOST = Libvirt("test:///default")


def test_names_that_are_taken_come_in_one_answer_whatever_a_pool_is_called() -> None:
    taken = HOST.taken(["default-pool", "it's none; list"])

    volumes: dict[str, set[str]] = {"default-pool": set(), "it's none; list": set()}
    assert taken == Taken({"test"}, {"default"}, volumes)


def test_each_network_has_its_own_subnet() -> None:
    assert HOST.subnets() == {"default": IPv4Network("192.168.122.0/24")}


def test_who_asks_about_nothing_gets_nothing() -> None:
    assert HOST.snapshots_of([]) == {}
