"""The lab's networks, and the addresses on them."""

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from vagrantgen.models.assembly import LabKeys, assemble
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine


def lab_of(*machines: Mapping[str, object], **keys: object) -> Lab:
    made = [Machine.model_validate({"box": "generic/rocky9", **machine}) for machine in machines]
    return assemble(LabKeys.model_validate({"name": "lab", **keys}), made)


def names(machines: Sequence[Machine]) -> list[str]:
    return [machine.name for machine in machines]


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


MACHINES = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True).filter(
                lambda name: name not in {"all", "ungrouped", "localhost"}
            ),
            "cpus": st.integers(1, 64),
            "memory": st.integers(64, 65536) | st.sampled_from(["1 GiB", "512M", "2G"]),
            "nested": st.booleans(),
            "networks": st.lists(
                st.sampled_from(["lan", {"network": "wan", "ip": "none"}]), max_size=3
            ),
            "disks": st.lists(
                st.fixed_dictionaries({"size": st.sampled_from(["1G", "512 MiB", "1.5T"])}),
                max_size=3,
            ),
            "vars": st.dictionaries(
                st.from_regex(r"[a-z_]{1,5}", fullmatch=True),
                st.none() | st.booleans() | st.integers() | st.text(),
            ),
        },
        optional={
            "disk_size": st.integers(1, 100).map(lambda size: f"{size} GiB"),
            "libvirt": st.fixed_dictionaries(
                {}, optional={"keymap": st.sampled_from(["de", "fr"]), "random": st.just({})}
            ),
            "provisioners": st.lists(
                st.fixed_dictionaries({"type": st.just("shell"), "inline": st.just("true")}),
                max_size=2,
            ),
        },
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda machine: machine["name"],
)


@given(machines=MACHINES)
@settings(max_examples=40, deadline=None)
def test_assigned_addresses_are_in_their_subnet_and_differ(
    machines: list[dict[str, object]],
) -> None:
    lab = lab_of(*machines, networks={"lan": None, "wan": {"dhcp": True}})

    subnet = lab.networks["lan"].subnet
    found = [
        interface.address
        for machine in lab.machines
        for interface in machine.lab_interfaces
        if interface.network == "lan"
    ]
    assert len(set(found)) == len(found)
    assert all(address in subnet and address >= subnet[10] for address in found if address)
    assert None not in found
