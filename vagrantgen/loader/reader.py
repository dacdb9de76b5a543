"""Lab files, read with the place of every value."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from vagrantgen.errors import LabError, Place, Problem, UsageError
from vagrantgen.loader import nodes, syntax
from vagrantgen.loader.construction import Construction
from vagrantgen.loader.nodes import Node

Key = tuple[str | int, ...]

_SURROGATES: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB]\w\w)\\u([dD][c-fC-F]\w\w)")


@dataclass(frozen=True)
class Document:
    """A file's data, and where each value of it stands."""

    source: str
    text: str
    root: Node | None

    @cached_property
    def _lines(self) -> list[str]:
        return syntax.lines(self.text)

    @cached_property
    def _construction(self) -> tuple[Any, list[Problem]]:
        construction = Construction(self.source, self._lines)
        return (construction.value(self.root) if self.root else {}), construction.problems

    @property
    def data(self) -> Any:
        """What the file says, as dictionaries, lists and scalars.

        Raises:
            LabError: Its aliases lead to too many values.
        """
        return self._construction[0]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with how it says it: keys that stand twice, tags, strange aliases."""
        return self._construction[1]

    def find(self, key: Key) -> tuple[int, Node | None, Node | None]:
        """Return how much of a key is found, and the nodes of its name and its value there."""
        name = value = self.root
        for depth, part in enumerate(key):
            step = value.step(part) if value else None
            if step is None:
                return depth, name, value
            name, value = step
        return len(key), name, value

    def place(self, node: Node | None) -> Place:
        """Return where a node stands; in a text without any, its beginning."""
        if node is None:
            return Place(self.source, 1, 1, self._lines[0])
        return nodes.place(node, self.source, self._lines)


def read(path: Path, shown: str | None = None) -> Document:
    """Read a YAML or JSON file.

    Args:
        path: The file.
        shown: What to call it in messages; its path otherwise.

    Raises:
        UsageError: It can't be read.
        LabError: It is no YAML.
    """
    source = shown or _shown(path)
    try:
        written = path.read_bytes()
    except OSError as error:
        msg = f"{path} can't be read: {(error.strerror or str(error)).lower()}"
        raise UsageError(msg, hint="`vagrantgen init` writes a lab file") from None
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabError([_not_utf8(error, written, source)]) from None
    if path.suffix == ".json":
        text = _SURROGATES.sub(_one_character, text.replace("\t", " "))
    return parse(text, source)


def parse(text: str, source: str) -> Document:
    """Parse YAML.

    Raises:
        LabError: It is no YAML, or has several documents in it.
    """
    return Document(source, text, nodes.compose(text, source))


def _not_utf8(error: UnicodeDecodeError, written: bytes, source: str) -> Problem:
    before = written[: error.start].decode("utf-8-sig", errors="replace")
    whole = written.decode("utf-8-sig", errors="replace")
    place = syntax.place_of(whole, source, len(before))
    text = f"the byte 0x{written[error.start]:02x} is no text in UTF-8"
    return Problem(text, place=place, hint="save the file in the encoding UTF-8")


def _one_character(match: re.Match[str]) -> str:
    """Return the character that JSON writes as two halves."""
    high, low = int(match[2], 16), int(match[3], 16)
    return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _shown(path: Path) -> str:
    """Return a path as seen from the current folder, if it is in there."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
