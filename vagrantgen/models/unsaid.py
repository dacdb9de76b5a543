"""Sections of which nothing is said: their models, which most labs never need, stay unimported.

The provider block's takes a tenth of the time in which a small lab is rendered.
"""

import importlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from pydantic import BaseModel

from vagrantgen.models.base import Settings


class Unsaid:
    """A section of which nothing is said: none of its settings has a value.

    Args:
        path: Where its model is, as `module.Name` of the models.
        derived: What the model says besides its settings, as it follows from them.
    """

    model_fields_set: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, path: str, *derived: str) -> None:
        self._path = path
        self._derived = derived

    @cached_property
    def empty(self) -> BaseModel:
        """The section itself, of a model that is imported now."""
        made: BaseModel = type_at(self._path).model_construct()
        return made

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        is_known = name in self._derived or hasattr(Settings, name)
        value = self.__dict__[name] = getattr(self.empty, name) if is_known else None
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unsaid | BaseModel) and not other.model_fields_set

    def __repr__(self) -> str:
        return f"{self._path.rpartition('.')[2]}()"

    def __hash__(self) -> int:
        return hash(self.empty)

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned: nothing."""
        return {}

    def calls(self) -> tuple[()]:
        """Return what is called: nothing."""
        return ()


def unsaid(path: str, *derived: str) -> Callable[[], Any]:
    """Return what returns a section of which nothing is said: a field's default.

    Args:
        path: Where its model is, as `module.Name` of the models.
        derived: What the model says besides its settings, as it follows from them.
    """
    section = Unsaid(path, *derived)
    return lambda: section


def type_at(path: str) -> Any:
    """Return a type of the models, imported now.

    Args:
        path: Where it is, as `module.Name`.
    """
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(f"vagrantgen.models.{module}"), name)


def type_of(section: object) -> type:
    """Return the type of a section, also of one of which nothing is said."""
    return type(section.empty) if isinstance(section, Unsaid) else type(section)
