"""The box catalogue: what is known of a Vagrant box before it is downloaded."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

from pydantic import ValidationError, model_validator

from vagrantgen._assets import BOX_CATALOG
from vagrantgen.errors import LabError, Problem
from vagrantgen.loader import report
from vagrantgen.loader.layers import Layers
from vagrantgen.loader.reader import read
from vagrantgen.models.base import Model
from vagrantgen.models.guests import Guest
from vagrantgen.models.quantity import Mebibytes

FILE_NAME: Final = "boxes.yaml"
"""What the catalogue beside a lab file is called."""


class BoxKeys(Model):
    """What a boxes.yaml says of a box."""

    name: str
    """The box's name in Vagrant; the alias where nothing else is said."""

    url: str | None = None
    """Where Vagrant downloads it: a box, or its JSON metadata; else HashiCorp's registry."""

    made_by: str = ""
    """The command that makes it on this host; such a box is not downloaded."""

    version: str | None = None
    """The version to take, where a newer one is known not to work."""

    guest: Guest | None = None
    """The guest system, by Vagrant's own name for it."""

    user: str = "vagrant"
    """Who Vagrant logs in as."""

    memory: Mebibytes = 512
    """The least memory to give it, in MiB."""

    architectures: tuple[str, ...] = ("amd64",)
    """Those it has a libvirt build for, by Vagrant's names; none: libvirt can't run it."""

    replaced_by: tuple[str, ...] = ()
    """What to take instead: the box is out of date, or has no libvirt build."""

    source: str = ""
    """Where it was read that the libvirt build is published."""

    notes: str = ""
    """What to know before taking it."""

    @model_validator(mode="after")
    def _has_a_version_only_where_there_are_several(self) -> Self:
        if self.version is not None and self.url is not None and self.url.endswith(".box"):
            msg = "a URL that is a box itself has no versions; leave out `version` or `url`"
            raise ValueError(msg)
        return self


class CatalogBox(BoxKeys):
    """A box of the catalogue."""

    alias: str
    """What a lab file says under `box`."""

    @property
    def warning(self) -> str:
        """What to tell who takes it all the same; empty for a box that is kept up."""
        if not self.replaced_by:
            return ""
        return f"{self.notes} Take {' or '.join(self.replaced_by)} instead.".strip()


class BoxCatalog:
    """The boxes that are known, by alias and by Vagrant name."""

    def __init__(self, boxes: Iterable[CatalogBox]) -> None:
        self._by_alias = {box.alias: box for box in boxes}
        self._by_name = {box.name: box for box in reversed(self._by_alias.values())}

    @classmethod
    def load(cls, *extra: Path) -> Self:
        """Return the catalogue that comes with vagrantgen, with files of the user's over it.

        Args:
            extra: Files that add boxes, or override single keys of those before them; one that
                doesn't exist is passed over.

        Raises:
            LabError: A file says something wrong.
        """
        files = [BOX_CATALOG, *(path for path in extra if path.exists())]
        return cls(_read(tuple((path, path.stat().st_mtime_ns) for path in files)))

    def find(self, name: str) -> CatalogBox | None:
        """Return the box with an alias or a Vagrant name; None for one that is not known."""
        return self._by_alias.get(name) or self._by_name.get(name)

    def suggest(self, name: str) -> str | None:
        """Return the alias or Vagrant name that was probably meant, of a box to recommend."""
        good = [box for box in self if not box.replaced_by]
        spelled = {_letters(box.name): box.name for box in reversed(good)}
        spelled |= {_letters(box.alias): box.alias for box in reversed(good)}
        near = difflib.get_close_matches(_letters(name), spelled, n=1, cutoff=0.7)
        return spelled[near[0]] if near else None

    def __iter__(self) -> Iterator[CatalogBox]:
        return iter(self._by_alias.values())

    def __len__(self) -> int:
        return len(self._by_alias)


def _letters(name: str) -> str:
    """Return what is left of a name when case, dashes, dots and slashes don't count."""
    return "".join(character for character in name.lower() if character.isalnum())


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[CatalogBox, ...]:
    """Return the boxes of files that are of these times."""
    documents = tuple(read(path) for path, _ in files)
    written = Layers(documents, "a box catalogue is a mapping: `mine: {name: me/mine}`")
    problems: list[Problem] = []
    boxes = tuple(_boxes(written, problems))
    if problems:
        raise LabError(report.in_order(report.placed(item, written) for item in problems))
    return boxes


def _boxes(written: Layers, problems: list[Problem]) -> Iterator[CatalogBox]:
    """Yield the boxes that are right, and note what is wrong with the others."""
    for alias, said in written.data.items():
        if not isinstance(alias, str):
            text = "a box's name is text; write it in quotes"
            problems.append(Problem(text, (alias,), of_name=True))
            continue
        keys = _with_name(alias, said)
        try:
            known = BoxKeys.model_validate(keys)
        except ValidationError as error:
            found = report.problems(error, BoxKeys, keys)
            problems += [replace(problem, key=(alias, *problem.key)) for problem in found]
        else:
            yield CatalogBox.model_construct(alias=alias, **dict(known))


def _with_name(alias: str, said: Any) -> Any:
    """Return what is said of a box without the keys that are unset, and with its name."""
    if said is None:
        return {"name": alias}
    if not isinstance(said, Mapping):
        return said
    return {**said, "name": alias if said.get("name") is None else said["name"]}
