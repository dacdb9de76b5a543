"""The libvirt host's URI, and the versions of Vagrant: what a lab says of where it runs."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from vagrantgen.models.text import Line, Versions

_URI: Final = re.compile(
    r"qemu(?:\+(?P<transport>ssh|tls|tcp|unix|libssh2?))?://(?P<host>[^/?#\s]*)"
    r"/(?:system|session)(?:\?\S*)?"
)
_NEEDS_A_HOST: Final = ("ssh", "libssh", "libssh2", "tls", "tcp")
_PORT: Final = re.compile(r".*:(?P<port>[^:\]]*)")
_HIGHEST_PORT: Final = 65535


def _is_a_uri_of_libvirts(value: str) -> str:
    match = _URI.fullmatch(value)
    if match is None:
        msg = (
            f"{value!r} is not the URI of a libvirt with QEMU; write 'qemu:///system',"
            " or 'qemu+ssh://user@host/system'"
        )
        raise ValueError(msg)
    if match["transport"] in _NEEDS_A_HOST and not match["host"]:
        msg = f"{value!r} names no host; write 'qemu+{match['transport']}://host/system'"
        raise ValueError(msg)
    port = _PORT.fullmatch(match["host"])
    if port and not (port["port"].isdecimal() and 1 <= int(port["port"]) <= _HIGHEST_PORT):
        msg = f"{value!r} has a port that is none: {port['port']!r}"
        raise ValueError(msg)
    return value


def port_of(uri: str) -> str:
    """Return the port in a libvirt host's URI; nothing if it has none."""
    match = _URI.fullmatch(uri)
    port = match and _PORT.fullmatch(match["host"])
    return port["port"] if port else ""


def _one_by_one(value: str) -> str | tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(","))
    return parts[0] if len(parts) == 1 else parts


LibvirtUri = Annotated[Line, AfterValidator(_is_a_uri_of_libvirts)]
"""The URI of a libvirt host that runs QEMU."""

VagrantVersions = Annotated[Versions, AfterValidator(_one_by_one)]
"""Conditions on Vagrant's version, which Vagrant takes one by one."""
