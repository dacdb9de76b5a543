"""Folders that the host exports by NFS."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from vagrantgen.models.base import Bool, Int, Mistake, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.sharing import SyncedFolder
from vagrantgen.models.text import Line
from vagrantgen.models.values import Symbol

MappedId = Annotated[Int, Field(ge=0)] | Literal["auto"]


class Nfs(SyncedFolder):
    """A folder that the host exports by NFS; Vagrant asks for root's password to do so."""

    refused: ClassVar[Mapping[str, str]] = {
        "owner": "does not go with nfs: files belong to whom they belong to on the host",
        "group": "does not go with nfs: files belong to whom they belong to on the host",
    }
    """Keys that other kinds have, with the reason why they are not taken."""

    type: Literal["nfs"] = "nfs"

    mount_options: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """Options for mounting it."""

    nfs_version: Annotated[
        Literal[3, 4, "3", "4", "4.0", "4.1", "4.2"] | None, Emits(default=3)
    ] = None
    """The version of NFS."""

    nfs_udp: Bool = False
    """Whether it goes over UDP, which current kernels no longer serve."""

    nfs_export: Annotated[Bool | None, Emits(default=True)] = None
    """Whether Vagrant writes the export."""

    map_uid: Annotated[MappedId | None, Emits(default="auto")] = None
    """The host's user, by number, that the guest's changes are made as."""

    map_gid: Annotated[MappedId | None, Emits(default="auto")] = None
    """The host's group, by number, that the guest's changes are made as."""

    linux__nfs_options: tuple[Line, ...] | None = None
    """Options of the export."""

    bsd__nfs_options: tuple[Line, ...] | None = None
    """Options of the export on BSD and macOS hosts."""

    @model_validator(mode="after")
    def _goes_over_udp_only_where_that_exists(self) -> Self:
        if self.nfs_udp and str(self.nfs_version or 3) != "3":
            msg = f"NFS {self.nfs_version} doesn't go over UDP; remove this"
            raise Mistake(msg, "nfs_udp")
        return self

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always `nfs_udp` too, as Vagrant's default fails."""
        said = {
            key: Symbol(value) if value == "auto" else value
            for key, value in super().settings().items()
        }
        return {**said, "nfs_udp": self.nfs_udp}
