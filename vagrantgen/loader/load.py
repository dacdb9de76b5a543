"""Lab files to labs: what is written, turned into what is meant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from vagrantgen.catalog import FILE_NAME, BoxCatalog
from vagrantgen.errors import LabError, Problem
from vagrantgen.loader import report
from vagrantgen.loader.expansion import Expansion
from vagrantgen.loader.files import missing_files
from vagrantgen.loader.layers import Layers, override
from vagrantgen.loader.reader import Key, read
from vagrantgen.loader.seeds import read_seeds
from vagrantgen.loader.validation import validate
from vagrantgen.loader.written import LabFile
from vagrantgen.models.assembly import LabKeys, assemble
from vagrantgen.models.lab import Lab
from vagrantgen.models.names import to_label

Anything = TypeVar("Anything")

_NAMING: Final = frozenset({"machines", "networks", "groups"})
"""The sections whose entries other parts refer to."""

_COUNTING: Final = frozenset({"count", "each"})
"""The keys that say which names there are."""


def load_lab(paths: Sequence[Path], overrides: Sequence[str] = ()) -> Lab:
    """Return the lab that lab files describe.

    Args:
        paths: The lab files; a later one is merged over those before it.
        overrides: More to merge over them, each as `machines.node.count=5`.

    Raises:
        LabError: Something in them is wrong; it carries every problem, with its place.
        UsageError: One of them can't be read.
    """
    return _opened(paths, overrides).lab()


def locate(
    paths: Sequence[Path], overrides: Sequence[str], problems: Iterable[Problem]
) -> list[Problem]:
    """Return problems of a lab that is right in itself, each where it is to be mended.

    Args:
        paths: The lab files.
        overrides: What was merged over them.
        problems: What is wrong with it on this host.
    """
    return _opened(paths, overrides).located(problems)


def _opened(paths: Sequence[Path], overrides: Sequence[str]) -> "_Loading":
    folder = paths[0].absolute().parent
    problems: list[Problem] = []
    documents = [
        *(_kept(problems, partial(read, path)) for path in paths),
        *(_kept(problems, partial(override, text)) for text in overrides),
    ]
    catalog = _kept(problems, partial(BoxCatalog.load, paths[0].parent / FILE_NAME))
    layers = Layers(tuple(document for document in documents if document))
    data, found = _kept(problems, layers.read) or (None, [])
    problems += found
    if catalog is None or data is None or None in documents:
        raise LabError(problems)
    return _Loading(layers, data, catalog, folder, problems)


def _kept(problems: list[Problem], work: Callable[[], Anything]) -> Anything | None:
    """Return what some work returns; nothing where it finds problems, which are kept."""
    try:
        return work()
    except LabError as error:
        problems += error.problems
        return None


class _Loading:
    """One lab on its way from what is written to what is meant."""

    def __init__(
        self,
        layers: Layers,
        data: Mapping[Any, Any],
        catalog: BoxCatalog,
        folder: Path,
        problems: list[Problem],
    ) -> None:
        self._layers = layers
        self._data = {key: value for key, value in data.items() if not str(key).startswith("x-")}
        self._catalog = catalog
        self._folder = folder
        self._problems = problems
        self._owners: dict[tuple[Any, Key], str | int] = {}

    def lab(self) -> Lab:
        file = self._file()
        expansion = Expansion(file, self._data, self._catalog)
        machines = list(read_seeds([*expansion.machines()], self._folder, expansion.problems))
        self._note(expansion.problems, expansion)
        keys = self._keys(file)
        whole = not self._problems
        self._note(missing_files(keys, machines, self._folder), expansion)
        try:
            lab = assemble(keys, machines, whole=whole)
        except LabError as error:
            self._note(error.problems, expansion)
        else:
            if not self._problems:
                return lab
        raise LabError(report.in_order(self._problems))

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        expansion = Expansion(self._file(), self._data, self._catalog)
        list(expansion.machines())
        self._note(problems, expansion)
        return report.in_order(self._problems)

    def _file(self) -> LabFile:
        """Return the lab file.

        Raises:
            LabError: So much is wrong that what else is wrong can't be known.
        """
        said = {**self._data, "machines": self._data.get("machines") or {}}
        file, found = validate(LabFile, said, {"partial": True})
        self._problems += [report.placed(problem, self._layers) for problem in found]
        if file is None or any(_concerns_names(problem.key) for problem in found):
            raise LabError(report.in_order(self._problems))
        return file

    def _keys(self, file: LabFile) -> LabKeys:
        said = {key: getattr(file, key) for key in LabKeys.model_fields}
        return LabKeys.model_construct(**said | {"name": file.name or to_label(self._folder.name)})

    def _note(self, found: Iterable[Problem], expansion: Expansion) -> None:
        """Keep problems, each at its place; of a counted machine, or of defaults, once."""
        for problem in found:
            placed = report.placed(problem, self._layers, expansion.written(problem.key))
            owner = problem.key[1] if problem.key[0] == "machines" and problem.key[1:] else ""
            if self._owners.setdefault((placed.place, placed.key), owner) == owner:
                self._problems.append(placed)


def _concerns_names(key: Key) -> bool:
    """Tell whether a mistake at this key leaves unknown which names there are."""
    is_entry = key[:1] and key[0] in _NAMING and len(key) <= len(("machines", "web"))
    return bool(not key or key == ("defaults",) or is_entry or key[-1] in _COUNTING)
