"""What the models' fields mean, read off the strings under them when somebody asks.

Pydantic's `use_attribute_docstrings` reads them too, but at every start, whether anybody asks or
not: that was a quarter of the time it took to import the models.
"""

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any


@cache
def meanings(model: type) -> Mapping[str, str]:
    """Return what is written under the fields of a model and of its bases, by field."""
    package = __name__.partition(".")[0]
    bases = [base for base in model.__mro__[::-1] if base.__module__.partition(".")[0] == package]
    return {
        field: text
        for base in bases
        for field, text in _of_module(base.__module__).get(base.__qualname__, {}).items()
    }


def with_refusals(model: type, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemas of a model's keys, and of those it refuses, of which editors say why."""
    reasons: Mapping[str, str] = getattr(model, "refused", {})
    refused = {
        key: {
            "not": {},
            "description": f"`{key}` {reason}.",
            "deprecationMessage": f"{key!r} {reason}",
            "doNotSuggest": True,
        }
        for key, reason in reasons.items()
        if key not in properties
    }
    return {**properties, **refused}


@cache
def _of_module(name: str) -> Mapping[str, Mapping[str, str]]:
    """Return what is written under the fields of a module's classes, by class."""
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {node.name: dict(_texts(node.body)) for node in classes}


def _texts(body: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, after in pairwise(body):
        match statement, after:
            case (
                ast.AnnAssign(target=ast.Name(id=field)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield field, inspect.cleandoc(text)
            case _:
                pass
