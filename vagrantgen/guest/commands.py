"""One command in many machines at the same time: what each says as it comes, and how it ends."""

import math
import os
import selectors
import shlex
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from vagrantgen import process, signals
from vagrantgen.guest.connection import ssh_command

AT_ONCE: Final = 32
"""How many machines work on a command at the same time, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a command prints in a machine."""

    machine: str
    text: str
    is_error: bool = False
    """Whether it came on stderr."""


OnLine = Callable[[Line], None]

_CHUNK: Final = 65536

_TIED: Final = """\
exec 3<&0 </dev/null
{ read -r _ <&3; sudo -n kill -- -$$ || kill -- -$$; } >/dev/null 2>&1 &
"${SHELL:-sh}" -c "$1" 3<&-
status=$?
exec 2>/dev/null
kill $!
exit $status"""
"""Ends the command, and what it started, when whoever is at the other end has gone."""


def ignore_line(_line: Line) -> None:
    """Be told a line, and do nothing."""


def tied(text: str) -> str:
    """Return a command that ends, with all that it has started, when its ssh does."""
    return f"exec sh -c {shlex.quote(_TIED)} sh {shlex.quote(text)}"


def run_on(
    folder: Path,
    texts: Mapping[str, str],
    *,
    at_once: int = AT_ONCE,
    timeout: float | None = None,
    on_line: OnLine = ignore_line,
) -> dict[str, process.Completed]:
    """Run a command in machines to its end, whatever its exit status.

    Args:
        folder: The lab's folder; ssh is configured for the machines.
        texts: The machines, and what the shell of each gets.
        at_once: How many machines work on it at the same time.
        timeout: Seconds that each may take; its status is 124 then.
        on_line: What is told each line as it comes.
    """
    with _Runs(timeout, on_line) as runs:
        waiting = deque(texts)
        while waiting or runs.running:
            while waiting and len(runs.running) < at_once:
                machine = waiting.popleft()
                runs.start(machine, ssh_command(folder, machine, texts[machine]))
            runs.listen()
    return {machine: runs.completed[machine] for machine in texts}


@dataclass(slots=True)
class _Stream:
    """One of a command's two streams."""

    source: int
    is_error: bool
    said: bytearray = field(default_factory=bytearray)
    told: int = 0
    """How much of it was told, in whole lines."""
    is_open: bool = True

    def take(self, data: bytes) -> list[str]:
        """Take what came, nothing at the end; return the lines that are whole now."""
        self.said += data
        self.is_open = bool(data)
        end = self.said.rfind(b"\n", self.told) + 1 if data else len(self.said)
        fresh = self.said[self.told : end].decode(errors="replace")
        self.told = max(end, self.told)
        return fresh.removesuffix("\n").split("\n") if fresh else []


@dataclass(slots=True)
class _Run:
    """A command in one machine."""

    machine: str
    program: process.Piped
    streams: tuple[_Stream, _Stream]
    deadline: float = math.inf


class _Runs:
    """The commands that run now, and those that have ended."""

    def __init__(self, timeout: float | None, on_line: OnLine) -> None:
        self.running: list[_Run] = []
        self.completed: dict[str, process.Completed] = {}
        self._patience = math.inf if timeout is None else timeout
        self._on_line = on_line
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for run in self.running:
            run.program.end()
        self._selector.close()

    def start(self, machine: str, command: Sequence[str]) -> None:
        """Start a command."""
        with signals.held():
            program = process.Piped(command)
            streams = (
                _Stream(program.stdout, is_error=False),
                _Stream(program.stderr, is_error=True),
            )
            run = _Run(machine, program, streams, time.monotonic() + self._patience)
            self.running.append(run)
        for stream in run.streams:
            self._selector.register(stream.source, selectors.EVENT_READ, (run, stream))

    def listen(self) -> None:
        """Wait until something is said or ends, and tell it."""
        first = min(run.deadline for run in self.running) - time.monotonic()
        for key, _ in self._selector.select(None if first == math.inf else max(0.0, first)):
            run, stream = key.data
            for text in stream.take(os.read(key.fd, _CHUNK)):
                self._on_line(Line(run.machine, text, stream.is_error))
            if not stream.is_open:
                self._selector.unregister(stream.source)
        for run in tuple(self.running):
            if not any(stream.is_open for stream in run.streams):
                self._note(run, run.program.wait())
            elif run.deadline <= time.monotonic():
                self._give_up(run)

    def _give_up(self, run: _Run) -> None:
        for stream in run.streams:
            if stream.is_open:
                self._selector.unregister(stream.source)
        run.program.end()
        self._note(run, process.TIMED_OUT)

    def _note(self, run: _Run, status: int) -> None:
        self.running.remove(run)
        stdout, stderr = (stream.said.decode(errors="replace") for stream in run.streams)
        self.completed[run.machine] = process.Completed(run.program.command, status, stdout, stderr)
