"""YAML text to nodes that know their place, with none of YAML's surprises."""

import re
from typing import Any, Final, Literal, Self

import yaml

from vagrantgen.errors import LabError, Place, Problem
from vagrantgen.loader import syntax

MERGE: Final = "<<"
DEEPEST: Final = 100
"""So deep may values lie in one another; a lab file needs a tenth of it."""

_NO_CHARACTER: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Kind = Literal["mapping", "list", "plain", "quoted"]


class Node:
    """A value in a YAML text, and where it begins; lines and columns count from 0."""

    __slots__ = ("_entries", "column", "flow", "kind", "line", "tag", "value")

    def __init__(
        self, kind: Kind, value: Any, line: int = 0, column: int = 0, tag: str | None = None
    ) -> None:
        self.kind = kind
        self.value = value
        self.line = line
        self.column = column
        self.tag = tag
        self.flow = False
        self._entries: dict[str, tuple[Node, Node]] | None = None

    @classmethod
    def text(cls, text: str) -> Self:
        """Return a text that stands nowhere."""
        return cls("quoted", text)

    @property
    def pairs(self) -> list[tuple["Node", "Node"]]:
        """A mapping's names and values, in order."""
        return list(zip(self.value[::2], self.value[1::2], strict=True))

    @property
    def is_block(self) -> bool:
        """Whether it is a mapping or a list written over several lines."""
        return self.kind in {"mapping", "list"} and not self.flow

    @property
    def is_merge(self) -> bool:
        """Whether it is the name that other mappings are merged by."""
        return self.kind == "plain" and self.value == MERGE

    def step(self, part: str | int) -> "tuple[Node, Node] | None":
        """Return the nodes of the name and the value that one part of a key leads to."""
        if self.kind == "list":
            inside = isinstance(part, int) and 0 <= part < len(self.value)
            return (self.value[part], self.value[part]) if inside else None
        if self.kind != "mapping":
            return None
        found = self._own_entries().get(str(part))
        if found is None:
            merged = (node.step(part) for node in self.merged())
            found = next((step for step in merged if step), None)
        return found

    def _own_entries(self) -> dict[str, tuple["Node", "Node"]]:
        if self._entries is None:
            self._entries = {
                name.value: (name, value)
                for name, value in self.pairs
                if isinstance(name.value, str) and not name.is_merge
            }
        return self._entries

    def merged(self) -> list["Node"]:
        """Return the nodes that are merged into a mapping, those that win first."""
        found: list[Node] = []
        for name, value in self.pairs:
            if name.is_merge:
                found += value.value if value.kind == "list" else [value]
        return found


def compose(text: str, source: str) -> Node | None:
    """Return the one document of a YAML text; None if it is empty.

    Raises:
        LabError: It is no YAML.
    """
    wrong = _NO_CHARACTER.search(text)
    if wrong:
        place = syntax.place_of(text, source, wrong.start())
        shown = f"U+{ord(wrong[0]):04X}"
        raise LabError([Problem(f"the character {shown} may not stand in YAML", place=place)])
    try:
        return _Composition(text, source).root()
    except yaml.YAMLError as error:
        raise LabError([syntax.problem(error, text, source)]) from None


class _Composition:
    """One text on its way to nodes."""

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = source
        self._root: Node | None = None
        self._open: list[Node] = []
        self._anchors: dict[str, Node] = {}

    def root(self) -> Node | None:
        documents = 0
        for event in yaml.parse(self._text, Loader=_Loader):
            match event:
                case yaml.ScalarEvent():
                    kind: Kind = "plain" if event.implicit[0] else "quoted"
                    self._add(_node(kind, event.value, event), event)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
                    node = _node(kind, [], event)
                    node.flow = bool(event.flow_style)
                    self._add(node, event)
                    self._open.append(node)
                case yaml.CollectionEndEvent():
                    self._open.pop()
                case yaml.AliasEvent():
                    self._add(self._named(event), event)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise self._wrong("a second document begins; a lab file has one", event)
                case _:
                    pass
        return self._root

    def _add(self, node: Node, event: Any) -> None:
        if self._open:
            self._open[-1].value.append(node)
        else:
            self._root = node
        if len(self._open) > DEEPEST:
            raise self._wrong(f"values lie in one another more than {DEEPEST} deep", event)
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self._anchors[event.anchor] = node

    def _named(self, event: yaml.AliasEvent) -> Node:
        if event.anchor not in self._anchors:
            text = (
                f"the alias *{event.anchor} names nothing; write &{event.anchor} at a value above"
            )
            raise self._wrong(text, event)
        return self._anchors[event.anchor]

    def _wrong(self, text: str, event: Any) -> LabError:
        mark = event.start_mark
        place = syntax.place_at(self._text, self._source, mark.line, mark.column)
        return LabError([Problem(text, place=place)])


def _node(kind: Kind, value: Any, event: Any) -> Node:
    return Node(kind, value, event.start_mark.line, event.start_mark.column, event.tag)


def place(node: Node, source: str, lines: list[str]) -> Place:
    """Return where a node stands."""
    text = lines[node.line] if node.line < len(lines) else ""
    return Place(source, node.line + 1, node.column + 1, text)
