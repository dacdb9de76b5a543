"""The only module that starts a program."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from vagrantgen import signals
from vagrantgen.errors import CommandError, Interrupted, MissingProgramError

TIMED_OUT = 124
"""The exit status of a program that took too long, as in `timeout(1)`."""

_GRACE = 10.0
"""Seconds a program that is told to end gets before it is killed."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A program that has ended: its exit status, and its output as text."""

    command: tuple[str, ...]
    status: int
    stdout: str
    stderr: str

    def check(self) -> "Completed":
        """Return itself.

        Raises:
            CommandError: The exit status is not 0.
        """
        if self.status != 0:
            raise CommandError(self.command, self.status, self.stderr or self.stdout)
        return self


def find(program: str) -> str | None:
    """Return the path of a program, looked up in PATH and the system's own folders."""
    path = os.environ.get("PATH", os.defpath)
    return shutil.which(program, path=f"{path}:/usr/sbin:/sbin")


def require(program: str) -> str:
    """Return the path of a program.

    Raises:
        MissingProgramError: It is not installed.
    """
    found = find(program)
    if found is None:
        raise MissingProgramError(program)
    return found


def run(
    command: Sequence[str],
    *,
    check: bool = True,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
    timeout: float | None = None,
) -> Completed:
    """Run a program to its end and return what it said.

    Args:
        command: The program and its arguments; no shell is involved.
        check: Raise when the exit status is not 0.
        cwd: The folder to run in.
        env: Variables to set besides the current ones.
        stdin: Text for its standard input, which is empty otherwise.
        timeout: Seconds after which it is killed, and its status is `TIMED_OUT`.

    Raises:
        MissingProgramError: The program is not installed.
        CommandError: The exit status is not 0, and `check` is set.
    """
    with _running(command, cwd, env, subprocess.PIPE) as process:
        try:
            stdout, stderr = process.communicate(stdin, timeout)
            status = process.returncode
        except subprocess.TimeoutExpired:
            _end(process, grace=0)
            stdout, stderr = process.communicate()
            status = TIMED_OUT
    completed = Completed(tuple(command), _shell_status(status), stdout, stderr)
    return completed.check() if check else completed


def stream(
    command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield each line a program prints, stdout and stderr together, as it comes.

    The program is ended when the iterator is closed before its end.

    Raises:
        MissingProgramError: The program is not installed.
        CommandError: The exit status is not 0.
    """
    tail: list[str] = []
    with _running(command, cwd, env, subprocess.DEVNULL, subprocess.STDOUT) as process:
        for line in process.stdout or ():
            tail = [*tail[-49:], line]
            yield line.rstrip("\n")
        process.wait()
    if process.returncode != 0:
        raise CommandError(command, _shell_status(process.returncode), "".join(tail))


def call(
    command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> int:
    """Run a program on this process's own terminal and return its exit status.

    Raises:
        Interrupted: A signal told this process to end, and the program has ended by it too.
    """
    words, variables = _words(command), _environment(env)
    with signals.held() as let_go, subprocess.Popen(words, cwd=cwd, env=variables) as process:
        while True:
            try:
                let_go()
                return _shell_status(process.wait())
            except Interrupted as interrupt:
                process.send_signal(interrupt.number)
                process.wait()
                raise
            except KeyboardInterrupt:
                continue  # the program got the signal too, and decides what it means


def become(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> NoReturn:
    """Replace this process by a program."""
    os.execve(require(command[0]), list(command), dict(_environment(env)))  # noqa: S606


def start(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> subprocess.Popen[str]:
    """Start a program in the background, in a process group of its own.

    Args:
        command: The program and its arguments.
        cwd: The folder to run in.
        env: Variables to set besides the current ones.
        log: Where its output goes; nowhere otherwise.
    """
    with (log or Path(os.devnull)).open("a") as sink:
        return subprocess.Popen(
            _words(command),
            cwd=cwd,
            env=_environment(env),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )


class Piped:
    """A program whose streams its starter has; its input stays open until it ends.

    Raises:
        MissingProgramError: The program is not installed.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.command = tuple(command)
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(_words(command), stdin=pipe, stdout=pipe, stderr=pipe)
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self.stdin, self.stdout, self.stderr = (one.fileno() for one in streams if one)

    def wait(self) -> int:
        """Return its exit status once it has ended, with nothing more to say."""
        with self._process:
            return _shell_status(self._process.wait())

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.terminate()
        self.wait()


@contextlib.contextmanager
def _running(
    command: Sequence[str],
    cwd: Path | None,
    env: Mapping[str, str] | None,
    stdin: int,
    stderr: int = subprocess.PIPE,
) -> "Iterator[subprocess.Popen[str]]":
    """Start a program; it is ended when the block is left before."""
    with (
        signals.held() as let_go,
        subprocess.Popen(
            _words(command),
            cwd=cwd,
            env=_environment(env),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            errors="replace",
        ) as process,
    ):
        try:
            let_go()
            yield process
        finally:
            if process.poll() is None:
                _end(process, grace=_GRACE)


def _words(command: Sequence[str]) -> list[str]:
    return [require(command[0]), *command[1:]]


def _environment(additions: Mapping[str, str] | None) -> Mapping[str, str]:
    return {**os.environ, **(additions or {})}


def _shell_status(status: int) -> int:
    """Return what a shell reports for a program that a signal ended."""
    return 128 - status if status < 0 else status


def _end(process: "subprocess.Popen[str]", *, grace: float) -> None:
    try:
        if grace:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(grace)
        if process.poll() is None:
            process.kill()
            process.wait()
    except PermissionError:  # it is root's, by sudo: it can't be told, and is waited for
        process.communicate()
