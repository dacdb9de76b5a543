"""The command `boxes`: the catalogue, and which boxes are here already."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from vagrantgen.box.installed import InstalledBox, host_architecture, installed_boxes
from vagrantgen.catalog import FILE_NAME, BoxCatalog, CatalogBox
from vagrantgen.cli import output
from vagrantgen.cli.options import Json

All = Annotated[
    bool,
    typer.Option(
        "--all", "-a", help="Also boxes without an alias, out of date, or without a libvirt build."
    ),
]

_COLUMNS: Final = ("ALIAS", "BOX", "MEMORY", "FROM", "HERE")


def boxes(*, json: Json = False, all_: All = False) -> None:
    """Show the boxes there are, and which are here already."""
    entries = list(_entries(BoxCatalog.load(Path(FILE_NAME)), installed_boxes()))
    shown = [entry for entry in entries if all_ or entry.is_recommended or entry.installed]
    if json:
        output.write_json([entry.as_json() for entry in shown])
        return
    columns = (*_COLUMNS, "INSTEAD") if all_ else _COLUMNS
    output.write_table(columns, ([*entry.cells()][: len(columns)] for entry in shown))
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

    def cells(self) -> Iterator[str]:
        box = self.box
        yield box.alias if box and box.alias != self.name else "-"
        yield self.name
        yield _size(box.memory) if box else "-"
        yield _origin(box) if box else "-"
        yield _versions(self.installed)
        yield box.replaced_by[0] if box and box.replaced_by else ""

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


def _size(mebibytes: int) -> str:
    return f"{mebibytes // 1024} GiB" if mebibytes % 1024 == 0 else f"{mebibytes} MiB"


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
