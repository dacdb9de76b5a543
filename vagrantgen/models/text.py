"""Texts that may not be just any: lines, scripts, paths, versions, and words of other programs."""

import hashlib
import re
from typing import Annotated, Final

from pydantic import AfterValidator

from vagrantgen.models.base import Numbered

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_MARK_OF_XML: Final = re.compile(r"[&<>'\"]")
_REQUIREMENT: Final = re.compile(
    r"\s*(?:=|!=|>|<|>=|<=|~>)?\s*"
    r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\s*"
)
_WINDOWS_ROOT: Final = re.compile(r"[A-Za-z]:[\\/]")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTERFACE: Final = re.compile(r"[A-Za-z0-9_.@-]{1,15}")
_HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]+")
_URL: Final = re.compile(r"(?:https?|ftps?|s3)://")
_USER: Final = re.compile(r"\w[\w.@+\\-]*\$?")
_WORD: Final = re.compile(r"[A-Za-z0-9._-]+")


def _has_no_control_characters(value: str) -> str:
    found = _CONTROL.search(value)
    if found:
        msg = f"the character U+{ord(found[0]):04X} can't stand in this text"
        raise ValueError(msg)
    return value


def _is_one_line(value: str) -> str:
    if not value.strip():
        msg = "is empty; write something, or leave the key out"
        raise ValueError(msg)
    if "\n" in value or "\r" in value:
        msg = "has several lines, and must be one"
        raise ValueError(msg)
    return _has_no_control_characters(value)


def _says_something(value: str) -> str:
    if not value.strip():
        msg = "is empty; write something, or leave the key out"
        raise ValueError(msg)
    return _has_no_control_characters(value)


def _has_no_marks_of_xml(value: str) -> str:
    found = _MARK_OF_XML.search(value)
    if found:
        msg = f"{value!r} has a {found[0]}, which the plugin can't write down"
        raise ValueError(msg)
    return value


def _is_absolute(value: str) -> str:
    if not value.startswith("/"):
        msg = f"{value!r} must be the whole path, from the root: '/...'"
        raise ValueError(msg)
    return value


def is_url(path: str) -> bool:
    """Tell whether a path is a URL, which other programs fetch."""
    return _URL.match(path) is not None


def is_from_a_root(path: str) -> bool:
    """Tell whether a path begins at the root of a file system: of Linux's, or a Windows drive."""
    return path.startswith("/") or _WINDOWS_ROOT.match(path) is not None


def is_digest(kind: str, value: str) -> bool:
    """Tell whether a text can be a checksum of a kind, such as `sha256`."""
    digits = hashlib.new(kind).digest_size * 2
    return len(value) == digits and _HEXADECIMAL.fullmatch(value) is not None


def _are_versions(value: str) -> str:
    for part in value.split(","):
        if not _REQUIREMENT.fullmatch(part):
            msg = f"{part.strip()!r} is not a version; write '4.1.0', or '>= 4.1, < 5'"
            raise ValueError(msg)
    return value


def _is_variable(value: str) -> str:
    if not _VARIABLE.fullmatch(value):
        msg = (
            f"{value!r} can't be a variable's name: letters, digits and underscores only,"
            " no digit first"
        )
        raise ValueError(msg)
    return value


def _is_interface(value: str) -> str:
    if not _INTERFACE.fullmatch(value):
        msg = f"{value!r} can't be the name of a network interface: 15 letters and digits at most"
        raise ValueError(msg)
    return value


def _is_a_user(value: str) -> str:
    if not _USER.fullmatch(value):
        msg = f"{value!r} can't be a user's name: letters, digits, dots, dashes and underscores"
        raise ValueError(msg)
    return value


def _is_a_pool(value: str) -> str:
    if "/" in value:
        msg = f"{value!r} must be the name of a storage pool, not a path"
        raise ValueError(msg)
    return value


def _is_a_network(value: str) -> str:
    if "/" in value:
        msg = f"{value!r} must be the name of a libvirt network, which has no '/'"
        raise ValueError(msg)
    return value


def _is_word(value: str) -> str:
    if not _WORD.fullmatch(value):
        msg = f"{value!r} has characters besides letters, digits, dots, dashes and underscores"
        raise ValueError(msg)
    return value


Text = Annotated[str, AfterValidator(_has_no_control_characters)]
"""A text of any number of lines, also none."""

Line = Annotated[str, AfterValidator(_is_one_line)]
"""A text of one line, and not an empty one."""

NumberedLine = Annotated[Numbered, AfterValidator(_is_one_line)]
"""A line in which `{n}` stands for the machine's number."""

ScriptText = Annotated[str, AfterValidator(_says_something)]
"""A text of any number of lines that is not empty."""

XmlLine = Annotated[Line, AfterValidator(_has_no_marks_of_xml)]
"""A line that the plugin copies into its XML as it is."""

NumberedXmlLine = Annotated[NumberedLine, AfterValidator(_has_no_marks_of_xml)]
"""The same, with `{n}` for the machine's number."""

HostFile = Annotated[XmlLine, AfterValidator(_is_absolute)]
"""The whole path of a file or folder of the host, as libvirt needs it."""

NumberedHostFile = Annotated[NumberedXmlLine, AfterValidator(_is_absolute)]
"""The whole path of a file or folder of the host, with `{n}` for the machine's number."""

NetworkName = Annotated[XmlLine, AfterValidator(_is_a_network)]
"""The name of a libvirt network."""

Versions = Annotated[Line, AfterValidator(_are_versions)]
"""A version, or conditions on one: `>= 4.1, < 5`."""

VariableName = Annotated[str, AfterValidator(_is_variable)]
"""A variable's name, as shells and Ansible allow it."""

HostInterface = Annotated[str, AfterValidator(_is_interface)]
"""The name of a network interface of the host."""

NumberedInterface = Annotated[Numbered, AfterValidator(_is_interface)]
"""The same, with `{n}` for the machine's number."""

UserName = Annotated[Line, AfterValidator(_is_a_user)]
"""Who logs in to a machine."""

PoolName = Annotated[Line, AfterValidator(_is_a_pool)]
"""A storage pool's name."""

Word = Annotated[str, AfterValidator(_is_word)]
"""A name that libvirt or QEMU knows: letters, digits, dots, dashes, underscores."""
