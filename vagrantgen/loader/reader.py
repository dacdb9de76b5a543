"""YAML, with the place of every value; and with none of YAML's surprises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import yaml

from vagrantgen.errors import LabError, Place, Problem, UsageError

Key = tuple[str | int, ...]

_MERGE: Final = "tag:yaml.org,2002:merge"
_MOST_VALUES: Final = 2_000_000
"""So many values may a file have once its aliases are followed."""

_PLAIN: Final = {
    "null": re.compile(r"(?:null|Null|NULL|~|)"),
    "bool": re.compile(r"(?:true|false)"),
    "int": re.compile(r"(?:[-+]?(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F]+|0o[0-7]+)"),
    "float": re.compile(
        r"[-+]?(?:[0-9][0-9_]*\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?"
    ),
    "merge": re.compile(r"<<"),
}
"""What an unquoted scalar must look like to be something else than text: YAML 1.2's core."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Composer(_Loader):  # type: ignore[misc,valid-type]
    """libyaml's parser, with YAML 1.2's ideas of what a scalar is."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012  (yaml's own way)


for _name, _pattern in _PLAIN.items():
    _Composer.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(rf"^{_pattern.pattern}$"), None
    )


class WrittenFloat(float):
    """A number that is still known as it was written: `4.10`."""

    def __new__(cls, text: str) -> Self:
        """Return the number that a text says."""
        number = super().__new__(cls, text.replace("_", ""))
        number.text = text
        return number

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Document:
    """A file's data, and where each value of it stands."""

    source: str
    text: str
    root: yaml.Node

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def data(self) -> Any:
        """What the file says, as dictionaries, lists and scalars.

        Raises:
            LabError: A key stands twice, a tag stands somewhere, or aliases never end.
        """
        construction = _Construction(self)
        data = construction.value(self.root, ())
        if construction.problems:
            raise LabError(construction.problems)
        return data

    def find(self, key: Key) -> tuple[int, yaml.Node, yaml.Node]:
        """Return how much of a key is found, and the nodes of its name and its value there."""
        name = value = self.root
        for depth, part in enumerate(key):
            step = _step(value, part)
            if step is None:
                return depth, name, value
            name, value = step
        return len(key), name, value

    def place(self, node: yaml.Node) -> Place:
        """Return where a node stands."""
        return self.at(node.start_mark.line, node.start_mark.column)

    def at(self, line: int, column: int) -> Place:
        """Return a place by its line and column, counted from 0."""
        text = self._lines[line] if line < len(self._lines) else ""
        return Place(self.source, line + 1, column + 1, text)


def read(path: Path, shown: str | None = None) -> Document:
    """Read a YAML or JSON file.

    Args:
        path: The file.
        shown: What it is called in messages; as it is given, otherwise.

    Raises:
        UsageError: There is no such file, or it can't be read.
        LabError: It is no YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        msg = f"{path} is not text in UTF-8"
        raise UsageError(msg) from None
    except OSError as error:
        msg = f"{path} can't be read: {(error.strerror or str(error)).lower()}"
        raise UsageError(msg, hint="`vagrantgen init` writes a lab file") from None
    if path.suffix == ".json":
        text = text.replace("\t", " ")
    return parse(text, shown or str(path))


def parse(text: str, source: str) -> Document:
    """Parse YAML.

    Raises:
        LabError: It is no YAML, or has no single mapping in it.
    """
    try:
        root = yaml.compose(text, Loader=_Composer)
    except yaml.YAMLError as error:
        raise LabError([_syntax_problem(error, text, source)]) from None
    if root is None:
        root = yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark(source, 0, 0, 0, "", 0))
    return Document(source, text, root)


def _syntax_problem(error: yaml.YAMLError, text: str, source: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    document = Document(source, text, yaml.ScalarNode("", ""))
    if mark is None:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position)
        return Problem("this character may not stand in YAML", place=document.at(line, 0))
    place = document.at(mark.line, mark.column)
    said = str(getattr(error, "problem", error))
    if "\t" in place.text[: place.column]:
        return Problem("a tab; YAML is indented with spaces", place=place)
    if "single document" in str(getattr(error, "context", "")):
        return Problem("a second document begins; a lab file has one", place=place)
    context = getattr(error, "context", None)
    return Problem(f"this is no YAML: {said}{f' ({context})' if context else ''}", place=place)


def _step(node: yaml.Node, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the nodes of the name and the value that one part of a key leads to."""
    if isinstance(node, yaml.SequenceNode):
        inside = isinstance(part, int) and 0 <= part < len(node.value)
        return (node.value[part], node.value[part]) if inside else None
    if not isinstance(node, yaml.MappingNode):
        return None
    for name, value in reversed(node.value):
        if name.value == str(part) and name.tag != _MERGE:
            return name, value
    for merged in _merged(node):
        found = _step(merged, part)
        if found:
            return found
    return None


def _merged(node: yaml.MappingNode) -> Iterator[yaml.Node]:
    for name, value in node.value:
        if name.tag == _MERGE:
            yield from value.value if isinstance(value, yaml.SequenceNode) else [value]


class _Construction:
    """Turns nodes into data, and counts them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._count = 0
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, inside: tuple[yaml.Node, ...]) -> Any:
        self._count += 1
        if self._count > _MOST_VALUES:
            msg = "the aliases of this file lead to too many values"
            raise LabError([Problem(msg, place=self._document.place(node))])
        if any(node is outer for outer in inside):
            return self._note(node, "an alias stands inside of what it names")
        if isinstance(node, yaml.MappingNode) and node.tag.endswith(":map"):
            return self._mapping(node, (*inside, node))
        if isinstance(node, yaml.SequenceNode) and node.tag.endswith(":seq"):
            return [self.value(item, (*inside, node)) for item in node.value]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        return self._note(node, f"the tag {_shown_tag(node.tag)} means nothing here; remove it")

    def _mapping(self, node: yaml.MappingNode, inside: tuple[yaml.Node, ...]) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for merged in reversed(list(_merged(node))):
            if isinstance(merged, yaml.MappingNode):
                data |= self.value(merged, inside) or {}
            else:
                self._note(merged, "only a mapping can be merged with `<<`")
        seen: dict[Any, yaml.Node] = {}
        for name, value in node.value:
            if name.tag == _MERGE:
                continue
            if not isinstance(name, yaml.ScalarNode):
                self._note(name, "a key must be a word")
                continue
            key = self._scalar(name)
            if key in seen:
                line = seen[key].start_mark.line + 1
                self._note(name, f"the key {key!r} stands in line {line} already")
            seen[key] = name
            data[key] = self.value(value, inside)
        return data

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        text = node.value
        if kind in {"str", "merge"}:
            return text
        if kind not in _PLAIN or not _PLAIN[kind].fullmatch(text):
            return self._note(node, f"the tag {_shown_tag(node.tag)} means nothing here; remove it")
        if kind == "int":
            return int(text.replace("_", ""), 0)
        if kind == "float":
            return WrittenFloat(text)
        return None if kind == "null" else text == "true"

    def _note(self, node: yaml.Node, text: str) -> None:
        self.problems.append(Problem(text, place=self._document.place(node)))


def _shown_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
