"""Values that Ruby writes in its own way, and that are no plain string or number."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class Symbol(str):
    """A Ruby symbol, such as `:private_network`."""

    __slots__ = ()


class Script(str):
    """A text of several lines, written as a heredoc."""

    __slots__ = ()


class Verbatim(str):
    """Ruby that the user wrote, which stands in the Vagrantfile as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment variable, read when Vagrant loads the file, with what holds if it is unset."""

    name: str
    default: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call: those by position, then those by name."""

    positional: tuple[object, ...] = ()
    named: Mapping[str, object] = field(default_factory=dict)
