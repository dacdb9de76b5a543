"""Rules on networks: the lab's, Vagrant's private ones, and the management network."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Final, TypeVar

from vagrantgen.errors import Problem
from vagrantgen.models.addressing import SHARED_MANAGEMENT
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.rules.parts import Key, interfaces

Subnet = TypeVar("Subnet", IPv4Network, IPv6Network)

_SHARED_NAME: Final = "vagrant-libvirt"
_LIBVIRTS_DEFAULT: Final = "default"
_DEFAULT_SUBNET: Final = IPv4Network("192.168.122.0/24")
_NOT_FOR_MACHINES: Final = 3
"""A subnet's own address, its broadcast address, and the host's."""


def has_networks_that_do_not_overlap(lab: Lab) -> Iterator[Problem]:
    """An address belongs to one network."""
    names = list(lab.networks)
    subnets = [network.subnet for network in lab.networks.values()]
    for pair in overlapping(subnets):
        first, second = sorted(pair)
        text = f"the subnet {subnets[second]} overlaps {subnets[first]} of {names[first]!r}"
        yield Problem(text, ("networks", names[second], "subnet"))
    managing = list(management_networks(lab))
    for name, network in lab.networks.items():
        for _, subnet in managing:
            if network.subnet.overlaps(subnet):
                text = f"the subnet {network.subnet} overlaps {subnet}, the management network"
                yield Problem(text, ("networks", name, "subnet"))


def has_ipv6_subnets_that_do_not_overlap(lab: Lab) -> Iterator[Problem]:
    """An IPv6 address belongs to one network, too."""
    names = [name for name, network in lab.networks.items() if network.ipv6]
    subnets = [network.ipv6 for network in lab.networks.values() if network.ipv6]
    for pair in overlapping(subnets):
        first, second = sorted(pair)
        text = f"the subnet {subnets[second]} overlaps {subnets[first]} of {names[first]!r}"
        yield Problem(text, ("networks", names[second], "ipv6"))


def has_networks_of_different_names(lab: Lab) -> Iterator[Problem]:
    """A libvirt network is one network of the lab, and not the management network."""
    managing = {name for name, _ in management_networks(lab)}
    seen: dict[str, str] = {}
    for name, network in lab.networks.items():
        first = seen.setdefault(network.libvirt_name, name)
        key = ("networks", name, "network_name") if network.network_name else ("networks", name)
        if first != name:
            text = f"the libvirt network {network.libvirt_name!r} is that of {first!r} too"
            yield Problem(text, key)
        elif network.libvirt_name in managing:
            text = f"the libvirt network {network.libvirt_name!r} is the management network"
            yield Problem(text, key)


def management_networks(lab: Lab) -> Iterator[tuple[str, IPv4Network]]:
    """Yield the management networks in use, by libvirt name and subnet."""
    yield from dict.fromkeys(
        _management(lab, machine)
        for machine in lab.machines
        if machine.libvirt.mgmt_attach is not False
    )


def _management(lab: Lab, machine: Machine) -> tuple[str, IPv4Network]:
    own = lab.management
    name = machine.libvirt.management_network_name or (own.name if own else _SHARED_NAME)
    subnet = machine.libvirt.management_network_address or (
        own.subnet if own else SHARED_MANAGEMENT
    )
    return name, subnet


def has_management_networks_of_one_subnet_each(lab: Lab) -> Iterator[Problem]:
    """A management network has one subnet, and a subnet one name."""
    subnets: dict[str, IPv4Network] = {}
    names: dict[IPv4Network, str] = {}
    for machine in lab.machines:
        if machine.libvirt.mgmt_attach is False:
            continue
        name, subnet = _management(lab, machine)
        key = ("machines", machine.name, "libvirt", "management_network_address")
        first = subnets.setdefault(name, subnet)
        if first != subnet:
            text = f"the management network {name!r} has the subnet {first} already, not {subnet}"
            yield Problem(text, key)
        elif names.setdefault(subnet, name) != name:
            text = f"{subnet} is the subnet of the management network {names[subnet]!r} too"
            yield Problem(text, key)
        if name != _LIBVIRTS_DEFAULT and subnet.overlaps(_DEFAULT_SUBNET):
            text = f"{subnet} is the subnet of libvirt's network 'default'"
            hint = "choose another, or add `management_network_name: default`"
            yield Problem(text, key, hint=hint)


def has_management_networks_that_are_large_enough(lab: Lab) -> Iterator[Problem]:
    """A management network has an address for every machine on it."""
    attached: dict[tuple[str, IPv4Network], list[Machine]] = {}
    for machine in lab.machines:
        if machine.libvirt.mgmt_attach is not False:
            attached.setdefault(_management(lab, machine), []).append(machine)
    for (_, subnet), machines in attached.items():
        room = subnet.num_addresses - _NOT_FOR_MACHINES
        if len(machines) > room:
            text = f"{subnet} has room for {room} machines, but {len(machines)} are on it"
            key = ("machines", machines[0].name, "libvirt", "management_network_address")
            yield Problem(text, key)


def has_private_networks_apart_from_its_own(lab: Lab) -> Iterator[Problem]:
    """What the lab has under `networks` is not made a second time by a machine."""
    by_libvirt_name = {network.libvirt_name: name for name, network in lab.networks.items()}
    for key, interface in _private_networks(lab):
        own = by_libvirt_name.get(interface.network_name or "")
        if own is None and interface.subnet is not None:
            subnet = interface.subnet
            found = (name for name, net in lab.networks.items() if net.subnet.overlaps(subnet))
            own = next(found, None)
        if own is not None:
            yield Problem(
                f"is the lab's own network {own!r} a second time",
                key,
                hint=f"write `network: {own}` instead of `type: private_network`",
            )


def has_private_networks_that_agree(lab: Lab) -> Iterator[Problem]:
    """Machines that are on one private network say the same of it."""
    names: dict[str, IPv4Network] = {}
    subnets: dict[IPv4Network, str | None] = {}
    for key, interface in _private_networks(lab):
        subnet, name = interface.subnet, interface.network_name
        if subnet is None:
            continue
        if name and names.setdefault(name, subnet) != subnet:
            yield Problem(
                f"the network {name!r} has the subnet {names[name]} elsewhere, not {subnet}", key
            )
            continue
        if subnets.setdefault(subnet, name) != name:
            text = f"the network {subnet} has another `network_name` elsewhere, or none"
            yield Problem(text, key, hint="write the same wherever it is used")
    found = list(subnets)
    for pair in overlapping(found):
        first, second = sorted(pair)
        where = next(key for key, item in _private_networks(lab) if item.subnet == found[second])
        yield Problem(f"{found[second]} overlaps {found[first]}, another private network", where)


def overlapping(subnets: Sequence[Subnet]) -> Iterator[tuple[int, int]]:
    """Yield the places of a subnet and of one that lies in it."""
    outer: int | None = None
    for place in sorted(range(len(subnets)), key=lambda place: (subnets[place], place)):
        if outer is not None and subnets[outer].overlaps(subnets[place]):
            yield outer, place
        else:
            outer = place


def _private_networks(lab: Lab) -> Iterator[tuple[Key, PrivateNetwork]]:
    for _, key, interface in interfaces(lab):
        if isinstance(interface, PrivateNetwork) and not interface.is_tunnel:
            yield key, interface
