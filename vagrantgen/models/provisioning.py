"""What every provisioner can say."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator

from vagrantgen.models.base import Bool, Kind
from vagrantgen.models.emits import Emits
from vagrantgen.models.text import Line
from vagrantgen.models.values import Arguments

OWN_NAMES: Final = frozenset({"grow disk", "names", "lab key", "control key", "control"})
"""What the provisioners are called that are rendered besides those of the lab file."""


def _is_not_our_own(value: str) -> str:
    if value in OWN_NAMES:
        msg = f"{value!r} is the name of a provisioner that vagrantgen adds; choose another"
        raise ValueError(msg)
    return value


PathKind = Literal["file", "folder", "path"]
HostPaths = Mapping[str, PathKind]
"""Keys that name what has to be on the host, and what that is."""


_IN_THE_CALL: Final = ("run", "communicator_required")
"""What `provision` itself is told, whatever the type."""


class Provisioner(Kind):
    """What every provisioner can say."""

    own: ClassVar[frozenset[str]] = frozenset({"type", *_IN_THE_CALL, "name"})

    on_host: ClassVar[HostPaths] = {}
    """Its keys that name files and folders of the host."""

    refused: ClassVar[Mapping[str, str]] = {
        "before": "does nothing before Vagrant 2.4; put it where it is to run in the list",
        "after": "does nothing before Vagrant 2.4; put it where it is to run in the list",
        "preserve_order": "does not stand here: the order is that of the list",
        "id": "is an old word of Vagrant's; write `name`",
    }
    """Keys that Vagrant has, with the reason why they are not taken."""

    in_one_call: ClassVar[bool] = False
    """Whether its settings are given in the call, rather than in a block after it."""

    name: Annotated[Line, AfterValidator(_is_not_our_own)] | None = None
    """What it is called in the output, and by `provision --with`."""

    run: Annotated[Literal["once", "always", "never"] | None, Emits(default="once")] = None
    """When it runs: at the first `up` (once), at every one, or only when it is asked for."""

    communicator_required: Annotated[Bool | None, Emits(default=True)] = None
    """Whether the machine has to answer first."""

    @property
    def opening(self) -> Arguments:
        """What `provision` is called with: its name or type, and when it runs."""
        said = {key: getattr(self, key) for key in _IN_THE_CALL}
        when = {key: value for key, value in said.items() if value is not None}
        if self.name:
            return Arguments((self.name,), {"type": self.type, **when})
        return Arguments((self.type,), when)

    @property
    def has_no_block(self) -> bool:
        """Whether all of it stands in the call."""
        return self.in_one_call or not (self.settings() or self.calls())

    @property
    def call(self) -> Arguments:
        """What `provision` is called with, where all is in the call."""
        return Arguments(self.opening.positional, {**self.opening.named, **self.settings()})

    def host_paths(self) -> Iterator[tuple[tuple[str | int, ...], str, PathKind]]:
        """Yield what has to be on the host: its key, its path, and what it is."""
        for key, kind in self.on_host.items():
            value = getattr(self, key)
            several = isinstance(value, tuple)
            for place, path in enumerate(value if several else (value,)):
                if isinstance(path, str):
                    yield ((key, place) if several else (key,)), path, kind

    def calls(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called in its block: each name, and what it is given."""
        return ()

    def settings(self) -> Mapping[str, Any]:
        """Return what is written besides."""
        return {key: value for key, value in super().settings().items() if key not in self.own}
