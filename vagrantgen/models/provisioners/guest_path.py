"""Folders that are the host's, or are in the guest already."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from vagrantgen.models.base import Model
from vagrantgen.models.text import Line
from vagrantgen.models.values import Symbol


class GuestPath(Model):
    """A folder that is in the guest already."""

    guest: Line
    """Its path there."""

    @property
    def pair(self) -> tuple[Symbol, str]:
        """How Vagrant is told that it is the guest's."""
        return (Symbol("vm"), self.guest)


def _kind(value: Any) -> str:
    return "<guest>" if isinstance(value, dict | GuestPath) else "<host>"


AnyPath = Annotated[
    Annotated[Line, Tag("<host>")] | Annotated[GuestPath, Tag("<guest>")], Discriminator(_kind)
]
"""A folder of the host, or `{guest: PATH}`."""
