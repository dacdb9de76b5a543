"""How the rules walk over a lab, and what they note."""

import difflib
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.nic import Interface
from vagrantgen.models.port import ForwardedPort

Key = tuple[str | int, ...]
Value = TypeVar("Value", bound=Hashable)


def interfaces(lab: Lab) -> Iterator[tuple[Machine, Key, Interface]]:
    """Yield every interface of the lab, with its machine and its key."""
    for machine in lab.machines:
        for place, item in enumerate(machine.networks):
            if isinstance(item, Interface):
                yield machine, ("machines", machine.name, "networks", place), item
        for end in machine.wires:
            yield machine, end.key, end


def ports(lab: Lab) -> Iterator[tuple[Machine, Key, ForwardedPort]]:
    """Yield every forwarded port of the lab, with its machine and its key."""
    for machine in lab.machines:
        for section in ("ports", "networks"):
            for place, item in enumerate(getattr(machine, section)):
                if isinstance(item, ForwardedPort) and not item.disabled:
                    yield machine, ("machines", machine.name, section, place), item


def repeated(items: Iterable[tuple[Value, Machine, Key]]) -> Iterator[tuple[Value, Machine, Key]]:
    """Yield each value that came before, with the machine it came with and where it is now."""
    first: dict[Value, Machine] = {}
    for value, machine, key in items:
        if value in first:
            yield value, first[value], key
        else:
            first[value] = machine


def owner(first: Machine, key: Key) -> str:
    """Return who had a repeated value first, seen from the machine that a key is of."""
    return "this machine" if key[1] == first.name else repr(first.name)


def near(word: str, known: Iterable[str]) -> str:
    """Return a question whether another word was meant, or nothing."""
    found = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {found[0]!r}?" if found else ""
