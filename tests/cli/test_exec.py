"""One command in many machines; the guests are folders, in which the fake ssh runs a shell."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import open_lab, write_lab
from inline_snapshot import snapshot
from typer.testing import CliRunner, Result

from vagrantgen.cli.app import app
from vagrantgen.driver.power import halt
from vagrantgen.driver.up import up


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """A lab of three machines that run; its folder is the current one."""
    host = FakeHost(tmp_path / "host", monkeypatch)
    up(open_lab(write_lab(tmp_path / "lab")))
    for name in ("control", "node1", "node2"):
        host.add_guest(name)
    (host.folder / "calls.jsonl").write_text("")
    monkeypatch.chdir(tmp_path / "lab")
    return host


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["exec", *words])


def test_every_line_says_which_machine_said_it(host: FakeHost) -> None:
    result = run("--jobs", "1", "--", "basename $PWD; echo oh >&2; printf end")

    assert result.exit_code == 0
    assert result.stdout == snapshot(
        """\
control: control
control: end
node1: node1
node1: end
node2: node2
node2: end
"""
    )
    assert result.stderr == "control: oh\nnode1: oh\nnode2: oh\n"
    assert host.vagrant() == []


@pytest.mark.parametrize("target", ["node", "managed"])
@pytest.mark.usefixtures("host")
def test_a_counted_machine_or_a_group_is_all_of_it(target: str) -> None:
    result = run(target, "--json", "--", "basename $PWD")

    assert json.loads(result.stdout) == [
        {"machine": name, "exit_code": 0, "stdout": f"{name}\n", "stderr": ""}
        for name in ("node1", "node2")
    ]


@pytest.mark.usefixtures("host")
def test_several_words_reach_the_machine_as_these_words() -> None:
    result = run("control", "--", "printf", "%s;", "a b", "$HOME", "--json")

    assert result.stdout == "control: a b;$HOME;--json;\n"


def test_the_exit_status_is_the_first_in_file_order_that_is_not_0(host: FakeHost) -> None:
    (host.folder / "guests/node1/is_slow").touch()

    result = run("--", "test -e is_slow && sleep 0.3 && exit 3; case $PWD in *node2) exit 1; esac")

    assert result.exit_code == 3


def test_a_machine_that_does_not_run_could_not_be_reached(host: FakeHost, tmp_path: Path) -> None:
    halt(open_lab(tmp_path / "lab"), ["node1"])

    result = run("node", "--", "echo there")
    others = run("--", "true")

    assert (result.exit_code, others.exit_code) == (255, 0)
    assert result.stdout == "node2: there\n"
    assert result.stderr == "node1: the machine 'node1' is not running: it is shutoff\n"
    assert host.vagrant() == ["halt node1"]


def test_a_lab_in_which_nothing_runs_is_said_so(host: FakeHost, tmp_path: Path) -> None:
    halt(open_lab(tmp_path / "lab"))

    result = run("--", "true")

    assert result.exit_code == 2
    assert result.stderr == (
        "error: none of the machines runs\nhint: `vagrantgen up` starts them\n"
    )
    assert host.calls("ssh") == []


@pytest.mark.usefixtures("host")
def test_a_command_has_to_follow_two_dashes() -> None:
    result = run("node1")

    assert result.exit_code == 2
    assert result.stderr == (
        "error: there is no command to run\n"
        "hint: write it after `--`: `vagrantgen exec -- uptime`\n"
    )


@pytest.mark.usefixtures("host")
def test_names_are_coloured_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    coloured = run("-j", "1", "node", "--", "echo a")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = run("-j", "1", "node", "--", "echo a")

    assert coloured.stdout == "\x1b[36mnode1:\x1b[0m a\n\x1b[33mnode2:\x1b[0m a\n"
    assert plain.stdout == "node1: a\nnode2: a\n"


def test_an_interrupt_ends_the_commands_in_the_machines(host: FakeHost, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vagrantgen.cli", "exec", "node"]
    remote = "echo $$ > started; sleep 1000; touch went_on"

    with subprocess.Popen([*command, "--", remote], cwd=tmp_path / "lab") as process:
        started = [host.folder / f"guests/{name}/started" for name in ("node1", "node2")]
        while not all(file.exists() and file.read_text() for file in started):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)

    assert process.returncode == 130
    deadline = time.monotonic() + 10
    while any(_is_there(int(file.read_text())) for file in started):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert not list(host.folder.glob("guests/*/went_on"))


def _is_there(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process_id}/stat").read_text().split()[2] != "Z"
