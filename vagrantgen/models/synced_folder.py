"""Synced folders: a folder of the host that a guest sees, or has a copy of."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from vagrantgen.models.base import Bool, Kind, Mistake, OneOrSeveral
from vagrantgen.models.text import Line, NumberedLine, is_from_a_root
from vagrantgen.models.values import Arguments

_OF_THE_SYSTEM: Final = frozenset(
    PurePosixPath(f"/{name}")
    for name in (
        "", "bin", "boot", "dev", "etc", "home", "lib", "lib64", "proc", "root", "run", "sbin",
        "sys", "usr", "var",
    )
)  # fmt: skip


def _is_a_folder_of_its_own(value: str) -> str:
    if not is_from_a_root(value):
        near = value.removeprefix("./").lstrip("~/")
        msg = f"{value!r} must be a path from the root; write '/{near}'"
        raise ValueError(msg)
    if ".." in value.split("/"):
        msg = f"{value!r} leads upwards; write where it leads"
        raise ValueError(msg)
    if PurePosixPath(value) in _OF_THE_SYSTEM:
        msg = f"{value!r} is the guest's system, which would be replaced; write a folder of its own"
        raise ValueError(msg)
    return value


class _SyncedFolder(Kind):
    """What every kind of synced folder can say."""

    own: ClassVar[frozenset[str]] = frozenset({"type", "host", "guest"})

    host: NumberedLine
    """The folder on the host; a relative one starts at the lab file."""

    guest: Annotated[NumberedLine, AfterValidator(_is_a_folder_of_its_own)]
    """Where the guest has it."""

    id: Line | None = None
    """Vagrant's name for it, by which a later one replaces it."""

    create: Bool | None = None
    """Make the folder on the host if it is missing."""

    disabled: Bool | None = None
    """Leave it out."""

    @property
    def arguments(self) -> Arguments:
        """What `synced_folder` is called with."""
        return Arguments((self.host, self.guest), self.settings())

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always the type too, as Vagrant's choice depends on the host."""
        written = {key: value for key, value in super().settings().items() if key not in self.own}
        return {"type": self.type, **written}


class Rsync(_SyncedFolder):
    """A copy, made at `up` and by `vagrant rsync`; changes in the guest don't come back."""

    type: Literal["rsync"] = "rsync"

    refused: ClassVar[Mapping[str, str]] = {
        "mount_options": "has no effect: rsync copies, and mounts nothing",
    }

    owner: Line | None = None
    """Who owns it in the guest; the SSH user otherwise."""

    group: Line | None = None
    """The group it belongs to in the guest."""

    args: tuple[Line, ...] | None = None
    """rsync's arguments, in place of Vagrant's."""

    auto: Bool | None = None
    """Whether `vagrant rsync-auto` watches it; it does otherwise."""

    chown: Bool | None = None
    """Whether the copy is given to its owner; it is otherwise."""

    exclude: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """What is not copied, in rsync's patterns."""

    rsync_path: Line | None = None
    """How rsync is called in the guest."""

    verbose: Bool | None = None
    """Whether each file is named as it is copied."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; `verbose` only if it is true, as any value turns it on."""
        own = {"args", "auto", "chown", "exclude", "rsync_path", "verbose"}
        return {
            f"rsync__{key}" if key in own else key: value
            for key, value in super().settings().items()
            if (key, value) != ("verbose", False)
        }


class Nfs(_SyncedFolder):
    """A folder that the host exports by NFS; Vagrant asks for root's password to do so."""

    refused: ClassVar[Mapping[str, str]] = {
        "owner": "does not go with nfs: files belong to whom they belong to on the host",
        "group": "does not go with nfs: files belong to whom they belong to on the host",
    }
    """Keys that other kinds have, with the reason why they are not taken."""

    type: Literal["nfs"] = "nfs"

    mount_options: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """Options for mounting it."""

    nfs_version: Literal[3, 4, "3", "4", "4.0", "4.1", "4.2"] | None = None
    """The version of NFS; 3 otherwise."""

    nfs_udp: Bool = False
    """Whether it goes over UDP, which current kernels no longer serve."""

    nfs_export: Bool | None = None
    """Whether Vagrant writes the export; it does otherwise."""

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
        return {**super().settings(), "nfs_udp": self.nfs_udp}


AnySyncedFolder = Annotated[Rsync | Nfs, Field(discriminator="type")]
"""One of the kinds of synced folders; `type` tells which."""
