"""Names of machines and groups, as one part of a lab refers to another."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from vagrantgen.errors import Problem
from vagrantgen.models.machine import Machine


class WrittenGroup(Protocol):
    """What is needed of a group."""

    @property
    def machines(self) -> tuple[str, ...]:
        """Its machines and counted machines."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in it."""


class Names:
    """The names of a lab's machines, counted machines and groups, and what they mean."""

    def __init__(self, machines: Sequence[Machine], groups: Mapping[str, WrittenGroup]) -> None:
        self._machines = machines
        self._groups = groups
        self._counted: dict[str, list[str]] = {}
        for machine in machines:
            self._counted.setdefault(machine.base or machine.name, []).append(machine.name)
        self._single = {machine.name for machine in machines}

    def meant_by(self, name: str) -> tuple[str, ...]:
        """Return the machines that a name means; none if it is unknown."""
        if name in self._single:
            return (name,)
        if name in self._counted:
            return tuple(self._counted[name])
        return self.all_in(name) if name in self._groups else ()

    def all_in(self, group: str) -> tuple[str, ...]:
        """Return every machine of a group, those of the groups in it among them, once each."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = [group]
        while waiting:
            name = waiting.pop(0)
            if name in seen or name not in self._groups:
                continue
            seen.add(name)
            for member in self._groups[name].machines:
                found |= dict.fromkeys((member,) if member in self._single else ())
                found |= dict.fromkeys(self._counted.get(member, ()))
            waiting += self._groups[name].groups
        return tuple(found)

    def resolve(self, machine: Machine) -> Machine:
        """Return a machine whose references are machines, one by one, without itself."""
        if not machine.controls and not machine.depends_on:
            return machine
        controls = self._others(machine, machine.controls)
        needed = self._others(machine, (*machine.depends_on, *machine.controls))
        return machine.replace(controls=controls, depends_on=needed)

    def _others(self, machine: Machine, names: Iterable[str]) -> tuple[str, ...]:
        meant = dict.fromkeys(found for name in names for found in self.meant_by(name))
        return tuple(name for name in meant if name != machine.name)

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the names."""
        yield from self._clashing_names()
        for machine in self._machines:
            for key in ("depends_on", "controls"):
                for place, name in enumerate(getattr(machine, key)):
                    where = ("machines", machine.name, key, place)
                    yield from self._unknown(name, where)
                    if name in {machine.name, machine.base} and key == "depends_on":
                        yield Problem(f"{name!r} can't depend on itself", where)
        for group, written in self._groups.items():
            for place, name in enumerate(written.machines):
                where = ("groups", group, "machines", place)
                if name not in self._single and name not in self._counted:
                    known = [*self._single, *self._counted]
                    yield Problem(f"there is no machine {name!r}", where, hint=_near(name, known))
            for place, name in enumerate(written.groups):
                if name not in self._groups:
                    where = ("groups", group, "groups", place)
                    yield Problem(
                        f"there is no group {name!r}", where, hint=_near(name, self._groups)
                    )

    def _unknown(self, name: str, where: tuple[str | int, ...]) -> Iterator[Problem]:
        if not self.meant_by(name):
            known = [*self._single, *self._counted, *self._groups]
            text = f"there is no machine or group {name!r}"
            yield Problem(text, where, hint=_near(name, known))

    def _clashing_names(self) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for machine in self._machines:
            first = seen.setdefault(machine.name.casefold(), machine.name)
            if first is not machine.name:
                where = ("machines", machine.name)
                other = "another machine has it" if first == machine.name else f"{first!r} has it"
                yield Problem(f"the name {machine.name!r} is taken: {other}", where)
        for group in self._groups:
            if group in self._single or group in self._counted:
                yield Problem(f"{group!r} is the name of a machine too", ("groups", group))


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"did you mean {near[0]!r}?" if near else ""
