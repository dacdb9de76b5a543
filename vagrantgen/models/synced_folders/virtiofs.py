"""Folders that the guest sees over virtiofs."""

from typing import Literal

from vagrantgen.models.synced_folders.filesystem import Filesystem


class Virtiofs(Filesystem):
    """A folder of the host, seen over virtiofs; the machine's memory is shared for it.

    With `readonly: true`, libvirt 9.0 does not start the machine.
    """

    type: Literal["virtiofs"] = "virtiofs"
