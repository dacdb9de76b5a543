"""Folders that are copied by rsync."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from vagrantgen.models.base import Bool, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.sharing import SyncedFolder
from vagrantgen.models.text import Line

_RSYNCS: Final = frozenset(
    {"args", "auto", "chown", "exclude", "rsync_ownership", "rsync_path", "verbose"}
)
"""The keys that get rsync's prefix."""


class Rsync(SyncedFolder):
    """A copy, made at `up` and by `vagrant rsync`; changes in the guest don't come back."""

    type: Literal["rsync"] = "rsync"

    refused: ClassVar[Mapping[str, str]] = {
        "excludes": "is called `exclude`",
        "mount_options": "has no effect: rsync copies, and mounts nothing",
    }

    owner: Line | None = None
    """Who owns it in the guest; the SSH user otherwise."""

    group: Line | None = None
    """The group it belongs to in the guest."""

    args: tuple[Line, ...] | None = None
    """rsync's arguments, in place of Vagrant's."""

    auto: Annotated[Bool | None, Emits(default=True)] = None
    """Whether `vagrant rsync-auto` watches it."""

    chown: Annotated[Bool | None, Emits(default=True)] = None
    """Whether the copy is given to its owner."""

    exclude: Annotated[tuple[Line, ...], OneOrSeveral] | None = None
    """What is not copied, in rsync's patterns."""

    rsync_path: Annotated[Line | None, Emits(default="sudo rsync")] = None
    """How rsync is called in the guest."""

    rsync_ownership: Annotated[Bool | None, Emits(default=False)] = None
    """Whether rsync itself gives the copy to its owner, which takes rsync 3.1 in the guest."""

    verbose: Annotated[Bool | None, Emits(default=False)] = None
    """Whether each file is named as it is copied."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; `verbose` only if it is true, as any value turns it on."""
        return {
            f"rsync__{key}" if key in _RSYNCS else key: value
            for key, value in super().settings().items()
            if (key, value) != ("verbose", False)
        }
