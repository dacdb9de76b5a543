"""Amounts of memory and disk: numbers with a unit, in powers of 1024."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

_SIZE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?\s*", re.IGNORECASE)
_BYTES: Final = {"K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


def to_bytes(text: str) -> int | None:
    """Return how many bytes `2 GiB`, `2G` or `512MB` are; None when it is no size."""
    match = _SIZE.fullmatch(text)
    return match and round(float(match[1]) * _BYTES[match[2].upper()])


def _to_mebibytes(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    size = to_bytes(value) if isinstance(value, str) else None
    if size is None or size % _BYTES["M"]:
        msg = f"{value!r} is not an amount of memory; write 2048, '2048 MiB' or '2 GiB'"
        raise ValueError(msg)
    return size // _BYTES["M"]


def _to_gibibytes(value: object) -> object:
    size = to_bytes(value) if isinstance(value, str) else None
    if isinstance(value, int) and not isinstance(value, bool):
        msg = f"{value} has no unit; write '{value}G'"
        raise ValueError(msg)
    if size is None or size % _BYTES["G"] or not size:
        msg = f"{value!r} is not a size in whole GiB; write '40G' or '40 GiB'"
        raise ValueError(msg)
    return size // _BYTES["G"]


def _to_disk_size(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        msg = f"{value} has no unit; write '{value}G'"
        raise ValueError(msg)
    size = to_bytes(value) if isinstance(value, str) else None
    if not size:
        msg = f"{value!r} is not a size; write '20G' or '512 MiB'"
        raise ValueError(msg)
    return value


def _shortest(value: str) -> str:
    size = to_bytes(value) or 0
    unit = next(unit for unit in "TGMK" if size % _BYTES[unit] == 0 or unit == "K")
    return f"{size // _BYTES[unit]}{unit}"


Mebibytes = Annotated[
    int, Field(ge=64), BeforeValidator(_to_mebibytes, json_schema_input_type=int | str)
]
"""Memory: a number of MiB, or a number with a unit (`2048`, `2 GiB`, `2G`)."""

Gibibytes = Annotated[int, BeforeValidator(_to_gibibytes, json_schema_input_type=str)]
"""A disk's size with its unit, in whole GiB (`40G`)."""

DiskSize = Annotated[
    str, BeforeValidator(_to_disk_size, json_schema_input_type=str), AfterValidator(_shortest)
]
"""A disk's size with its unit, as qemu-img reads it (`20G`)."""
