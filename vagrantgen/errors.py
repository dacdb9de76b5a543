"""Every exception of vagrantgen: what went wrong, what to do about it, and the exit status."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class VagrantgenError(Exception):
    """What vagrantgen raises on purpose; one that reaches the user says what to do.

    Args:
        message: What is wrong, in the user's words.
        details: What another program said, word for word; may have several lines.
        hint: What to do about it.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, details: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details.strip("\n")
        self.hint = hint

    def __str__(self) -> str:
        parts = [self.message, self.details, f"hint: {self.hint}" if self.hint else ""]
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is written.

    Lines and columns count from 1; `line` 0 is a source without lines, such as `--set`.
    """

    source: str
    line: int = 0
    column: int = 0
    text: str = ""
    """The whole source line."""

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a lab: where it is, the key it concerns, what is wrong and what to write."""

    text: str
    key: tuple[str | int, ...] = ()
    place: Place | None = None
    hint: str = ""
    of_name: bool = False
    """Whether it is the key's name that is wrong, and not its value."""

    @property
    def dotted_key(self) -> str:
        """The key as a path: `machines.web.networks[0].ip`."""
        parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.key]
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        head = [str(self.place)] if self.place else []
        head += [self.dotted_key] if self.key else []
        return "\n".join(
            [": ".join([*head, self.text]), *self._source_lines(), *self._hint_lines()]
        )

    def _source_lines(self) -> list[str]:
        if self.place is None or not self.place.text.strip():
            return []
        before = self.place.text[: self.place.column - 1]
        blank = "".join(_blank(character) for character in before)
        return [f"    {self.place.text}", f"    {blank}^"]

    def _hint_lines(self) -> list[str]:
        return [f"    hint: {self.hint}"] if self.hint else []


def _blank(character: str) -> str:
    """Return blanks as wide as a character is on a terminal."""
    if character == "\t":
        return character
    return "  " if unicodedata.east_asian_width(character) in {"W", "F"} else " "


class LabError(VagrantgenError, ValueError):
    """A lab says something wrong; carries every problem that was found, in the lab file's order."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UsageError(VagrantgenError, ValueError):
    """A command or a method was called with something it can't work with."""

    exit_code = 2


class HostError(VagrantgenError):
    """This host lacks something the lab needs; the lab itself is right."""

    exit_code = 3


class Interrupted(KeyboardInterrupt):
    """A signal told this process to end, and what was under way has cleaned up.

    Args:
        number: The signal's number.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.exit_code = 128 + number


class MissingProgramError(HostError):
    """A program that is needed is not installed."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"'{program}' is not installed",
            hint="`vagrantgen doctor` shows what is missing, `vagrantgen host setup` installs it",
        )
        self.program = program


class CommandError(VagrantgenError):
    """Vagrant, libvirt or another program failed.

    Args:
        command: The command line, as words.
        status: Its exit status.
        output: What it said, word for word.
        hint: What to do about it.
    """

    exit_code = 4

    def __init__(
        self, command: Sequence[str], status: int, output: str = "", *, hint: str = ""
    ) -> None:
        shown = " ".join(command)
        super().__init__(f"`{shown}` exited with {status}.", details=output, hint=hint)
        self.command = tuple(command)
        self.status = status
        self.output = output
