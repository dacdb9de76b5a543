"""What every provisioner can say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, model_validator

from vagrantgen.models.base import Bool, Kind, Mistake
from vagrantgen.models.emits import Emits
from vagrantgen.models.text import Line
from vagrantgen.models.values import Arguments, Symbol

OWN_NAMES: Final = frozenset(
    {"guest setup", "grow disk", "names", "lab key", "control key", "control"}
)
"""What the provisioners are called that are rendered besides those of the lab file."""


def _is_not_our_own(value: str) -> str:
    if value in OWN_NAMES:
        msg = f"{value!r} is the name of a provisioner that vagrantgen adds; choose another"
        raise ValueError(msg)
    return value


PathKind = Literal["file", "folder", "path"]
HostPaths = Mapping[str, PathKind]
"""Keys that name what has to be on the host, and what that is."""


_PLACES: Final = ("before", "after")
_IN_THE_CALL: Final = ("run", *_PLACES, "communicator_required")
"""What `provision` itself is told, whatever the type."""

EVERY: Final = frozenset({"each", "all"})
"""What means other provisioners without their names."""


class Provisioner(Kind):
    """What every provisioner can say."""

    own: ClassVar[frozenset[str]] = frozenset({"type", *_IN_THE_CALL, "name"})

    on_host: ClassVar[HostPaths] = {}
    """Its keys that name files and folders of the host."""

    refused: ClassVar[Mapping[str, str]] = {
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

    before: Line | None = None
    """The name of the provisioner that it runs before, `each` (of the others), or `all`."""

    after: Line | None = None
    """The name of the provisioner that it runs after, `each` (of the others), or `all`."""

    @model_validator(mode="after")
    def _runs_in_one_place(self) -> Self:
        if self.before and self.after:
            raise Mistake("there is `before` already; keep one of them", "after")
        return self

    @property
    def experimental(self) -> str | None:
        """The feature of Vagrant's that has to be switched on for it."""
        return "dependency_provisioners" if self.before or self.after else None

    @property
    def opening(self) -> Arguments:
        """What `provision` is called with: its name or type, and when it runs."""
        said = ((key, getattr(self, key)) for key in _IN_THE_CALL)
        when = {
            key: Symbol(value) if key in _PLACES and value in EVERY else value
            for key, value in said
            if value is not None
        }
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


def check_order(provisioners: Sequence[Provisioner]) -> None:
    """Look at the order of a machine's provisioners.

    Raises:
        Mistake: One is to run before or after what Vagrant does not find.
    """
    named = {item.name: item for item in provisioners if item.name}
    for place, item in enumerate(provisioners):
        for key in _PLACES:
            name = getattr(item, key)
            if name is None or name in EVERY:
                continue
            found = named.get(name)
            if found is None or found is item:
                msg = f"the machine has no other provisioner with `name: {name}`"
                raise Mistake(msg, "provisioners", place, key)
            if found.before or found.after:
                msg = f"{name!r} has a place of that kind itself; put this one into the list there"
                raise Mistake(msg, "provisioners", place, key)
