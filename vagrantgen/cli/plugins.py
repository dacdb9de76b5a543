"""Keeps pydantic from looking for plugins in every package that is installed."""

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

_OFF: Final = "PYDANTIC_DISABLE_PLUGINS"
_FINDER: Final = "importlib.metadata"
"""What pydantic would find them with, and imports in any case."""


@contextlib.contextmanager
def without_plugins() -> Iterator[None]:
    """Let pydantic build its first validators without a look at what is installed.

    That, and the import of what looks, is a fifteenth of `render`. What we start afterwards has
    the environment as it was, and what is imported afterwards is the module itself.
    """
    said = os.environ.get(_OFF)
    os.environ[_OFF] = said or "__all__"
    if not said and _FINDER not in sys.modules:
        _StandIn.begin()
    try:
        yield
    finally:
        if said is None:
            del os.environ[_OFF]
        _StandIn.end()


class _StandIn(ModuleType):
    """A module that is imported when it is asked for more than the plugins, of which none is."""

    @classmethod
    def begin(cls) -> None:
        sys.modules[_FINDER] = importlib.__dict__["metadata"] = cls(_FINDER)

    @classmethod
    def end(cls) -> None:
        if isinstance(sys.modules.get(_FINDER), cls):
            del sys.modules[_FINDER], importlib.__dict__["metadata"]

    @staticmethod
    def entry_points(**_: Any) -> tuple[()]:
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # importing itself asks for these
            raise AttributeError(name)
        self.end()
        return getattr(importlib.import_module(_FINDER), name)
