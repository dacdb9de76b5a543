"""The lab networks' subnets, and the machines' addresses in them."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Final, Protocol

from pydantic import ValidationError

from vagrantgen.errors import Problem
from vagrantgen.models.interface import AnyInterface, LabInterface
from vagrantgen.models.lab import ManagementNetwork
from vagrantgen.models.machine import Machine
from vagrantgen.models.network import LabNetwork, LabNetworkKeys, derived_subnet

SHARED_MANAGEMENT: Final = IPv4Network("192.168.121.0/24")
"""What vagrant-libvirt gives its management network if it is told nothing."""

_MOST_ON_SHARED_MANAGEMENT: Final = 200
_SPARE_ADDRESSES: Final = 16


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
    taken = {network.subnet for network in lab.networks.values() if network.subnet}
    asked = {
        interface.network
        for machine in machines
        for interface in machine.lab_interfaces
        if interface.ip == "dhcp"
    }
    networks: dict[str, LabNetwork] = {}
    for name, written in lab.networks.items():
        subnet = written.subnet or derived_subnet(lab.name, name, frozenset(taken))
        taken.add(subnet)
        said = {key: getattr(written, key) for key in written.model_fields_set}
        dhcp = name in asked if written.dhcp is None else written.dhcp
        try:
            networks[name] = LabNetwork(
                **said | {"name": name, "lab": lab.name, "subnet": subnet, "dhcp": dhcp}
            )
        except ValidationError as error:
            for mistake in error.errors():
                text = str(mistake["ctx"]["error"] if "ctx" in mistake else mistake["msg"])
                problems.append(Problem(text, ("networks", name, *mistake["loc"])))
    return networks


def assign_addresses(
    networks: Mapping[str, LabNetwork], machines: Sequence[Machine], problems: list[Problem]
) -> list[Machine]:
    """Return the machines with an address wherever they are on a lab network and named none."""
    free = {name: _free_addresses(network, machines) for name, network in networks.items()}
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
    for name in full:
        text = f"the subnet {networks[name].subnet} has too few addresses for the machines on it"
        problems.append(Problem(text, ("networks", name), hint="write a larger `subnet`"))
    return meant


def _free_addresses(network: LabNetwork, machines: Sequence[Machine]) -> Iterator[IPv4Address]:
    used = {
        address
        for machine in machines
        for interface in machine.lab_interfaces
        if interface.network == network.name and (address := interface.address)
    }
    used.add(network.gateway)
    for number in network.assignable:
        address = IPv4Address(number)
        if address not in used and not network.gives_out(address):
            yield address


def management_network(
    lab: str, machines: Sequence[Machine], networks: Mapping[str, LabNetwork]
) -> ManagementNetwork | None:
    """Return a management network of the lab's own if the shared one is too small for it."""
    said = any(machine.libvirt.management_network_address for machine in machines)
    if said or len(machines) <= _MOST_ON_SHARED_MANAGEMENT:
        return None
    prefix = 32 - (len(machines) + _SPARE_ADDRESSES).bit_length()
    taken = frozenset(network.subnet for network in networks.values())
    first = derived_subnet(lab, "management", taken)
    subnet = first.supernet(new_prefix=min(prefix, first.prefixlen))
    while any(subnet.overlaps(other) for other in taken):
        subnet = IPv4Network((int(subnet.broadcast_address) + 1, subnet.prefixlen))
    return ManagementNetwork(name=f"{lab}-management", subnet=subnet)
