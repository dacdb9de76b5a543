"""Rules on the machines' addresses."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from vagrantgen.errors import Problem
from vagrantgen.models.interface import LabInterface
from vagrantgen.models.lab import Lab
from vagrantgen.models.network import LabNetwork
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.rules.networks import management_networks
from vagrantgen.models.rules.parts import interfaces, near, owner, repeated


def connects_to_networks_there_are(lab: Lab) -> Iterator[Problem]:
    """An interface leads to a network of the lab."""
    for _, key, interface in interfaces(lab):
        if isinstance(interface, LabInterface) and interface.network not in lab.networks:
            known = ", ".join(lab.networks)
            yield Problem(
                f"the lab has no network {interface.network!r}",
                (*key, "network"),
                hint=near(interface.network, lab.networks)
                or (f"its networks: {known}" if known else "name it under `networks` of the lab"),
            )


def gives_addresses_that_belong_to_their_network(lab: Lab) -> Iterator[Problem]:
    """A machine's address is one of its network's that nobody else has or gives out."""
    for _, key, interface in interfaces(lab):
        if not isinstance(interface, LabInterface) or interface.network not in lab.networks:
            continue
        network = lab.networks[interface.network]
        if interface.ip == "dhcp" and network.forward_mode == "veryisolated":
            text = "a veryisolated network has no host that gives out addresses"
            yield Problem(text, (*key, "ip"))
        elif interface.ip == "dhcp" and network.dhcp is False:
            text = f"{network.name!r} gives out no addresses: it has `dhcp: false`"
            yield Problem(text, (*key, "ip"))
        if interface.address and (mistake := _misplaced(interface.address, network)):
            yield Problem(mistake, (*key, "ip"))
        if interface.gateway and interface.gateway not in network.subnet:
            text = f"{interface.gateway} is not in {network.subnet}, the subnet of {network.name!r}"
            yield Problem(text, (*key, "gateway"))


def _misplaced(address: IPv4Address, network: LabNetwork) -> str | None:
    if address not in network.subnet:
        return f"{address} is not in {network.subnet}, the subnet of {network.name!r}"
    if address in {network.subnet.network_address, network.subnet.broadcast_address}:
        return f"{address} is no machine's address, but the subnet's own"
    if network.is_hosts(address):
        return f"{address} is the host's own address on {network.name!r}"
    if network.gives_out(address):
        first, last = network.dhcp_range
        return f"{address} is one that DHCP gives out ({first} to {last})"
    return None


def gives_out_enough_addresses(lab: Lab) -> Iterator[Problem]:
    """DHCP has an address for every machine that asks for one."""
    asking = dict.fromkeys(lab.networks, 0)
    for _, _, interface in interfaces(lab):
        if isinstance(interface, LabInterface) and interface.ip == "dhcp":
            asking[interface.network] = asking.get(interface.network, 0) + 1
    for name, network in lab.networks.items():
        first, last = network.dhcp_range
        found = int(last) - int(first) + 1
        if network.dhcp and network.network_name is None and asking[name] > found > 0:
            text = f"DHCP gives out {found} addresses, but {asking[name]} machines ask for one"
            yield Problem(text, ("networks", name))


def gives_each_address_once(lab: Lab) -> Iterator[Problem]:
    """An address is one machine's."""
    written = (
        (interface.address, machine, (*key, "ip"))
        for machine, key, interface in interfaces(lab)
        if interface.address
    )
    for address, other, key in repeated(written):
        hint = ""
        if other.base and key[1] != other.name:
            hint = f"the index is added to the address of {other.base!r}, machine by machine"
        yield Problem(f"{owner(other, key)} has the address {address} too", key, hint=hint)


def keeps_out_of_the_management_network(lab: Lab) -> Iterator[Problem]:
    """The management network's addresses are DHCP's."""
    subnets = [subnet for _, subnet in management_networks(lab)]
    for _, key, interface in interfaces(lab):
        if not isinstance(interface, PrivateNetwork) or interface.address is None:
            continue
        for subnet in subnets:
            if interface.address in subnet:
                yield Problem(
                    f"{interface.address} lies in {subnet}, the management network",
                    (*key, "ip"),
                    hint="choose an address of another subnet",
                )
