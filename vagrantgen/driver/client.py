"""The only module that knows python-vagrant: runs `vagrant`, and tells what it reports."""

import contextlib
import importlib
import os
import signal
import subprocess  # noqa: TID251  (python-vagrant raises its CalledProcessError)
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final, Protocol, cast

from vagrantgen import process
from vagrantgen.driver.backtrace import without_backtrace
from vagrantgen.driver.events import Event, Failed, Said, Stray, parse_line
from vagrantgen.driver.interrupts import Interrupts
from vagrantgen.errors import CommandError, Interrupted

Listener = Callable[[Event], None]
"""What is told each event, in the thread that called."""

_END: Final = "\x04 vagrantgen: vagrant has ended \x04\n"
_LAST_LINES: Final = 40
_Stream = Callable[[], contextlib.AbstractContextManager[IO[bytes]]]


class _Runner(Protocol):
    """What is used of `vagrant.Vagrant`: its command runner, which its methods go through too."""

    def _call_vagrant_command(self, args: Sequence[str]) -> None: ...
    def _run_vagrant_command(self, args: Sequence[str]) -> str: ...


class Client:
    """The `vagrant` of one folder.

    Args:
        folder: Where the Vagrantfile and `.vagrant` are.
        variables: Environment variables besides the current ones.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._variables = {
            "VAGRANT_CHECKPOINT_DISABLE": "1",
            "VAGRANT_DEFAULT_PROVIDER": "libvirt",
            **(variables or {}),
        }

    def run(self, arguments: Sequence[str], listener: Listener) -> None:
        """Run a command to its end, and tell what it reports meanwhile.

        An interrupt is left to Vagrant, which cleans up before it ends; a second one makes it
        end at once, a third one kills it.

        Args:
            arguments: The command, its options, and machines.
            listener: What is told each event.

        Raises:
            MissingProgramError: Vagrant is not installed.
            CommandError: Vagrant failed; carries its own words.
            Interrupted: It was interrupted, and has ended.
        """
        words = _ErrorWords()
        with tempfile.TemporaryFile() as errors:
            read_end, write_end = os.pipe()
            runner = self._runner(
                out_cm=lambda: _ended_by_a_mark(write_end),
                err_cm=lambda: contextlib.nullcontext(errors),
            )
            run = _Run(runner, ["--machine-readable", *arguments])
            with open(read_end, encoding="utf-8", errors="replace") as lines, run:  # noqa: PTH123
                events = _events(lines)
                try:
                    for event in events:
                        words.note(event)
                        listener(event)
                finally:
                    for _ in events:
                        pass  # Vagrant goes on to its end, also when the listener raised
            if run.interrupted_by:
                raise Interrupted(run.interrupted_by)
            if run.status != 0:
                said = words.text or self._last_lines(errors)
                raise CommandError(["vagrant", *arguments], run.status, said)

    def ssh_config(self, machines: Sequence[str]) -> str:
        """Return what `vagrant ssh-config` prints about running machines.

        Raises:
            MissingProgramError: Vagrant is not installed.
            CommandError: Vagrant failed; one of the machines does not run, for example.
        """
        arguments = ["ssh-config", *machines]
        with tempfile.TemporaryFile() as errors:
            runner = self._runner(err_cm=lambda: contextlib.nullcontext(errors))
            try:
                return runner._run_vagrant_command(arguments)  # noqa: SLF001
            except subprocess.CalledProcessError as error:
                said = self._last_lines(errors)
                raise CommandError(["vagrant", *arguments], error.returncode, said) from None

    def _last_lines(self, errors: IO[bytes]) -> str:
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()
        return "\n".join(without_backtrace(said, self._folder).splitlines()[-_LAST_LINES:])

    def _runner(self, **streams: _Stream) -> _Runner:
        process.require("vagrant")
        vagrant = importlib.import_module("vagrant")  # warns where there is no vagrant
        environment = {**os.environ, **self._variables}
        return cast("_Runner", vagrant.Vagrant(str(self._folder), env=environment, **streams))


class _Run:
    """One run of Vagrant, in a thread of its own: signals reach the main thread alone."""

    def __init__(self, runner: _Runner, arguments: Sequence[str]) -> None:
        self.status = 0
        self._runner = runner
        self._arguments = arguments
        self._thread = threading.Thread(target=self._call, name="vagrant")
        self._interrupts = Interrupts(self._thread)

    @property
    def interrupted_by(self) -> signal.Signals | None:
        return self._interrupts.first if self._interrupts.count else None

    def __enter__(self) -> None:
        self._interrupts.__enter__()
        self._thread.start()
        self._interrupts.begin()

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._interrupts.__exit__()

    def _call(self) -> None:
        try:
            self._runner._call_vagrant_command(self._arguments)  # noqa: SLF001
        except subprocess.CalledProcessError as error:
            self.status = error.returncode


class _ErrorWords:
    """The words in which Vagrant says why it failed."""

    def __init__(self) -> None:
        self._final = ""
        self._texts: list[str] = []

    def note(self, event: Event) -> None:
        match event:
            case Failed(text=text):
                self._final = text
            case Said(level="error", text=text) if text.strip():
                self._texts.append(text)

    @property
    def text(self) -> str:
        return self._final or "\n".join(self._texts)


def _events(lines: IO[str]) -> Iterator[Event]:
    for line in lines:
        if line == _END:
            return
        event = parse_line(line)
        if not isinstance(event, Stray) or event.text.strip():
            yield event


@contextlib.contextmanager
def _ended_by_a_mark(write_end: int) -> Iterator[IO[bytes]]:
    """Yield a pipe that gets a mark when Vagrant ends: what it left running may hold it open."""
    with open(write_end, "wb", buffering=0) as pipe:
        try:
            yield pipe
        finally:
            pipe.write(f"\n{_END}".encode())
