import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import write_lab

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return FakeHost(tmp_path / "host", monkeypatch)


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    assert host.domains == {}
    return write_lab(tmp_path / "lab")


def on_terminal(*words: str, folder: Path, answer: str = "") -> tuple[int, list[str]]:
    """Run vagrantgen on a terminal; return its status, and the lines it has shown at the end."""
    outer, inner = pty.openpty()
    command = [sys.executable, "-m", "vagrantgen.cli", *words]
    with subprocess.Popen(
        command, cwd=folder, stdin=inner, stdout=subprocess.PIPE, stderr=inner
    ) as program:
        os.close(inner)
        os.write(outer, answer.encode())
        shown = b""
        while True:
            try:
                shown += os.read(outer, 65536)
            except OSError:  # the terminal's other end is closed
                break
    os.close(outer)
    lines = ESCAPE.sub("", shown.decode()).replace("\r", "\n").split("\n")
    return program.returncode, [line.rstrip() for line in lines if line.strip()]


def test_a_terminal_shows_a_row_for_each_machine_with_its_stage(folder: Path) -> None:
    status, lines = on_terminal("up", folder=folder)

    last = [re.sub(r" +\d+ s.*| {2,}.*waiting", "", line) for line in lines[-3:]]
    assert status == 0
    assert [re.split(r"  +", line)[:2] for line in last] == [
        ["node1", "ready"],
        ["node2", "ready"],
        ["control", "ready"],
    ]


def test_a_machine_that_waits_for_others_is_shown_so(folder: Path, host: FakeHost) -> None:
    host.say("up", "1795421779,node1,action,up,start\n", error="no luck", status=1)

    status, lines = on_terminal("up", folder=folder)

    assert status == 4
    assert any(re.fullmatch(r"control +waiting", line) for line in lines)


def test_a_failure_on_a_terminal_shows_what_the_machine_said_last(
    folder: Path, host: FakeHost
) -> None:
    host.say(
        "up",
        "1795421779,node1,ui,info,==> node1: Running provisioner: setup (shell)...\n"
        "1795421779,node1,ui,detail,    node1: E: no such package\n"
        "1795421779,,error-exit,X,The SSH command responded with a non-zero exit status.\n",
        status=1,
    )

    status, lines = on_terminal("up", "node1", folder=folder)

    start = lines.index("node1 said last:")
    assert status == 4
    assert any("provisioning setup" in line for line in lines[:start])
    assert lines[start + 1 : start + 3] == [
        "    Running provisioner: setup (shell)...",
        "    E: no such package",
    ]
    assert lines[-1] == "The SSH command responded with a non-zero exit status."


def test_destroy_asks_on_a_terminal(folder: Path, host: FakeHost) -> None:
    on_terminal("up", "node1", folder=folder)

    refused, said = on_terminal("destroy", folder=folder, answer="n\n")
    names = host.names()
    agreed, _ = on_terminal("destroy", folder=folder, answer="y\n")

    assert (refused, agreed) == (130, 0)
    assert "This destroys node1, with their disks." in said
    assert (names, host.names()) == (["demo_node1"], [])
