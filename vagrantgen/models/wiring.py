"""The links' wires, put into the machines: each end with its ports and addresses."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import chain, product
from typing import Any, Final

from vagrantgen.errors import Problem
from vagrantgen.models.link import Link, WireEnd
from vagrantgen.models.machine import Machine
from vagrantgen.models.names import to_mac
from vagrantgen.models.nic import Interface
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.references import Names

_LOCAL: Final = IPv4Address("127.0.0.1")
_PORTS: Final = range(10_000, 30_000)
"""Below those that Linux gives to whoever asks for any."""

_MACS: Final = range(0x525400000000, 0x525401000000)
"""What libvirt, too, chooses the addresses of QEMU's cards from."""

_MOST_WIRES: Final = 64
"""More fit into no machine, whatever its `nic_adapter_count`."""


@dataclass(frozen=True, slots=True)
class _Wire:
    """A wire that a link asks for."""

    name: str
    link: Link
    place: int
    """The link's place in the lab."""
    number: int
    """Its number among the link's wires, from 0."""
    machines: tuple[str, ...]


class Wiring:
    """The wires of a lab.

    Args:
        lab: The lab's name.
        links: The links that ask for them.
        networks: The names of the lab's networks, which no wire may have.
    """

    def __init__(self, lab: str, links: Sequence[Link], networks: Collection[str]) -> None:
        self._lab = lab
        self._links = links
        self._names = set(networks)
        self._ports: set[int] = set()
        self._macs: set[str | None] = set()

    def connect(
        self, machines: Sequence[Machine], names: Names, problems: list[Problem]
    ) -> list[Machine]:
        """Return machines with the ends of their wires, which come after their networks.

        Args:
            machines: The machines.
            names: What names mean in the lab.
            problems: Takes what is wrong with the links.
        """
        self._note_what_is_taken(machines)
        ends: dict[str, list[WireEnd]] = {}
        for wire in self._wires(names, problems):
            for machine, end in zip(wire.machines, self._ends(wire), strict=True):
                ends.setdefault(machine, []).append(end)
        return [
            machine.replace(wires=tuple(ends[machine.name])) if machine.name in ends else machine
            for machine in machines
        ]

    def _note_what_is_taken(self, machines: Sequence[Machine]) -> None:
        for item in chain.from_iterable(machine.networks for machine in machines):
            if isinstance(item, Interface):
                self._macs.add(item.mac)
            if isinstance(item, PrivateNetwork) and item.listens_on:
                self._ports.add(item.listens_on[-1])
        self._macs |= {end.mac for link in self._links for end in link.between}

    def _wires(self, names: Names, problems: list[Problem]) -> Iterator[_Wire]:
        for place, link in enumerate(self._links):
            wrong = [*_strange_ends(link, names)]
            if link.name in self._names:
                wrong.append(Problem(f"{link.name!r} is another link's or a network's", ("name",)))
            problems += [
                Problem(item.text, ("links", place, *item.key), hint=item.hint) for item in wrong
            ]
            if wrong:
                continue
            pairs = [*product(*(names.meant_by(end.machine) for end in link.between))]
            for number, machines in enumerate(pairs):
                counted = link.name and f"{link.name}{number + 1 if len(pairs) > 1 else ''}"
                name = self._free_name(counted or "-".join(machines))
                yield _Wire(name, link, place, number, machines)

    def _free_name(self, name: str) -> str:
        count = 1
        while (found := name if count == 1 else f"{name}-{count}") in self._names:
            count += 1
        self._names.add(found)
        return found

    def _ends(self, wire: _Wire) -> Iterator[WireEnd]:
        """Yield a wire's ends, each of which sends to the port that the other listens on."""
        ports = [self._port(wire.name, side) for side in range(len(wire.machines))]
        for side, (own, end) in enumerate(zip(_said(wire), wire.link.between, strict=True)):
            yield WireEnd.model_construct(
                wire=wire.name,
                to=wire.machines[1 - side],
                key=("links", wire.place, "between", side),
                **own,
                mac=to_mac(int(end.mac.replace(":", ""), 16) + wire.number)
                if end.mac
                else self._mac(wire.name, side),
                tunnel_type="udp",
                tunnel_ip=_LOCAL,
                tunnel_port=ports[1 - side],
                tunnel_local_ip=_LOCAL,
                tunnel_local_port=ports[side],
            )

    def _port(self, wire: str, side: int) -> int:
        port = next(port for port in self._derived(_PORTS, wire, side) if port not in self._ports)
        self._ports.add(port)
        return port

    def _mac(self, wire: str, side: int) -> str:
        macs = map(to_mac, self._derived(_MACS, wire, side))
        mac = next(mac for mac in macs if mac not in self._macs)
        self._macs.add(mac)
        return mac

    def _derived(self, numbers: range, wire: str, side: int) -> Iterator[int]:
        """Yield numbers, from the one on that these names always lead to."""
        digest = hashlib.sha256(f"{self._lab}/{wire}/{side}".encode()).digest()
        first = int.from_bytes(digest[:4], "big") % len(numbers)
        return chain(numbers[first:], numbers[:first])


def _strange_ends(link: Link, names: Names) -> Iterator[Problem]:
    """Yield what is wrong with a link's ends, each with its key in the link."""
    at_the_first_end: set[str] = set()
    for side, end in enumerate(link.between):
        key = ("between", side, "machine")
        found = names.meant_by(end.machine)
        if not found:
            yield names.unknown(end.machine, key)
        elif len(found) > _MOST_WIRES:
            text = f"{end.machine!r} means {len(found)} machines; so many wires fit into none"
            yield Problem(text, key)
        elif both := sorted(at_the_first_end & set(found)):
            yield Problem(f"{both[0]!r} is at both ends, and a wire needs two machines", key)
        at_the_first_end.update(found)


def _said(wire: _Wire) -> Iterator[dict[str, Any]]:
    """Yield what is said of each end of a wire; its addresses are the link's next ones."""
    link = wire.link
    step = wire.number * (link.subnet.num_addresses if link.subnet else 0)
    for end, ip in zip(link.between, link.addresses(), strict=True):
        said: dict[str, Any] = {"ip": ip}
        if link.subnet and isinstance(ip, IPv4Address):
            said = {"ip": ip + step, "netmask": link.subnet.netmask}
        model_type = end.model_type or link.model_type
        said |= {"auto_config": False} if not end.auto_config else {}
        said |= {"gateway": end.gateway + step} if end.gateway else {}
        yield said | ({"model_type": model_type} if model_type else {})
