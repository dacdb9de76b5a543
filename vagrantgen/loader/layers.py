"""What is written in several places, one over the other: lab files, and `--set`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, Final

import yaml

from vagrantgen.errors import LabError, Place, Problem
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


def without_nulls(value: Any, kept: frozenset[str] = frozenset()) -> Any:
    """Return a value without the keys that are set to null, which means unset.

    Args:
        value: The value.
        kept: Keys in which null is a value of its own, as it is of a variable.
    """
    if isinstance(value, list):
        return [without_nulls(item, kept) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: item if key in kept else without_nulls(item, kept)
        for key, item in value.items()
        if item is not None
    }


@dataclass(frozen=True)
class Layers:
    """Documents, the later over the earlier."""

    documents: tuple[Document, ...]

    @cached_property
    def data(self) -> Any:
        """What they say together.

        Raises:
            LabError: One of them is no mapping, or can't be read.
        """
        problems: list[Problem] = []
        said: list[Any] = []
        for document in self.documents:
            try:
                said.append(_mapping(document))
            except LabError as error:
                problems += error.problems
        if problems:
            raise LabError(problems)
        return reduce(merge, said, {})

    def place(self, keys: Sequence[Key], *, of_name: bool = False) -> tuple[Key, Place]:
        """Return where a value stands, or as much of the way to it as stands anywhere.

        Args:
            keys: Where it may stand; the one of which most is found wins, the earlier if several.
            of_name: Whether the place of its name is asked for, instead of its value's.
        """
        found = [
            (*document.find(key), document, key)
            for key in keys
            for document in reversed(self.documents)
        ]
        _, name, value, document, key = max(found, key=lambda item: item[0])
        node = name if of_name or _is_block(value) else value
        return key, _place(document, node)


def override(text: str) -> Document:
    """Return what `--set machines.node.count=5` says, as a document.

    Raises:
        LabError: It is not of that form.
    """
    match = _OVERRIDE.fullmatch(text)
    if match is None:
        problem = Problem(
            "write it as KEY=VALUE: machines.node.count=5", place=Place(f"--set {text}")
        )
        raise LabError([problem])
    document = parse(match["value"], f"--set {text}")
    root = document.root
    if match["value"].strip() == "":
        root = yaml.ScalarNode("tag:yaml.org,2002:str", "", *_marks(document))
    for part in reversed(match["key"].split(".")):
        name = yaml.ScalarNode("tag:yaml.org,2002:str", part, *_marks(document))
        root = yaml.MappingNode("tag:yaml.org,2002:map", [(name, root)], *_marks(document))
    return Document(document.source, "", root)


def _marks(document: Document) -> tuple[yaml.Mark, yaml.Mark]:
    mark = yaml.Mark(document.source, 0, 0, 0, "", 0)
    return mark, mark


def _mapping(document: Document) -> Any:
    data = document.data
    if not isinstance(data, dict):
        problem = Problem("a lab file is a mapping: `machines: ...`", place=document.at(0, 0))
        raise LabError([problem])
    return data


def _is_block(node: yaml.Node) -> bool:
    """Tell whether a value is better shown by its name, which stands above it."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _place(document: Document, node: yaml.Node) -> Place:
    return document.place(node) if document.text else Place(document.source)
