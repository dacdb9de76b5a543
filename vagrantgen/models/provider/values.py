"""What the provider block's settings may be, where that is not just any text or number."""

import difflib
import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from vagrantgen.models.base import Int, PositiveInt, shown
from vagrantgen.models.host_network import ForwardMode
from vagrantgen.models.quantity import to_bytes
from vagrantgen.models.text import Line

_LONGEST_PREFIX: Final = 100
_HIGHEST_PORT: Final = 65535
_PREFIX: Final = re.compile(r"[A-Za-z0-9_.-]*")
_HEX: Final = re.compile(r"0x[0-9A-Fa-f]{1,8}")
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")
_SET: Final = re.compile(r"\^?[0-9]{1,5}(?:-[0-9]{1,5})?")
_RANGE: Final = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")

KEYMAPS: Final = tuple(
    """
    ar bepo cz da de de-ch en-gb en-us es et fi fo fr fr-be fr-ca fr-ch hr hu is it ja lt lv mk nl
    no pl pt pt-br ru sl sv th tr
    """.split()  # noqa: SIM905 - thirty lines otherwise
)
"""The keyboards that QEMU has; it does not start with another one."""


def _is_kept_in_names(value: str) -> str:
    if not _PREFIX.fullmatch(value) or len(value) > _LONGEST_PREFIX:
        msg = f"{value!r} can't begin a domain's name: letters, digits, dots, dashes, underscores"
        raise ValueError(msg)
    return value


def _is_a_port_or_none(value: int) -> int:
    if value != -1 and not 1 <= value <= _HIGHEST_PORT:
        msg = f"{value} is not a port; write 1 to {_HIGHEST_PORT}, or -1 for a free one"
        raise ValueError(msg)
    return value


def _has_a_host(value: str) -> str:
    if value == "veryisolated":
        msg = "'veryisolated' leaves Vagrant no way to the machine"
        raise ValueError(msg)
    return value


def _is_a_keymap(value: str) -> str:
    if value not in KEYMAPS:
        near = difflib.get_close_matches(value, KEYMAPS, 1)
        advice = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(KEYMAPS)}"
        msg = f"QEMU has no keyboard {value!r}; {advice}"
        raise ValueError(msg)
    return value


def _is_a_uuid(value: str) -> str:
    if not _UUID.fullmatch(value):
        msg = f"{value!r} is not a UUID; write it as '5a3c6f4e-0d5b-4f43-9a0b-2b1c8f0f2d10'"
        raise ValueError(msg)
    digits = value.replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _is_a_set(value: str) -> str:
    for part in value.split(","):
        first, _, last = part.strip().lstrip("^").partition("-")
        if not _SET.fullmatch(part.strip()) or (last and int(first) > int(last)):
            msg = f"{value!r} is not a set of numbers; write it as '0-3,^2,6'"
            raise ValueError(msg)
    return value.replace(" ", "")


def _is_a_range(value: object) -> object:
    match = _RANGE.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[1]) > int(match[2]):
        one = str(value).strip()
        advice = f"'{one}-{one}'" if one.isdecimal() else "'0-3', or '0-0' for one"
        msg = f"{shown(value)} is not a range of CPUs; write {advice}"
        raise ValueError(msg)
    return value


def _to_hex(digits: int, most: int, least: int) -> Callable[[object], object]:
    """Return a validator of numbers that have to be written as `0x05`.

    As `lspci` and `lsusb` show them, they are hexadecimal, and a 10 would be a sixteen.
    """

    def to_hex(value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            msg = f"{value} is not hexadecimal; write '0x{value:0{digits}x}', in quotes"
            raise ValueError(msg)
        number = int(value, 16) if isinstance(value, str) and _HEX.fullmatch(value) else -1
        if not isinstance(value, str) or not least <= number <= most:
            limits = f"'0x{least:0{digits}x}' to '0x{most:x}'"
            msg = f"{shown(value)} is no number from {limits}, written so"
            raise ValueError(msg)
        return value.lower()

    return to_hex


def _to_cpu(value: object) -> object:
    """Return a CPU's number; as a key of JSON, it is a text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _to_kibibytes(value: object) -> object:
    if isinstance(value, str):
        size = to_bytes(value)
        if not size:
            msg = f"{value!r} is not a size; write '2 GiB', or a number of KiB"
            raise ValueError(msg)
        return size // 1024
    return value


def _word_for(true: str, false: str) -> Callable[[object], object]:
    """Return a validator that takes true and false for the words that libvirt has for them."""
    return lambda value: (true if value else false) if isinstance(value, bool) else value


Keymap = Annotated[str, AfterValidator(_is_a_keymap)]
"""A keyboard, by QEMU's name for it."""

Prefix = Annotated[str, AfterValidator(_is_kept_in_names)]
"""What domains' names begin with; may be empty."""

GraphicsPort = Annotated[Int, AfterValidator(_is_a_port_or_none)]
"""A port of the host for a display, or -1 for a free one."""

ManagementMode = Annotated[ForwardMode, AfterValidator(_has_a_host)]
"""How a management network reaches outside; the host is always on it."""

Uuid = AfterValidator(_is_a_uuid)
"""Lets a text be a UUID."""

NumberSet = Annotated[Line, AfterValidator(_is_a_set)]
"""Numbers of CPUs or NUMA nodes: `0-3,^2,6`."""

CpuNumber = Annotated[Int, Field(ge=0, le=4095), BeforeValidator(_to_cpu)]
"""The number of a CPU of the guest, from 0."""

CpuRange = Annotated[str, BeforeValidator(_is_a_range, json_schema_input_type=str)]
"""Numbers of CPUs from one to another: `0-3`."""


def hexadecimal(digits: int, most: int, least: int = 0) -> Any:
    """Return the type of numbers that are written as `0x05`."""
    return BeforeValidator(_to_hex(digits, most, least), json_schema_input_type=str)


PciDomain = Annotated[str, hexadecimal(4, 0xFFFF)]
PciBus = Annotated[str, hexadecimal(2, 0xFF)]
PciSlot = Annotated[str, hexadecimal(2, 0x1F)]
PciFunction = Annotated[str, hexadecimal(1, 0x7)]
UsbVendor = Annotated[str, hexadecimal(4, 0xFFFF, 1)]
UsbId = Annotated[str, hexadecimal(4, 0xFFFF)]
UsbClass = Annotated[str, hexadecimal(2, 0xFF)]

UsbNumber = Annotated[PositiveInt, Field(le=255)]
"""The number of a USB bus, or of a device on it."""

Kibibytes = Annotated[
    PositiveInt, Field(le=2**53), BeforeValidator(_to_kibibytes, json_schema_input_type=int | str)
]
"""Memory: a number of KiB, or a number with a unit."""

YesNo = Annotated[
    Literal["yes", "no"],
    BeforeValidator(_word_for("yes", "no"), json_schema_input_type=bool | Literal["yes", "no"]),
]
"""`true` or `false`, for which libvirt has `yes` and `no`."""

OnOff = Annotated[
    Literal["on", "off"],
    BeforeValidator(_word_for("on", "off"), json_schema_input_type=bool | Literal["on", "off"]),
]
"""`true` or `false`, for which libvirt has `on` and `off`."""
