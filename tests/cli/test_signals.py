"""Signals that end commands, sent to real ones that wait for a program."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import write_lab

ENDING = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])

WAITING = """\
#!/bin/sh
trap 'echo cleaned > {folder}/cleaned; exit 1' INT
echo $$ > {folder}/pid
echo 'I: downloading packages with apt...'
while :; do sleep 0.05; done
"""
"""A program that cleans up at an interrupt."""


def write_program(folder: Path, name: str, text: str = "#!/bin/sh\n") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text.format(folder=folder.parent))
    (folder / name).chmod(0o755)


def wait_until_it_works(folder: Path) -> None:
    """Wait until the program has begun, and until the command waits for what it says."""
    end = time.monotonic() + 20
    while not (folder / "pid").exists():
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(1.5)


@contextmanager
def started(*words: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start a command in a session of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "vagrantgen.cli", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        yield process


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stderr
    return process.stderr.read()


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host whose mmdebstrap works until it is interrupted."""
    programs = tmp_path / "bin"
    write_program(programs, "mmdebstrap", WAITING)
    for name in ("apt-get", "apt-config", "dpkg", "mke2fs", "newuidmap", "qemu-img"):
        write_program(programs, name)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(scratch))
    return scratch


@ENDING
def test_a_box_that_is_being_built_is_cleaned_up(
    builder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    with started("box", "build", folder=tmp_path) as command:
        wait_until_it_works(tmp_path)
        command.send_signal(number)
        words = said(command)

    assert command.returncode == 128 + number
    assert words.removeprefix("downloading packages\n") == ""  # it may not have come to that
    assert (tmp_path / "cleaned").exists()
    assert list(builder.iterdir()) == []
    assert list(tmp_path.glob("*.box")) == []


@ENDING
def test_vagrant_cleans_up_what_up_is_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    host = FakeHost(tmp_path / "host", monkeypatch)
    folder = write_lab(tmp_path / "lab")
    write_program(host.folder / "bin", "vagrant", WAITING)

    with started("up", "--quiet", folder=folder) as command:
        wait_until_it_works(host.folder)
        command.send_signal(number)
        words = said(command)

    assert (command.returncode, words) == (128 + number, "")
    assert (host.folder / "cleaned").exists()


def test_vagrant_cleans_up_when_the_terminal_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = FakeHost(tmp_path / "host", monkeypatch)
    folder = write_lab(tmp_path / "lab")
    write_program(host.folder / "bin", "vagrant", WAITING)

    with started("up", "--quiet", folder=folder) as command:
        wait_until_it_works(host.folder)
        os.killpg(command.pid, signal.SIGHUP)
        os.killpg(command.pid, signal.SIGHUP)
        words = said(command)

    assert (command.returncode, words) == (129, "")
    assert (host.folder / "cleaned").exists()


@ENDING
def test_a_command_that_waits_for_nothing_else_ends_at_once(
    tmp_path: Path, number: signal.Signals
) -> None:
    os.mkfifo(tmp_path / "lab.yaml")  # reading it waits for ever

    with started("check", "--no-host", "-f", "lab.yaml", folder=tmp_path) as command:
        time.sleep(1.5)
        command.send_signal(number)
        words = said(command)

    assert (command.returncode, words) == (128 + number, "")


def test_a_command_that_was_started_to_outlive_its_terminal_does(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lab.yaml")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with started("check", "--no-host", "-f", "lab.yaml", folder=tmp_path) as command:
        signal.signal(signal.SIGHUP, before)
        time.sleep(1.5)
        command.send_signal(signal.SIGHUP)
        (tmp_path / "lab.yaml").write_text("machines: {web: {box: debian12}}")
        words = said(command)

    assert command.returncode == 0
    assert "lab.yaml is right" in words
