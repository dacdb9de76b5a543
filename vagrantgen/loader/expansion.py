"""Machines made concrete: defaults under them, counted ones one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vagrantgen.catalog import BoxCatalog
from vagrantgen.errors import LabError, Problem
from vagrantgen.loader.boxes import complete
from vagrantgen.loader.layers import merge
from vagrantgen.loader.reader import Key
from vagrantgen.loader.validation import validate
from vagrantgen.loader.written import LabFile, to_number
from vagrantgen.models.machine import Machine


class Expansion:
    """The machines of a lab file on their way from what is written to what is meant.

    Args:
        file: The lab file.
        written: Its data.
        catalog: The boxes that are known.
    """

    def __init__(self, file: LabFile, written: Mapping[str, Any], catalog: BoxCatalog) -> None:
        self._file = file
        self._defaults = _mapping(written.get("defaults"))
        self._machines = _mapping(written.get("machines"))
        self._catalog = catalog
        self._origins: dict[str, tuple[str, int]] = {}
        self.problems: list[Problem] = []

    def machines(self) -> Iterator[Machine]:
        """Yield each machine, and note what is wrong with it."""
        for name, machine in self._file.machines.items():
            said = merge(self._defaults, _mapping(self._machines[name]))
            each = {to_number(key): own for key, own in _mapping(said.pop("each", None)).items()}
            said.pop("count", None)
            for number in each:
                if isinstance(number, int) and number > (machine.count or 0):
                    text = f"there is no number {number}: `count` is {machine.count or 'missing'}"
                    key = ("machines", name, "each", number)
                    self.problems.append(Problem(text, key, of_name=True))
            for index in range(machine.count or 1):
                own = f"{name}{index + 1}" if machine.count else name
                self._origins[own] = (name, index + 1)
                meant = merge(said, _mapping(each.get(index + 1)))
                names = {"name": own, "base": name} if machine.count else {"name": own}
                yield from self._machine(meant | names, index)

    def _machine(self, said: dict[str, Any], index: int) -> Iterator[Machine]:
        where: Key = ("machines", said["name"])
        if "box" not in said:
            hint = "name one, such as `box: debian12`; or write `box: null` for a machine without"
            self.problems.append(Problem("`box` is missing", where, hint=hint))
        context = {"index": index, "partial": "box" not in said}
        machine, found = validate(Machine, said, context)
        self.problems += [replace(item, key=(*where, *item.key)) for item in found]
        if machine is None:
            return
        try:
            yield complete(machine, self._catalog)
        except LabError as error:
            self.problems += error.problems
            yield machine

    def written(self, key: Key) -> list[Key]:
        """Return where what is meant by a key may be written."""
        if key[:1] != ("machines",) or len(key) == 1 or key[1] not in self._origins:
            return [key]
        name, number = self._origins[str(key[1])]
        rest = key[2:]
        own: Key = ("machines", name, *rest)
        return [("machines", name, "each", number, *rest), own, ("defaults", *rest)]


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}
