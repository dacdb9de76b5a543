"""Lab files to labs: what is written, turned into what is meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from vagrantgen.catalog import BoxCatalog
from vagrantgen.errors import LabError, Problem
from vagrantgen.loader import report
from vagrantgen.loader.boxes import complete
from vagrantgen.loader.layers import Layers, merge, override, without_nulls
from vagrantgen.loader.reader import Key, read
from vagrantgen.loader.written import LabFile
from vagrantgen.models.assembly import LabKeys, assemble
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.names import to_label

_NULL_IS_A_VALUE: Final = frozenset({"vars", "extra_vars", "host_vars"})


def load_lab(paths: Sequence[Path], overrides: Sequence[str] = ()) -> Lab:
    """Return the lab that lab files describe.

    Args:
        paths: The lab files; a later one is merged over those before it.
        overrides: More to merge over them, each as `machines.node.count=5`.

    Raises:
        LabError: Something in them is wrong; it carries every problem, with its place.
        UsageError: One of them can't be read.
    """
    documents = [read(path) for path in paths] + [override(text) for text in overrides]
    folder = paths[0].absolute().parent
    catalog = BoxCatalog.load(*(path for path in [folder / "boxes.yaml"] if path.is_file()))
    return _Loading(Layers(tuple(documents)), catalog, to_label(folder.name)).lab()


class _Loading:
    """One lab on its way from what is written to what is meant."""

    def __init__(self, layers: Layers, catalog: BoxCatalog, name: str) -> None:
        self._layers = layers
        self._catalog = catalog
        self._name = name
        self._origins: dict[str, tuple[str, int]] = {}

    def lab(self) -> Lab:
        written = {
            key: value for key, value in self._layers.data.items() if not str(key).startswith("x-")
        }
        file = self._file(written)
        problems: list[Problem] = []
        machines = list(self._machines(file, written, problems))
        keys = LabKeys.model_construct(
            **{key: getattr(file, key) for key in LabKeys.model_fields}
            | {"name": file.name or self._name}
        )
        try:
            lab = assemble(keys, machines)
        except LabError as error:
            problems += [self._placed(problem) for problem in error.problems]
            raise LabError(report.in_order(problems)) from None
        if problems:
            raise LabError(report.in_order(problems))
        return lab

    def _file(self, written: Mapping[str, Any]) -> LabFile:
        said = {
            key: _entries(value) if key in {"machines", "networks"} else _unset(value)
            for key, value in written.items()
            if value is not None
        }
        try:
            return LabFile.model_validate(said, context={"partial": True})
        except ValidationError as error:
            found = report.problems(error, LabFile, said)
            placed = [report.placed(problem, self._layers) for problem in found]
            raise LabError(report.in_order(placed)) from None

    def _machines(
        self, file: LabFile, written: Mapping[str, Any], problems: list[Problem]
    ) -> Iterator[Machine]:
        defaults = written.get("defaults") or {}
        for name, machine in file.machines.items():
            said = merge(defaults, written["machines"][name] or {})
            each = said.pop("each", None) or {}
            said.pop("count", None)
            for number in each:
                if number > (machine.count or 0):
                    text = f"there is no number {number}: `count` is {machine.count or 'missing'}"
                    problems.append(self._placed(Problem(text, ("machines", name, "each", number))))
            for index in range(machine.count or 1):
                own = f"{name}{index + 1}" if machine.count else name
                self._origins[own] = (name, index + 1)
                meant = merge(said, each.get(index + 1) or {})
                base = name if machine.count else None
                yield from self._machine(meant | {"name": own, "base": base}, index, problems)

    def _machine(
        self, said: Mapping[str, Any], index: int, problems: list[Problem]
    ) -> Iterator[Machine]:
        where: Key = ("machines", said["name"])
        if "box" not in said:
            text = "`box` is missing"
            hint = "name one, such as `box: debian12`; or write `box: null` for a machine without"
            problems.append(self._placed(Problem(text, where, hint=hint)))
            return
        meant = _unset(said) | {"box": said["box"]}
        try:
            machine = Machine.model_validate(meant, context={"index": index})
            yield complete(machine, self._catalog)
        except LabError as error:
            problems += [self._placed(problem) for problem in error.problems]
        except ValidationError as error:
            for problem in report.problems(error, Machine, meant):
                problems.append(self._placed(replace(problem, key=(*where, *problem.key))))

    def _placed(self, problem: Problem) -> Problem:
        return report.placed(problem, self._layers, self._written(problem.key))

    def _written(self, key: Key) -> list[Key]:
        """Return where what is meant by a key may be written."""
        if key[:1] != ("machines",) or len(key) == 1 or key[1] not in self._origins:
            return [key]
        name, number = self._origins[str(key[1])]
        rest = key[2:]
        own: Key = ("machines", name, *rest)
        return [own, ("machines", name, "each", number, *rest), ("defaults", *rest)]


def _unset(value: Any) -> Any:
    return without_nulls(value, _NULL_IS_A_VALUE)


def _entries(value: Any) -> Any:
    """Return a mapping of names whose entries may be empty."""
    if not isinstance(value, Mapping):
        return value
    return {name: _unset(entry) for name, entry in value.items()}
