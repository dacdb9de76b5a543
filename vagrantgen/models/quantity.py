"""Amounts of memory, disk and time; those with a unit are in powers of 1024."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from vagrantgen.models.base import PositiveInt, shown

_SIZE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?\s*", re.IGNORECASE | re.ASCII)
_BYTES: Final = {"K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
_LEAST_MEMORY: Final = 64
_MOST_MEMORY: Final = 16 * 1024**2
_LEAST_DISK: Final = 1024**2
_MOST_DISK: Final = 64 * 1024**4


def to_bytes(text: str) -> int | None:
    """Return how many bytes `2 GiB`, `2G` or `512MB` are; None when it is no size."""
    match = _SIZE.fullmatch(text)
    return match and round(float(match[1]) * _BYTES[match[2].upper()])


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _to_mebibytes(value: object) -> object:
    if _is_whole(value):
        return value
    size = to_bytes(value) if isinstance(value, str) else None
    if size is None or size % _BYTES["M"]:
        number = value.strip() if isinstance(value, str) else ""
        meant = f"{number}, without quotes" if number.isdecimal() else "2048, '2048 MiB' or '2 GiB'"
        msg = f"{shown(value)} is not an amount of memory; write {meant}"
        raise ValueError(msg)
    return size // _BYTES["M"]


def _is_what_a_machine_can_have(value: int) -> int:
    if value < _LEAST_MEMORY:
        meant = f"; write '{value} GiB'" if value > 0 else ""
        msg = f"{value} MiB is too little memory for a machine{meant}"
        raise ValueError(msg)
    if value > _MOST_MEMORY:
        msg = f"{value} MiB is more memory than any machine has; without a unit, it is in MiB"
        raise ValueError(msg)
    return value


def _to_size(value: object, example: str) -> int:
    """Return a disk's size in bytes."""
    if _is_whole(value):
        msg = f"{value} has no unit; write '{value}G'"
        raise ValueError(msg)
    size = to_bytes(value) if isinstance(value, str) else None
    if not size:
        msg = f"{shown(value)} is not a size; write {example}"
        raise ValueError(msg)
    if not _LEAST_DISK <= size <= _MOST_DISK:
        limit = "small" if size < _LEAST_DISK else "large"
        msg = f"{value!r} is too {limit} for a disk; write {example}"
        raise ValueError(msg)
    return size


def _to_gibibytes(value: object) -> object:
    size = _to_size(value, "'40G' or '40 GiB'")
    if size % _BYTES["G"]:
        msg = f"{shown(value)} is not a size in whole GiB; write '40G' or '40 GiB'"
        raise ValueError(msg)
    return size // _BYTES["G"]


def _to_disk_size(value: object) -> object:
    _to_size(value, "'20G' or '512 MiB'")
    return value


def _shortest(value: str) -> str:
    size = to_bytes(value) or 0
    unit = next(unit for unit in "TGMK" if size % _BYTES[unit] == 0 or unit == "K")
    return f"{size // _BYTES[unit]}{unit}"


Mebibytes = Annotated[
    int,
    BeforeValidator(_to_mebibytes, json_schema_input_type=int | str),
    AfterValidator(_is_what_a_machine_can_have),
]
"""Memory: a number of MiB, or a number with a unit (`2048`, `2 GiB`, `2G`)."""

Gibibytes = Annotated[
    int,
    BeforeValidator(_to_gibibytes, json_schema_input_type=str),
    PlainSerializer(lambda value: f"{value}G", when_used="json"),
]
"""A disk's size with its unit, in whole GiB (`40G`)."""

DiskSize = Annotated[
    str, BeforeValidator(_to_disk_size, json_schema_input_type=str), AfterValidator(_shortest)
]
"""A disk's size with its unit, as qemu-img reads it (`20G`)."""

Seconds = Annotated[PositiveInt, Field(le=604_800)]
"""A time that somebody would wait: a week at most."""
