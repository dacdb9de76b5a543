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
    stand_in = None if said or _FINDER in sys.modules else _StandIn(_FINDER)
    if stand_in:
        sys.modules[_FINDER] = stand_in
    try:
        yield
    finally:
        if said is None:
            del os.environ[_OFF]
        if sys.modules.get(_FINDER) is stand_in:
            sys.modules.pop(_FINDER, None)


class _StandIn(ModuleType):
    """A module that is imported when it is asked for more than the plugins, of which none is."""

    @staticmethod
    def entry_points(**_: Any) -> tuple[()]:
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # importing itself asks for these
            raise AttributeError(name)
        sys.modules.pop(_FINDER, None)
        return getattr(importlib.import_module(_FINDER), name)
