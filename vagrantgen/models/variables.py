"""Variables of the Ansible inventory."""

from typing import Annotated, Any

from pydantic import AfterValidator

from vagrantgen.models.text import VariableName


def _can_be_written_down(value: dict[str, Any]) -> dict[str, Any]:
    for name, item in value.items():
        if not _is_plain(item):
            msg = f"the value of {name!r} is no text, number, boolean, list or mapping of texts"
            raise ValueError(msg)
    return value


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, str | int | float)


Variables = Annotated[dict[VariableName, Any], AfterValidator(_can_be_written_down)]
"""Variables, by name; a value is anything that JSON can say."""
