"""Folders that the guest sees over virtiofs."""

from typing import Literal, Self

from pydantic import model_validator

from vagrantgen.models.base import Mistake
from vagrantgen.models.synced_folders.filesystem import Filesystem


class Virtiofs(Filesystem):
    """A folder of the host, seen over virtiofs; the machine's memory is shared for it."""

    type: Literal["virtiofs"] = "virtiofs"

    @model_validator(mode="after")
    def _can_be_read_only_in_the_guest_alone(self) -> Self:
        if self.readonly:
            msg = "libvirt 9 does not start such a machine; write `mount_opts: ro`"
            raise Mistake(msg, "readonly")
        return self
