"""How a value of the provider block stands in Ruby: as libvirt's XML takes it, word for word."""

from collections.abc import Mapping
from html import escape
from typing import Any

from vagrantgen.models.base import Settings
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.sysinfo import Sysinfo
from vagrantgen.models.values import Arguments, Options, Pairs


def as_setting(value: Any, known: Emits) -> Any:
    """Return a value as it is assigned.

    The plugin copies it into its XML as it is; so what XML would read as its own is escaped here.
    """
    match value:
        case Sysinfo():
            return {key: as_setting(item, known) for key, item in value.blocks().items()}
        case Settings():
            return Options(_each(value.settings(), known))
        case Mapping():
            return _each(value, known)
        case list() | tuple():
            return tuple(as_setting(item, known) for item in value)
        case str() if known.target.startswith("/domain"):
            return escape(value, quote="@" in known.target)
        case _:
            return value


def as_calls(name: str, value: Any, known: Emits) -> tuple[tuple[str, Arguments], ...]:
    """Return the calls of a method: one, or one for each item of a list."""
    items = value if isinstance(value, tuple) else (value,)
    return tuple((name, _arguments(item, known)) for item in items)


def _arguments(value: Any, known: Emits) -> Arguments:
    match value:
        case Method():
            return value.arguments(_each(value.settings(), known))
        case Settings():
            return Arguments(named=_each(value.settings(), known))
        case Mapping():
            return Arguments((Pairs(_each(value, known)),))
        case _:
            return Arguments((value,))


def _each(value: Mapping[Any, Any], known: Emits) -> dict[Any, Any]:
    return {key: as_setting(item, known) for key, item in value.items()}
