"""Vagrant's machine-readable lines as typed events."""

import re
from dataclasses import dataclass
from typing import Final

_LINE: Final = re.compile(r"\d{10},(?P<machine>[^,]*),(?P<kind>[a-zA-Z0-9_-]+)(?:,(?P<data>.*))?")
_COMMA: Final = "%!(VAGRANT_COMMA)"


@dataclass(frozen=True, slots=True)
class Event:
    """Something Vagrant reported."""

    machine: str
    """The machine it is about; empty when it is about none or all of them."""


@dataclass(frozen=True, slots=True)
class Said(Event):
    """A text for people, without the machine's prefix; may have several lines."""

    level: str
    """Vagrant's word: `output`, `info`, `detail`, `warn`, `error` or `success`."""
    text: str


@dataclass(frozen=True, slots=True)
class ActionStarted(Event):
    """An action of Vagrant's, such as `up` or `provision`, began on a machine."""

    action: str


@dataclass(frozen=True, slots=True)
class ActionEnded(Event):
    """An action ended well; one that failed has no end."""

    action: str


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """Vagrant gave up: the last event of a command that fails."""

    error: str
    """The name of Vagrant's exception class."""
    text: str


@dataclass(frozen=True, slots=True)
class Reported(Event):
    """A value for programs, such as `state` or `provider-name`."""

    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stray(Event):
    """A line that is not machine-readable: a guest's own output, a traceback."""

    text: str


@dataclass(frozen=True, slots=True)
class Queued(Event):
    """Ours, not Vagrant's: a command will come to this machine."""


def parse_line(line: str) -> Event:
    """Return the event of one line of `vagrant --machine-readable`."""
    found = _LINE.fullmatch(line.rstrip("\n"))
    if found is None:
        return Stray("", line.rstrip("\n"))
    machine, kind = found["machine"], found["kind"]
    values = [_unescape(value) for value in (found["data"] or "").split(",")]
    match kind, values:
        case "ui", [level, text]:
            return Said(machine, level, _without_prefix(text, machine))
        case "action", [action, "start"]:
            return ActionStarted(machine, action)
        case "action", [action, "end"]:
            return ActionEnded(machine, action)
        case "error-exit", [error, text, *_]:
            return Failed(machine, error, text)
        case _:
            return Reported(machine, kind, tuple(values))


def _unescape(value: str) -> str:
    return value.replace(_COMMA, ",").replace("\\n", "\n").replace("\\r", "\r")


def _without_prefix(text: str, machine: str) -> str:
    if not machine:
        return text
    prefix = re.compile(rf"^(?:==> |    ){re.escape(machine)}: ?", re.MULTILINE)
    return prefix.sub("", text)
