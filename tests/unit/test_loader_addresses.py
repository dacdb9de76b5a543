"""Addresses and subnets, as a lab file gives or leaves them."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from fakes.labs import Load

from vagrantgen.models.lab import Lab


def addresses(lab: Lab, network: str) -> dict[str, str | None]:
    return {
        machine.name: str(address) if (address := machine.address_on(network)) else None
        for machine in lab.machines
    }


def test_addresses_are_assigned_from_the_tenth_on_in_file_order(load: Load) -> None:
    lab = load("""
        networks: {lan: {subnet: 10.20.30.0/24, host_ip: 10.20.30.12}}
        defaults: {box: debian12, networks: [lan]}
        machines:
          c:
          fixed: {networks: [{network: lan, ip: 10.20.30.11}]}
          a:
          quiet: {networks: [{network: lan, ip: none}]}
          b: {count: 2}
        """)

    assert addresses(lab, "lan") == {
        "c": "10.20.30.10",
        "fixed": "10.20.30.11",
        "a": "10.20.30.13",
        "quiet": None,
        "b1": "10.20.30.14",
        "b2": "10.20.30.15",
    }


def test_addresses_that_dhcp_gives_out_are_not_assigned(load: Load) -> None:
    lab = load("""
        networks: {lan: {subnet: 10.20.30.0/28, dhcp_start: 10.20.30.9, dhcp_stop: 10.20.30.11}}
        defaults: {box: debian12}
        machines:
          a: {networks: [lan]}
          b: {networks: [{network: lan, ip: dhcp}]}
        """)

    assert lab.networks["lan"].dhcp is True
    assert addresses(lab, "lan") == {"a": "10.20.30.12", "b": None}


def test_a_wire_between_two_machines_needs_only_four_addresses(load: Load) -> None:
    lab = load("""
        networks:
          wire: {subnet: 10.0.12.0/30, forward_mode: veryisolated}
          small: {subnet: 10.0.13.0/29}
        defaults: {box: debian12, networks: [wire, small]}
        machines: {a: , b: }
        """)

    assert addresses(lab, "wire") == {"a": "10.0.12.1", "b": "10.0.12.2"}
    assert addresses(lab, "small") == {"a": "10.0.13.2", "b": "10.0.13.3"}


def test_subnets_that_are_left_out_come_from_the_names_alone(load: Load) -> None:
    text = "name: one\nnetworks: {lan: , dmz: }\nmachines: {web: {box: debian12}}\n"

    first, again = load(text), load(text)
    other = load(text, overrides=("name=two",))

    subnets = [network.subnet for network in first.networks.values()]
    assert subnets == [network.subnet for network in again.networks.values()]
    assert subnets != [network.subnet for network in other.networks.values()]
    assert all(subnet.subnet_of(IPv4Network("10.64.0.0/10")) for subnet in subnets)
    assert len(set(subnets)) == 2


def test_a_derived_subnet_leaves_out_what_is_written(load: Load) -> None:
    text = "name: one\nnetworks: {lan: }\nmachines: {web: {box: debian12}}\n"
    derived = load(text).networks["lan"].subnet

    lab = load(text, overrides=(f"networks.other.subnet={derived}",))

    assert lab.networks["other"].subnet == derived
    assert not lab.networks["lan"].subnet.overlaps(derived)


@pytest.mark.parametrize(("machines", "prefix"), [(200, None), (201, 24), (1000, 22)])
def test_a_large_lab_gets_a_management_network_that_is_large_enough(
    load: Load, machines: int, prefix: int | None
) -> None:
    lab = load(f"name: big\nmachines: {{n: {{box: debian12, count: {machines}}}}}")

    management = lab.management and (lab.management.name, lab.management.subnet.prefixlen)
    assert management == (prefix and ("big-management", prefix))


def test_a_large_labs_management_network_keeps_away_from_its_networks(load: Load) -> None:
    text = "name: big\nmachines: {n: {box: debian12, count: 201}}"
    management = load(text).management
    assert management is not None

    lab = load(text, overrides=(f"networks.lan.subnet={management.subnet}",))

    assert lab.management is not None
    assert not lab.management.subnet.overlaps(management.subnet)


def test_a_management_network_that_is_written_is_taken(load: Load) -> None:
    lab = load("""
        defaults: {box: debian12, libvirt: {management_network_address: 10.50.0.0/22}}
        machines: {n: {count: 300}}
        """)

    assert lab.management is None


def test_an_address_may_be_taken_on_each_of_two_networks(load: Load) -> None:
    lab = load("""
        networks: {a: {subnet: 10.1.0.0/24}, b: {subnet: 10.2.0.0/24}}
        machines: {r: {box: debian12, networks: [a, {network: b, ip: 10.2.0.254}]}}
        """)

    router = lab.machine("r")
    assert [router.address_on(name) for name in "ab"] == [
        IPv4Address("10.1.0.10"),
        IPv4Address("10.2.0.254"),
    ]


def test_dhcp_of_a_large_network_gives_out_what_libvirt_can(load: Load) -> None:
    lab = load("""
        networks: {lan: {subnet: 10.0.0.0/8, dhcp: true}}
        machines: {web: {box: debian12, networks: [lan]}}
        """)

    assert lab.networks["lan"].dhcp_range == (
        IPv4Address("10.255.0.0"),
        IPv4Address("10.255.255.254"),
    )
