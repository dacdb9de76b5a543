"""What every provisioner can say."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator

from vagrantgen.models.base import Kind
from vagrantgen.models.text import Line
from vagrantgen.models.values import Arguments

OWN_NAMES: Final = frozenset({"grow disk", "names", "lab key", "control key", "control"})
"""What the provisioners are called that are rendered besides those of the lab file."""


def _is_not_our_own(value: str) -> str:
    if value in OWN_NAMES:
        msg = f"{value!r} is the name of a provisioner that vagrantgen adds; choose another"
        raise ValueError(msg)
    return value


class Provisioner(Kind):
    """What every provisioner can say."""

    own: ClassVar[frozenset[str]] = frozenset({"type", "name", "run"})

    in_one_call: ClassVar[bool] = False
    """Whether its settings are given in the call, rather than in a block after it."""

    name: Annotated[Line, AfterValidator(_is_not_our_own)] | None = None
    """What it is called in the output, and by `provision --with`."""

    run: Literal["once", "always", "never"] | None = None
    """When it runs: at the first `up` (once), at every one, or only when it is asked for."""

    @property
    def arguments(self) -> Arguments:
        """What `provision` is called with: its name or type, and when it runs."""
        run = {"run": self.run} if self.run else {}
        if self.name:
            return Arguments((self.name,), {"type": self.type, **run})
        return Arguments((self.type,), run)

    @property
    def call(self) -> Arguments:
        """What `provision` is called with, where all is in the call."""
        return Arguments(self.arguments.positional, {**self.arguments.named, **self.settings()})

    def settings(self) -> Mapping[str, Any]:
        """Return what is written besides."""
        return {key: value for key, value in super().settings().items() if key not in self.own}
