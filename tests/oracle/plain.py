"""Values of a model as JSON has them, symbols with a colon before them."""

from collections.abc import Iterable, Mapping
from typing import Any

from vagrantgen.models.provisioners.guest_path import GuestPath
from vagrantgen.models.secret import Secret


def settings_of(model: Any, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return what was said in a model, as JSON has it."""
    return {
        key: plain(getattr(model, key))
        for key in model.model_fields_set - set(without)
        if getattr(model, key) is not None
    }


def plain(value: Any) -> Any:
    """Return a value as JSON has it; of a secret that is nowhere, its default."""
    match value:
        case Secret():
            return value.default or ""
        case GuestPath():
            return [":vm", value.guest]
        case None | bool():
            return value
        case int() | float() | str():
            return next(kind(value) for kind in (int, float, str) if isinstance(value, kind))
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return str(value)


def with_symbols(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with names that are symbols."""
    return {f":{key}": value for key, value in options.items()}
