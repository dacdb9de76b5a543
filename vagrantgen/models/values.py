"""Values that Ruby writes in its own way, and that are no plain string or number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Symbol(str):
    """A Ruby symbol, such as `:private_network`."""

    __slots__ = ()


class Script(str):
    """A text whose lines are worth seeing, as a heredoc shows them."""

    __slots__ = ()
    mark = "SHELL"
    """What the heredoc ends with."""


class Inventory(Script):
    """An Ansible inventory."""

    __slots__ = ()
    mark = "INVENTORY"


class Recipe(Script):
    """A recipe of Chef's."""

    __slots__ = ()
    mark = "RECIPE"


class HostTable(Script):
    """Lines of a hosts file."""

    __slots__ = ()
    mark = "HOSTS"


class MachineTable(Script):
    """Lines on machines, for a guest's script to read."""

    __slots__ = ()
    mark = "MACHINES"


class SeedText(Script):
    """A file that cloud-init reads."""

    __slots__ = ()
    mark = "SEED"


class Verbatim(str):
    """Ruby that the user wrote, which stands in the Vagrantfile as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment variable, read when Vagrant loads the file, with what holds if it is unset."""

    name: str
    default: str


@dataclass(frozen=True, slots=True)
class FileContent:
    """What is in a file when it is needed, where Ruby's variable `env` is Vagrant's environment."""

    path: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call: by position, by name, and out of hashes that exist already."""

    positional: tuple[object, ...] = ()
    named: Mapping[str, object] = field(default_factory=dict)
    splats: tuple[Verbatim, ...] = ()


class Options(dict[str, object]):
    """A hash whose keys are symbols: `{ inline: "true" }`."""


class Pairs(dict[object, object]):
    """A hash as the last argument of a call, where it has no braces: `0 => "1-3", 1 => "4"`."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A setting and its value: `memory = 2048`."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Call:
    """A method and its arguments: `storage :file, size: "20G"`."""

    name: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The value of an option that vagrantgen does not know."""

    value: object


def with_symbols(settings: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Return settings with the values of some names as symbols."""
    return {key: Symbol(value) if key in names else value for key, value in settings.items()}
