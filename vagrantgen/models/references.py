"""Names of machines and groups, as one part of a lab refers to another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from vagrantgen.errors import Problem
from vagrantgen.models.machine import Machine
from vagrantgen.models.rules.parts import Key, near


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
        self._single = {machine.name: machine for machine in machines}
        self._members: dict[str, tuple[str, ...]] = {}

    def meant_by(self, name: str) -> tuple[str, ...]:
        """Return the machines that a name means; none if it is unknown."""
        if name in self._single:
            return (name,)
        if name in self._counted:
            return tuple(self._counted[name])
        return self.all_in(name) if name in self._groups else ()

    def all_in(self, group: str) -> tuple[str, ...]:
        """Return every machine of a group, those of the groups in it among them, once each."""
        if group not in self._members:
            self._members[group] = tuple(self._all_in(group))
        return self._members[group]

    def _all_in(self, group: str) -> dict[str, None]:
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
        return found

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
                    yield from self._meaningless(name, machine, where)
        for group, written in self._groups.items():
            yield from self._strange_members(group, written)
        yield from self._circles()

    def _meaningless(self, name: str, machine: Machine, where: Key) -> Iterator[Problem]:
        meant = self.meant_by(name)
        verb = "depend on" if where[2] == "depends_on" else "control"
        own = name in {machine.name, machine.base} and name not in self._groups
        if own if verb == "depend on" else meant == (machine.name,):
            yield Problem(f"{name!r} can't {verb} itself", where)
        elif not meant:
            yield self.unknown(name, where)

    def unknown(self, name: str, where: Key) -> Problem:
        """Return what is wrong with a name that means no machine."""
        if name in self._groups:
            return Problem(f"the group {name!r} has no machines", where)
        known = [*self._single, *self._counted, *self._groups]
        return Problem(f"there is no machine or group {name!r}", where, hint=near(name, known))

    def _strange_members(self, group: str, written: WrittenGroup) -> Iterator[Problem]:
        for place, name in enumerate(written.machines):
            if name not in self._single and name not in self._counted:
                where: Key = ("groups", group, "machines", place)
                hint = near(name, [*self._single, *self._counted])
                if name in self._groups:
                    hint = f"{name!r} is a group; write it under `groups` of this group"
                yield Problem(f"there is no machine {name!r}", where, hint=hint)
        for place, name in enumerate(written.groups):
            if name not in self._groups:
                where = ("groups", group, "groups", place)
                hint = near(name, self._groups)
                if name in self._single or name in self._counted:
                    hint = f"{name!r} is a machine; write it under `machines` of this group"
                yield Problem(f"there is no group {name!r}", where, hint=hint)

    def _circles(self) -> Iterator[Problem]:
        try:
            inner = {name: group.groups for name, group in self._groups.items()}
            TopologicalSorter(inner).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            text = f"the group holds itself: {' holds '.join(circle)}"
            yield Problem(text, ("groups", circle[0], "groups"))

    def _clashing_names(self) -> Iterator[Problem]:
        seen: dict[str, Machine] = {}
        for machine in self._machines:
            first = seen.setdefault(machine.name.casefold(), machine)
            if first is machine:
                continue
            counted = next((item.base for item in (first, machine) if item.base), None)
            reason = f"{counted!r} is counted up to it" if counted else f"{first.name!r} has it"
            text = f"the name {machine.name!r} is taken: {reason}"
            yield Problem(text, ("machines", machine.name), of_name=True)
        for group in self._groups:
            if group in self._single or group in self._counted:
                text = f"{group!r} is the name of a machine too"
                yield Problem(text, ("groups", group), of_name=True)
