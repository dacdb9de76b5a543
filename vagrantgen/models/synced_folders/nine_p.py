"""Folders that the guest sees over 9p."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from vagrantgen.models.emits import Emits
from vagrantgen.models.synced_folders.filesystem import Filesystem
from vagrantgen.models.text import Word


class NineP(Filesystem):
    """A folder of the host, seen over 9p; kernels of RHEL and what is built from it lack it."""

    refused: ClassVar[Mapping[str, str]] = {
        **Filesystem.refused,
        "owner": "is an old word of the plugin's; write `access`",
    }

    type: Literal["9p"] = "9p"

    accessmode: Annotated[
        Literal["passthrough", "mapped", "squash"] | None, Emits(default="passthrough")
    ] = None
    """Whose files the guest's are on the host."""

    access: Word | None = None
    """Who may use it in the guest: `user`, `any`, `client`, or a user's number."""

    version: Annotated[
        Literal["9p2000", "9p2000.u", "9p2000.L"] | None, Emits(default="9p2000.L")
    ] = None
    """The version of the protocol."""
