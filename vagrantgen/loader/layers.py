"""What is written in several places, one over the other: lab files, and `--set`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import pairwise
from typing import Any, Final

from vagrantgen.errors import LabError, Place, Problem
from vagrantgen.loader.nodes import Kind, Node
from vagrantgen.loader.reader import Document, Key, parse

_OVERRIDE: Final = re.compile(r"(?P<key>[^=\s]+)=(?P<value>.*)", re.DOTALL)


def merge(below: Any, above: Any) -> Any:
    """Return one value over another: mappings are merged, everything else is replaced."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = merge(below[key], value) if key in below else value
    return merged


@dataclass(frozen=True)
class Layers:
    """Documents, the later over the earlier."""

    documents: tuple[Document, ...]
    example: str = "a lab file is a mapping: `machines: ...`"
    """What to write where one of them is no mapping."""

    @cached_property
    def data(self) -> Any:
        """What they say together.

        Raises:
            LabError: One of them says it in a wrong way: it is no mapping, or has a key twice.
        """
        data, problems = self.read()
        if problems:
            raise LabError(problems)
        return data

    def read(self) -> tuple[dict[Any, Any], list[Problem]]:
        """Return what they say together, and what is wrong with how they say it.

        Raises:
            LabError: One of them says nothing that could be understood.
        """
        unread: list[Problem] = []
        problems: list[Problem] = []
        said: list[Any] = []
        for document in self.documents:
            try:
                data = document.data
            except LabError as error:
                unread += error.problems
                continue
            problems += document.problems
            if isinstance(data, dict):
                said.append(data)
            else:
                place = document.place(document.root)
                unread.append(Problem(self.example, place=place))
        if unread:
            raise LabError([*unread, *problems])
        return reduce(merge, said, {}), problems

    def place(self, keys: Sequence[Key], *, of_name: bool = False) -> tuple[Key, Place]:
        """Return where a value stands, or as much of the way to it as stands anywhere.

        Args:
            keys: Where it may stand; the one of which most is found wins, the earlier if several.
            of_name: Whether the place of its name is asked for, instead of its value's.
        """
        found = [
            (len(key) - depth, name, value, document, key)
            for key in keys
            for document in reversed(self.documents)
            for depth, name, value in [document.find(key)]
        ]
        _, name, value, document, key = min(found, key=lambda item: item[0])
        node = name if of_name or (value and value.is_block) else value
        return key, _place(document, node)


def override(text: str) -> Document:
    """Return what `--set machines.node.count=5` says, as a document.

    Raises:
        LabError: It is not of that form.
    """
    match = _OVERRIDE.fullmatch(text)
    source = f"--set {text}"
    if match is None or "" in match["key"].split("."):
        text = "write it as KEY=VALUE: machines.node.count=5"
        raise LabError([Problem(text, place=Place(_printable(source)))])
    value = match["value"]
    try:
        said = parse(value, _printable(source)).root
    except LabError as error:
        place = Place(_printable(source))
        raise LabError([replace(problem, place=place) for problem in error.problems]) from None
    root = said or Node.text(value)
    for before, name in reversed([*pairwise(["", *match["key"].split(".")])]):
        kind: Kind = "plain" if before == "each" else "quoted"  # its keys are numbers
        root = Node("mapping", [Node(kind, name), root])
    return Document(_printable(source), "", root)


def _printable(text: str) -> str:
    return text.encode(errors="backslashreplace").decode().replace("\n", "\\n")


def _place(document: Document, node: Node | None) -> Place:
    return document.place(node) if document.text or node is None else Place(document.source)
