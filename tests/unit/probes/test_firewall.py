from collections.abc import Callable

import pytest

from vagrantgen.host import firewall
from vagrantgen.host.finding import Finding, Host

Install = Callable[..., None]
Write = Callable[..., None]


@pytest.fixture(autouse=True)
def _both_installed(install: Install) -> None:
    install("nft")
    install("iptables")


def test_an_old_libvirt_uses_iptables(host: Host, write: Write) -> None:
    write("sys/class/net/docker0")

    finding = firewall.find_firewall(host)

    assert finding == Finding("firewall", "ok", "libvirt uses iptables")


def test_a_new_one_uses_nftables(host: Host, write: Write) -> None:
    write("etc/libvirt/network.conf", '#firewall_backend = "nftables"\n')
    write("etc/ufw/ufw.conf", "ENABLED=no\n")

    finding = firewall.find_firewall(host)

    assert finding == Finding("firewall", "ok", "libvirt uses nftables")


def test_nftables_beside_another_firewall_is_a_warning(host: Host, write: Write) -> None:
    write("etc/libvirt/network.conf", '#firewall_backend = "nftables"\n')
    write("etc/ufw/ufw.conf", "# on boot\nENABLED=yes\n")
    write("sys/class/net/docker0")
    write("run/libvirt/virtnetworkd-sock")

    finding = firewall.find_firewall(host)

    assert finding == Finding(
        "firewall",
        "warning",
        "libvirt uses nftables beside ufw and Docker, "
        "which may keep machines from their addresses, or from the outside",
        "echo 'firewall_backend = \"iptables\"' | sudo tee --append /etc/libvirt/network.conf; "
        "sudo systemctl restart virtnetworkd",
    )


def test_what_is_written_counts(host: Host, write: Write) -> None:
    write("etc/libvirt/network.conf", 'firewall_backend = "iptables"\n')
    write("sys/class/net/docker0")

    finding = firewall.find_firewall(host)

    assert finding == Finding("firewall", "ok", "libvirt uses iptables")
