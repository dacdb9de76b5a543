"""What 9p and virtiofs have in common: libvirt gives the guest a file system of the host's."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from vagrantgen.models.base import Bool
from vagrantgen.models.emits import Emits
from vagrantgen.models.sharing import SyncedFolder
from vagrantgen.models.text import Line


class Filesystem(SyncedFolder):
    """A folder of the host, which the guest sees as it is."""

    refused: ClassVar[Mapping[str, str]] = {
        "mount_options": "has no effect on this type: the plugin reads `mount_opts`, one text",
        "target": "has no effect: the plugin names it itself",
        "owner": "has no effect on this type: files belong to whom they belong to on the host",
        "group": "has no effect on this type",
    }
    """Keys that other kinds have, with the reason why they are not taken."""

    mount: Annotated[Bool | None, Emits(default=True)] = None
    """Whether Vagrant mounts it in the guest."""

    readonly: Annotated[Bool | None, Emits(default=False)] = None
    """Whether the guest can only read it."""

    mount_opts: Line | None = None
    """More options for mounting it, with commas between them."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; `readonly` only if it is true, as any value turns it on."""
        said = super().settings().items()
        return {key: value for key, value in said if (key, value) != ("readonly", False)}
