"""Options that vagrantgen does not know, because they are newer than it is."""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator

_NAME: Final = re.compile(r"[a-z_][A-Za-z0-9_]*")


def is_a_name_of_ruby(value: str) -> str:
    """Return the name of an option.

    Raises:
        ValueError: It can't be one.
    """
    if not _NAME.fullmatch(value):
        msg = (
            f"{value!r} can't be an option's name: letters, digits and underscores only,"
            " a small letter first"
        )
        raise ValueError(msg)
    return value


def can_be_written_down(value: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping whose values JSON can say.

    Raises:
        ValueError: One of them it can't.
    """
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


Extra = Annotated[
    dict[Annotated[str, AfterValidator(is_a_name_of_ruby)], Any],
    AfterValidator(can_be_written_down),
]
"""Options by the names that Ruby has for them."""
