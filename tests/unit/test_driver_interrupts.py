"""Signals while Vagrant runs."""

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost

PROGRAM = """
import sys
from pathlib import Path
from vagrantgen.driver.client import Client

try:
    Client(Path(sys.argv[1])).run(["up"], print)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.fixture
def stubborn(host: FakeHost) -> FakeHost:
    """A Vagrant that notes interrupts, and takes its time to end after the first."""
    (host.folder / "bin/vagrant").write_text(
        "#!/bin/sh\n"
        "trap 'echo >> $FAKE_HOST/interrupts' INT\n"
        "touch $FAKE_HOST/started\n"
        "while [ ! -s $FAKE_HOST/interrupts ] || [ -e $FAKE_HOST/hangs ]; do sleep 0.05; done\n"
        "sleep 0.3; touch $FAKE_HOST/ended\n"
    )
    return host


def start(folder: Path, terminal: int | None = None) -> "subprocess.Popen[bytes]":
    """Start PROGRAM in a session of its own, on a terminal of its own if there is one."""

    def take_terminal() -> None:
        if terminal is not None:
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        stdin=terminal,
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509  (there are no other threads)
    )
    while not (folder / "host/started").exists():
        time.sleep(0.02)
    return program


def interrupts(host: FakeHost) -> int:
    return (host.folder / "interrupts").read_text().count("\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_us_alone_is_passed_on_and_the_end_is_waited_for(
    stubborn: FakeHost, tmp_path: Path, number: signal.Signals
) -> None:
    program = start(tmp_path)

    program.send_signal(number)

    assert program.wait(20) == 130
    assert (stubborn.folder / "ended").exists()
    assert interrupts(stubborn) == 1


def test_an_interrupt_of_the_terminal_reaches_vagrant_once(
    stubborn: FakeHost, tmp_path: Path
) -> None:
    outer, inner = pty.openpty()
    program = start(tmp_path, inner)

    os.write(outer, b"\x03")

    assert program.wait(20) == 130
    assert (stubborn.folder / "ended").exists()
    assert interrupts(stubborn) == 1
    os.close(outer)
    os.close(inner)


def test_a_third_signal_kills(stubborn: FakeHost, tmp_path: Path) -> None:
    (stubborn.folder / "hangs").touch()
    program = start(tmp_path)

    for _ in range(3):
        program.send_signal(signal.SIGINT)
        time.sleep(0.3)

    assert program.wait(20) == 130
    assert not (stubborn.folder / "ended").exists()


def test_a_signal_that_was_ignored_stays_ignored(stubborn: FakeHost, tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = start(tmp_path)
    signal.signal(signal.SIGINT, before)

    program.send_signal(signal.SIGINT)
    time.sleep(0.3)
    still_running = program.poll() is None
    (stubborn.folder / "interrupts").write_text("enough\n")

    assert still_running
    assert program.wait(20) == 0
