"""What the provider block takes: settings that stand elsewhere, and values of the others."""

import difflib
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator

from vagrantgen.models.base import Int, Settings
from vagrantgen.models.host_network import ForwardMode

_LONGEST_PREFIX: Final = 100
_HIGHEST_PORT: Final = 65535
_PREFIX: Final = re.compile(r"[A-Za-z0-9_.-]*")
_PCI_NUMBER: Final = re.compile(r"0x[0-9A-Fa-f]{1,2}")

REFUSED: Final[Mapping[str, str]] = {
    "memory": "does not stand here; write `memory` of the machine",
    "cpus": "does not stand here; write `cpus` of the machine",
    "nested": "does not stand here; write `nested` of the machine",
    "cpu": "does not stand here; write `cpus` of the machine",
    "name": "does not stand here: the machine's name is its key",
    "linked_clone": "is VirtualBox's; here, every machine is a clone",
    "customize": "is VirtualBox's",
    "storage": "does not stand here; write `disks` of the machine",
    "uri": "does not stand here; write `uri` of the lab",
    "graphics_autoport": "has no effect: the plugin overwrites it",
    "port": "has no effect: the plugin overwrites it; put the port into the lab's `uri`",
    "host": "does not stand here; put it into the lab's `uri`",
    "username": "does not stand here; put it into the lab's `uri`",
    "connect_via_ssh": "does not stand here; put it into the lab's `uri`: qemu+ssh://...",
}
"""Settings that stand elsewhere or have no effect, each with the reason why it is not taken."""

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


def _is_a_pci_number(value: str) -> str:
    if not _PCI_NUMBER.fullmatch(value):
        msg = f"{value!r} is not a PCI number; write it as '0x05'"
        raise ValueError(msg)
    return value


def _is_a_keymap(value: str) -> str:
    if value not in KEYMAPS:
        near = difflib.get_close_matches(value, KEYMAPS, 1)
        advice = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(KEYMAPS)}"
        msg = f"QEMU has no keyboard {value!r}; {advice}"
        raise ValueError(msg)
    return value


Keymap = Annotated[str, AfterValidator(_is_a_keymap)]
"""A keyboard, by QEMU's name for it."""

PciNumber = Annotated[str, AfterValidator(_is_a_pci_number)]
"""A PCI bus or slot: `0x05`."""

Prefix = Annotated[str, AfterValidator(_is_kept_in_names)]
"""What domains' names begin with; may be empty."""

GraphicsPort = Annotated[Int, AfterValidator(_is_a_port_or_none)]
"""A port of the host for a display, or -1 for a free one."""

ManagementMode = Annotated[ForwardMode, AfterValidator(_has_a_host)]
"""How a management network reaches outside; the host is always on it."""


class Random(Settings):
    """A source of random numbers for the guest."""

    model: Literal["random"] = "random"
    """The host's /dev/random, the only one there is."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always the model, without which the plugin adds nothing."""
        return {"model": self.model}
