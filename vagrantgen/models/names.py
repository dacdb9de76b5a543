"""Names: of labs, machines, networks and groups, and what they may look like."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, ValidationInfo

from vagrantgen.models.base import Numbered, index

_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_LONGEST_LABEL: Final = 63
_LONGEST_HOSTNAME: Final = 253
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MAC: Final = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|[0-9a-f]{12}", re.IGNORECASE)
_LIBVIRTS_OWN: Final = 0xFE
_TAKEN_NAMES: Final = {
    "localhost": "every host calls itself",
    "all": "Ansible calls all machines",
    "ungrouped": "Ansible calls the machines without a group",
    "_meta": "Ansible's inventories call something else",
}


def to_label(text: str, otherwise: str = "lab") -> str:
    """Return the name nearest to a text that is allowed for labs and machines."""
    label = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:_LONGEST_LABEL].rstrip("-")
    return label or otherwise


def _is_label(value: str) -> str:
    if not value.strip():
        msg = "the name is empty; write one of letters, digits and dashes"
        raise ValueError(msg)
    if len(value) > _LONGEST_LABEL:
        msg = f"the name {value[:20]!r}... is longer than {_LONGEST_LABEL} characters"
        raise ValueError(msg)
    if not _LABEL.fullmatch(value):
        msg = (
            f"{value!r} can't be a host's name: letters, digits and dashes only, and"
            f" no dash at an end; write '{to_label(value, 'web')}'"
        )
        raise ValueError(msg)
    return value


def _is_not_taken(value: str) -> str:
    taken_for = _TAKEN_NAMES.get(value.casefold())
    if taken_for:
        msg = f"{value!r} is what {taken_for}; choose another name"
        raise ValueError(msg)
    return value


def _is_hostname(value: str) -> str:
    if not value.strip():
        msg = "is empty; write something, or leave the key out"
        raise ValueError(msg)
    if len(value) > _LONGEST_HOSTNAME:
        msg = f"the name {value[:20]!r}... is longer than {_LONGEST_HOSTNAME} characters"
        raise ValueError(msg)
    if not all(_LABEL.fullmatch(label) for label in value.split(".")):
        parts = [to_label(label) for label in value.split(".") if label.strip()]
        msg = (
            f"{value!r} can't be a host's name: letters, digits and dashes only, and no dash at"
            f" an end, dots between the parts; write '{'.'.join(parts) or 'web'}'"
        )
        raise ValueError(msg)
    for label in value.split("."):
        _is_label(label)
    return value


def _is_group(value: str) -> str:
    if not _WORD.fullmatch(value):
        near = re.sub(r"[^A-Za-z0-9_]", "_", value)
        msg = (
            f"{value!r} can't be a group's name: letters, digits and underscores only, no digit"
            f" first; write '{near if _WORD.fullmatch(near) else 'group_' + near}'"
        )
        raise ValueError(msg)
    return value


def to_mac(number: int) -> str:
    """Return a number as a MAC address."""
    digits = f"{number:012x}"
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


def _counted_mac(value: str, info: ValidationInfo) -> str:
    if not _MAC.fullmatch(value):
        msg = f"{value!r} is not a MAC address; write it as '52:54:00:12:34:56'"
        raise ValueError(msg)
    number = int(value.replace(":", ""), 16) + index(info)
    mac = to_mac(number)
    first = int(mac[:2], 16)
    if first % 2 or first == _LIBVIRTS_OWN or not number:
        reason = "is for multicast" if first % 2 else "is one that libvirt keeps for itself"
        msg = f"{mac!r} {reason}, and can't be a machine's; begin with '52:54:00'"
        raise ValueError(msg)
    return mac


Label = Annotated[str, AfterValidator(_is_label)]
"""A name of one part, as DNS has it: letters, digits and dashes."""

MachineName = Annotated[Label, AfterValidator(_is_not_taken)]
"""A machine's name, which is also that of its guest."""

DomainName = Annotated[str, AfterValidator(_is_hostname)]
"""A DNS domain."""

Hostname = Annotated[Numbered, AfterValidator(_is_hostname), AfterValidator(_is_not_taken)]
"""A host's name, with or without a domain; `{n}` is the machine's number."""

GroupName = Annotated[str, AfterValidator(_is_group), AfterValidator(_is_not_taken)]
"""A group's name, as Ansible allows it: letters, digits and underscores."""

MacAddress = Annotated[str, AfterValidator(_counted_mac)]
"""A MAC address; the machine's index is added."""
