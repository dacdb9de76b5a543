"""Rules on wires: the links', and tunnels that machines write by hand."""

from collections.abc import Iterator

from vagrantgen.errors import Problem
from vagrantgen.models.lab import Lab
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.rules.networks import overlapping
from vagrantgen.models.rules.parts import interfaces, owner, repeated


def listens_on_each_tunnel_port_once(lab: Lab) -> Iterator[Problem]:
    """A port of the host is one tunnel's end."""
    written = (
        (interface.listens_on, machine, key)
        for machine, key, interface in interfaces(lab)
        if isinstance(interface, PrivateNetwork) and interface.listens_on
    )
    for (protocol, address, port), other, key in repeated(written):
        text = f"{owner(other, key)} listens on the {protocol} port {port} of {address} too"
        name = "tunnel_local_port" if protocol == "udp" else "tunnel_port"
        yield Problem(text, (*key, name))


def has_links_apart_from_its_networks(lab: Lab) -> Iterator[Problem]:
    """A subnet is that of one network, or of one wire."""
    wires = {
        end.wire: (end.subnet, end.key)
        for machine in lab.machines
        for end in machine.wires
        if end.subnet
    }
    names = [f"the network {name!r}" for name in lab.networks]
    names += [f"the wire {name!r}" for name in wires]
    subnets = [network.subnet for network in lab.networks.values()]
    subnets += [subnet for subnet, _ in wires.values()]
    for pair in overlapping(subnets):
        first, second = sorted(pair)
        if second >= len(lab.networks):
            text = f"the subnet {subnets[second]} of {names[second]} overlaps"
            _, key = [*wires.values()][second - len(lab.networks)]
            where = (*key[:2], "subnet")
            yield Problem(f"{text} {subnets[first]} of {names[first]}", where)
