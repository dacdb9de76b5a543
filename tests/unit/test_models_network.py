"""The lab's networks, and the addresses on them."""

from collections.abc import Mapping

from inline_snapshot import snapshot

from vagrantgen.models.assembly import LabKeys, assemble
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine


def lab_of(*machines: Mapping[str, object], **keys: object) -> Lab:
    made = [Machine.model_validate({"box": "generic/rocky9", **machine}) for machine in machines]
    return assemble(LabKeys.model_validate({"name": "lab", **keys}), made)


def test_a_network_makes_no_dhcp_server_unless_it_is_asked_for() -> None:
    machine = {"name": "web", "networks": ["plain", {"network": "asked", "ip": "dhcp"}]}
    lab = lab_of(
        machine,
        networks={
            "plain": {"subnet": "10.1.0.0/24"},
            "asked": {"subnet": "10.2.0.0/24", "mtu": 9000, "ipv6": "fd00::/64"},
            "silent": {"subnet": "10.3.0.0/24", "forward_mode": "veryisolated"},
            "given": {"subnet": "10.4.0.0/24", "network_name": "office"},
        },
    )

    settings = {
        name: {key: str(value) for key, value in network.settings().items()}
        for name, network in lab.networks.items()
    }
    assert settings == snapshot(
        {
            "plain": {
                "netmask": "255.255.255.0",
                "libvirt__network_name": "lab-plain",
                "libvirt__forward_mode": "nat",
                "libvirt__host_ip": "10.1.0.1",
                "libvirt__dhcp_enabled": "False",
                "libvirt__bridge_stp": "False",
            },
            "asked": {
                "netmask": "255.255.255.0",
                "libvirt__network_name": "lab-asked",
                "libvirt__forward_mode": "nat",
                "libvirt__host_ip": "10.2.0.1",
                "libvirt__dhcp_enabled": "True",
                "libvirt__dhcp_start": "10.2.0.128",
                "libvirt__dhcp_stop": "10.2.0.254",
                "libvirt__ipv6_address": "fd00::1",
                "libvirt__ipv6_prefix": "64",
                "libvirt__bridge_stp": "False",
                "libvirt__mtu": "9000",
            },
            "silent": {
                "netmask": "255.255.255.0",
                "libvirt__network_name": "lab-silent",
                "libvirt__forward_mode": "veryisolated",
                "libvirt__dhcp_enabled": "False",
                "libvirt__bridge_stp": "False",
            },
            "given": {
                "netmask": "255.255.255.0",
                "libvirt__network_name": "office",
                "libvirt__always_destroy": "False",
            },
        }
    )


def test_an_address_may_be_reached_by_more_than_one_way() -> None:
    lab = lab_of(
        {"name": "a", "networks": [{"type": "private_network", "ip": "10.9.0.5"}, "lan"]},
        networks={"lan": {"subnet": "10.1.0.0/24"}},
    )

    addresses = [interface.address for interface in lab.machine("a").interfaces]
    assert list(map(str, addresses)) == ["10.9.0.5", "10.1.0.10"]
