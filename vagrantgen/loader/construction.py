"""Nodes to data: dictionaries, lists, texts, numbers, booleans."""

import re
from typing import Any, Final, Self

from vagrantgen.errors import LabError, Place, Problem
from vagrantgen.loader import nodes
from vagrantgen.loader.nodes import DEEPEST, Node

_MOST_VALUES: Final = 2_000_000
"""So many values may a file have once its aliases are followed."""

_SPECIAL: Final = frozenset("0123456789+-.~tfnN")
"""What a scalar begins with that may be something else than text."""

_NULL: Final = frozenset({"null", "Null", "NULL", "~", ""})
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT: Final = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?"
)
_LONGEST_NUMBER: Final = 30
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


class WrittenFloat(float):
    """A number that is still known as it was written: `4.10`."""

    text: str

    def __new__(cls, text: str) -> Self:
        """Return the number that a text says."""
        number = super().__new__(cls, text.replace("_", ""))
        number.text = text
        return number

    def __str__(self) -> str:
        return self.text


class Construction:
    """Turns nodes into data, and notes what is wrong on the way.

    Args:
        source: What the text is called.
        lines: Its lines.
    """

    def __init__(self, source: str, lines: list[str]) -> None:
        self._source = source
        self._lines = lines
        self._count = 0
        self._open: list[Node] = []
        self.problems: list[Problem] = []

    def value(self, node: Node) -> Any:
        """Return what a node says.

        Raises:
            LabError: Its aliases lead to too many values, or too deep.
        """
        self._count += 1
        if self._count > _MOST_VALUES or len(self._open) > DEEPEST:
            text = "the aliases of this file lead to too many values"
            raise LabError([Problem(text, place=self._place(node))])
        if node.tag is not None:
            self._note(node, f"the tag {_shown(node.tag)} means nothing here; remove it")
        if node.kind == "plain":
            return plain(node.value)
        if node.kind == "quoted":
            return self._quoted(node)
        if any(node is outer for outer in self._open):
            return self._note(node, "an alias stands inside of what it names")
        self._open.append(node)
        data = self._mapping(node) if node.kind == "mapping" else self._list(node)
        self._open.pop()
        return data

    def _list(self, node: Node) -> list[Any]:
        return [self.value(item) for item in node.value]

    def _mapping(self, node: Node) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for merged in reversed(node.merged()):
            if merged.kind == "mapping":
                data |= self.value(merged) or {}
            else:
                self._note(merged, "only a mapping can be merged with `<<`")
        seen: dict[Any, Node] = {}
        for name, value in node.pairs:
            if name.is_merge:
                continue
            if name.kind in {"mapping", "list"}:
                self._note(name, "a key must be a word; put it in quotes, or remove the brackets")
                continue
            key = self.value(name)
            if key is None or isinstance(key, bool | float):
                self._note(name, f'a key must be a word; write "{name.value}", in quotes')
                continue
            if key in seen:
                self._note(name, f"the key {key!r} stands in line {seen[key].line + 1} already")
            seen[key] = name
            data[key] = self.value(value)
        return data

    def _quoted(self, node: Node) -> str:
        found = _NO_TEXT.search(node.value)
        if found:
            self._note(node, f"the character U+{ord(found[0]):04X} can't stand in a text")
            return _NO_TEXT.sub("", node.value)
        return str(node.value)

    def _note(self, node: Node, text: str) -> None:
        self.problems.append(Problem(text, place=self._place(node)))

    def _place(self, node: Node) -> Place:
        return nodes.place(node, self._source, self._lines)


def plain(text: str) -> Any:
    """Return what a scalar without quotes says, as YAML 1.2 has it."""
    if text in _NULL:
        return None
    if text[0] not in _SPECIAL:
        return text
    if text in {"true", "false"}:
        return text == "true"
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""), 0)
    return WrittenFloat(text) if _FLOAT.fullmatch(text) else text


def _shown(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
