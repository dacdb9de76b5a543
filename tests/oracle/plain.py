"""Values of a model as JSON has them, symbols with a colon before them."""

from collections.abc import Iterable, Mapping
from typing import Any


def settings_of(model: Any, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return what was said in a model, as JSON has it."""
    return {
        key: _plain(getattr(model, key))
        for key in model.model_fields_set - set(without)
        if getattr(model, key) is not None
    }


def _plain(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case int() | float() | str():
            return next(kind(value) for kind in (int, float, str) if isinstance(value, kind))
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return str(value)


def with_symbols(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with names that are symbols."""
    return {f":{key}": value for key, value in options.items()}
