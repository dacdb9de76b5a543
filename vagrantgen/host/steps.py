"""The parts of a host's setup: steps of commands, and how they are written for a shell."""

import contextlib
import os
import pwd
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vagrantgen import process
from vagrantgen.errors import CommandError, HostError, MissingProgramError

_LINE_LENGTH = 90

Extra = Literal["tools", "desktop"]
"""What labs run without, and only who asks for it gets."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who sets the host up."""

    name: str
    """Whose labs will run here: behind `sudo vagrantgen`, the user who called it."""

    is_root: bool

    @classmethod
    def current(cls) -> "Account":
        """Return the account this process runs as."""
        user = pwd.getpwuid(os.geteuid()).pw_name
        is_root = os.geteuid() == 0
        return cls(os.environ.get("SUDO_USER", user) if is_root else user, is_root)

    def check(self) -> None:
        """Make sure that this account may install packages.

        Raises:
            HostError: It is not root, and there is no sudo.
        """
        if not self.is_root and process.find("sudo") is None:
            raise HostError(
                f"user '{self.name}' may not set this host up: sudo is not installed",
                hint="run `vagrantgen host setup --yes` as root",
            )


@dataclass(frozen=True, slots=True)
class Command:
    """A command line of a step."""

    words: tuple[str, ...]

    text: str = ""
    """What is written to its standard input."""

    as_root: bool = True
    """Whether root runs it, or the user whose labs will run here."""

    may_fail: bool = False
    """Whether the steps go on when it fails."""

    def words_for(self, account: Account) -> tuple[str, ...]:
        """Return the words with which an account starts it."""
        return _as(account, self.words, root=self.as_root)

    def shown_for(self, account: Account) -> str:
        """Return the command as an account would type it; a text becomes a here-document."""
        line = _wrapped(self.words_for(account)) + (" || true" if self.may_fail else "")
        return f"{line} <<'END'\n{self.text}END" if self.text else line


@dataclass(frozen=True, slots=True)
class Check:
    """A command that tells whether a step is done: it ends with status 0 and prints that."""

    words: tuple[str, ...]

    prints: str = ""
    """A regular expression, found in what it prints."""

    def passes(self, account: Account) -> bool:
        """Whether this host has what the command looks for, as far as an account can see."""
        try:
            completed = process.run(_as(account, self.words, root=False), check=False)
        except MissingProgramError:
            return False
        return completed.status == 0 and re.search(self.prints, completed.stdout) is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a host's setup."""

    title: str
    """A noun phrase."""

    why: str
    """What it is for, to whoever reads the script."""

    commands: tuple[Command, ...]

    check: Check | None = None
    """Tells whether it is done; a step without a check only reports, and changes nothing."""

    extra: Extra | None = None
    """The option that asks for it; None for a step that every lab needs."""

    def is_done(self, account: Account) -> bool:
        """Whether this host has what the step brings."""
        return self.check is not None and self.check.passes(account)

    def run(self, account: Account) -> Iterator[str]:
        """Run the commands and yield what they print, line by line.

        Raises:
            CommandError: A command failed.
            HostError: The step isn't done after its last command.
        """
        for command in self.commands:
            yield f"$ {command.shown_for(account)}"
            yield from _lines(command, account)
        if self.check is not None and not self.check.passes(account):
            raise HostError(
                f"{self.title}: every command ended well, and yet it is not there",
                details=f"`{shlex.join(self.check.words)}` says so",
                hint="`vagrantgen doctor` shows what this host lacks",
            )


def _lines(command: Command, account: Account) -> Iterator[str]:
    words = command.words_for(account)
    if command.text:
        process.run(words, stdin=command.text)
        return
    with contextlib.suppress(CommandError) if command.may_fail else contextlib.nullcontext():
        yield from process.stream(words)


def _as(account: Account, words: tuple[str, ...], *, root: bool) -> tuple[str, ...]:
    if root == account.is_root or account.name == "root":
        return words
    user = () if root else (f"--user={account.name}", "--set-home")
    return ("sudo", *user, *words)


def _wrapped(words: tuple[str, ...]) -> str:
    """Return a command line, with a backslash where a line of a script would get too long."""
    lines = [""]
    for word in map(shlex.quote, words):
        if len(lines[-1]) + len(word) > _LINE_LENGTH:
            lines.append("   ")
        lines[-1] += f" {word}" if lines[-1] else word
    return " \\\n".join(lines)
