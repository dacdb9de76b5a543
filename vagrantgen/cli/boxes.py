"""The command `boxes`: the catalogue, and which boxes are here already."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Annotated, Any, Final

import typer

from vagrantgen.box.installed import InstalledBox, host_architecture, installed_boxes
from vagrantgen.catalog import FILE_NAME, BoxCatalog, CatalogBox
from vagrantgen.cli import output
from vagrantgen.cli.options import Json, LabFiles
from vagrantgen.cli.target import find_target

All = Annotated[
    bool,
    typer.Option(
        "--all", "-a", help="Also boxes without an alias, out of date, or without a libvirt build."
    ),
]

_COLUMNS: Final = ("ALIAS", "BOX", "FROM", "HERE", "INSTEAD")


def boxes(file: LabFiles = None, *, all_: All = False, as_json: Json = False) -> None:
    """Show the boxes there are, and which are here already."""
    own = [lab.with_name(FILE_NAME) for lab in find_target(files=file).files[:1]]
    entries = list(_entries(BoxCatalog.load(*own), installed_boxes()))
    shown = [entry for entry in entries if all_ or entry.is_recommended or entry.installed]
    if as_json:
        output.write_json([entry.as_json() for entry in shown])
        return
    rows = [entry.cells() for entry in shown]
    columns = len(_COLUMNS) if any(row[-1] for row in rows) else len(_COLUMNS) - 1
    output.write_table(_COLUMNS[:columns], (row[:columns] for row in rows))
    if len(shown) < len(entries):
        more = len(entries) - len(shown)
        output.say(f"{more} more have no alias, are out of date or not for libvirt: see --all")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A box with what the catalogue knows of it, and its versions on this host."""

    name: str
    box: CatalogBox | None
    installed: tuple[InstalledBox, ...]

    @property
    def is_recommended(self) -> bool:
        return self.box is not None and self.box.alias != self.name and not self.box.replaced_by

    def cells(self) -> tuple[str, ...]:
        here = _versions(self.installed)
        if self.box is None:
            return "-", self.name, "-", here, ""
        alias = self.box.alias if self.box.alias != self.name else "-"
        instead = next(iter(self.box.replaced_by), "")
        return alias, self.name, _origin(self.box), here, instead

    def as_json(self) -> dict[str, Any]:
        known = self.box.model_dump() if self.box else {"alias": None, "name": self.name}
        return {**known, "installed": [asdict(box) for box in self.installed]}


def _entries(catalog: BoxCatalog, installed: Iterable[InstalledBox]) -> Iterator[_Entry]:
    here = {name: tuple(boxes) for name, boxes in groupby(installed, lambda box: box.name)}
    for box in catalog:
        yield _Entry(box.name, box, here.get(box.name, ()))
    for name, boxes in here.items():
        if catalog.find(name) is None:
            yield _Entry(name, None, boxes)


def _origin(box: CatalogBox) -> str:
    if box.made_by:
        return "this host"
    if not box.architectures:
        return "-"
    return "its maker" if box.url else "registry"


def _versions(installed: tuple[InstalledBox, ...]) -> str:
    if not installed:
        return ""
    newest, *older = installed
    words = ["yes" if newest.version == "0" else newest.version]
    if newest.architecture not in (None, host_architecture()):
        words.append(f"({newest.architecture})")
    if older:
        words.append(f"(+{len(older)})")
    return " ".join(words)
