"""The lab networks' subnets, and the machines' addresses in them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Final, Protocol

from pydantic import ValidationError

from vagrantgen.errors import Problem
from vagrantgen.models.interface import AnyInterface, LabInterface
from vagrantgen.models.lab import Lab, ManagementNetwork
from vagrantgen.models.machine import Machine
from vagrantgen.models.network import LabNetwork, LabNetworkKeys

SHARED_MANAGEMENT: Final = IPv4Network("192.168.121.0/24")
"""What vagrant-libvirt gives its management network if it is told nothing."""

_OF_MANAGEMENT: Final = (
    "qemu_use_session",
    *(f"management_network_{key}" for key in ("name", "address", "mode", "guest_ipv6")),
    *(f"management_network_{key}" for key in ("autostart", "domain", "mtu")),
)
"""What the provider block can say of the management network, or instead of it."""

_MOST_ON_SHARED_MANAGEMENT: Final = 200
_SPARE_ADDRESSES: Final = 16
_DERIVED: Final = IPv4Network("10.64.0.0/10")
"""Where derived subnets lie; neither libvirt nor vagrant-libvirt uses it by itself."""


class WrittenLab(Protocol):
    """What is needed of a lab."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def networks(self) -> Mapping[str, LabNetworkKeys]:
        """Its networks."""


def choose_subnets(
    lab: WrittenLab, machines: Sequence[Machine], problems: list[Problem]
) -> dict[str, LabNetwork]:
    """Return the lab's networks, each with a subnet, and with DHCP where a machine needs it."""
    written = [network.subnet for network in lab.networks.values() if network.subnet]
    derived: set[IPv4Network] = set()
    asked = {
        interface.network
        for machine in machines
        for interface in machine.lab_interfaces
        if interface.ip == "dhcp"
    }
    networks: dict[str, LabNetwork] = {}
    for name, keys in lab.networks.items():
        subnet = keys.subnet or derived_subnet(lab.name, name, written, derived)
        derived.add(subnet)
        said = {key: getattr(keys, key) for key in keys.model_fields_set}
        can_give = keys.forward_mode != "veryisolated"
        dhcp = (name in asked and can_give) if keys.dhcp is None else keys.dhcp
        meant = {**said, "name": name, "lab": lab.name, "subnet": subnet, "dhcp": dhcp}
        try:
            networks[name] = LabNetwork(**meant)
        except ValidationError as error:
            found = [mistake["ctx"]["error"] for mistake in error.errors()]
            problems += [
                Problem(str(mistake), ("networks", name, *getattr(mistake, "key", ())))
                for mistake in found
            ]
            networks[name] = LabNetwork.model_construct(**meant)
    return networks


def derived_subnet(
    lab: str, network: str, written: Iterable[IPv4Network], derived: Iterable[IPv4Network] = ()
) -> IPv4Network:
    """Return a private /24 that these names always lead to, unless it is taken.

    Args:
        lab: The lab's name.
        network: The network's name.
        written: Subnets that are taken, of any size.
        derived: Subnets that are taken, and came from here.
    """
    digest = int.from_bytes(hashlib.sha256(f"{lab}/{network}".encode()).digest()[:4], "big")
    number = 2 ** (24 - _DERIVED.prefixlen)
    taken = set(derived)
    near = [subnet for subnet in written if subnet.overlaps(_DERIVED)]
    candidates = (
        IPv4Network((int(_DERIVED.network_address) + (digest + step) % number * 256, 24))
        for step in range(number)
    )
    return next(
        (
            candidate
            for candidate in candidates
            if candidate not in taken and not any(candidate.overlaps(other) for other in near)
        ),
        _DERIVED,  # none is free: the rule that networks don't overlap says so
    )


def assign_addresses(
    networks: Mapping[str, LabNetwork], machines: Sequence[Machine], problems: list[Problem]
) -> list[Machine]:
    """Return the machines with an address wherever they are on a lab network and named none."""
    free = _free_addresses(networks, machines)
    full: set[str] = set()

    def assigned(interface: AnyInterface) -> AnyInterface:
        if not isinstance(interface, LabInterface) or interface.ip or interface.network not in free:
            return interface
        address = next(free[interface.network], None)
        if address is None:
            full.add(interface.network)
            return interface
        return interface.replace(ip=address)

    meant = [
        machine.replace(networks=tuple(assigned(interface) for interface in machine.networks))
        if machine.lab_interfaces
        else machine
        for machine in machines
    ]
    for name in sorted(full):
        network = networks[name]
        kept = " that DHCP does not give out" if network.dhcp else ""
        text = f"the subnet {network.subnet} has too few addresses{kept} for the machines on it"
        problems.append(Problem(text, ("networks", name), hint="write a larger `subnet`"))
    return meant


def _free_addresses(
    networks: Mapping[str, LabNetwork], machines: Sequence[Machine]
) -> dict[str, Iterator[IPv4Address]]:
    """Return each network's addresses that are neither written nor kept for something else."""
    written: dict[str, set[IPv4Address]] = {name: set() for name in networks}
    for machine in machines:
        for interface in machine.lab_interfaces:
            if interface.network in written and interface.address:
                written[interface.network].add(interface.address)
    return {name: _not_taken(network, written[name]) for name, network in networks.items()}


def _not_taken(network: LabNetwork, written: set[IPv4Address]) -> Iterator[IPv4Address]:
    for number in network.assignable:
        address = IPv4Address(number)
        if not (address in written or network.is_hosts(address) or network.gives_out(address)):
            yield address


def management_network(
    lab: str, machines: Sequence[Machine], networks: Mapping[str, LabNetwork]
) -> ManagementNetwork | None:
    """Return a management network of the lab's own if the shared one is too small for it."""
    said = any(machine.libvirt.management_network_address for machine in machines)
    if said or len(machines) <= _MOST_ON_SHARED_MANAGEMENT:
        return None
    prefix = 32 - (len(machines) + _SPARE_ADDRESSES).bit_length()
    taken = [network.subnet for network in networks.values()]
    first = derived_subnet(lab, "management", taken)
    subnet = first.supernet(new_prefix=min(prefix, first.prefixlen))
    while any(subnet.overlaps(other) for other in taken):
        subnet = IPv4Network((int(subnet.broadcast_address) + 1, subnet.prefixlen))
    return ManagementNetwork(name=f"{lab}-management", subnet=subnet)


def plain_management(lab: Lab) -> IPv4Network | None:
    """Return the subnet of the management network if no machine says what that is like.

    Returns:
        None, too, when the lab's machines are reached in another way.
    """
    blocks = [machine.libvirt for machine in lab.machines]
    said = any(getattr(block, key) is not None for block in blocks for key in _OF_MANAGEMENT)
    if said or all(block.mgmt_attach is False for block in blocks):
        return None
    return lab.management.subnet if lab.management else SHARED_MANAGEMENT
