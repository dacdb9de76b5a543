"""Ways to reach a machine: ssh, ports, its console and its display."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.cli import as_program, done, failed, run
from fakes.fake_host import FakeHost
from fakes.labs import LAB
from inline_snapshot import snapshot

from vagrantgen.cli.target import complete_machine


def test_ssh_becomes_ssh_and_ends_with_its_status(folder: Path, host: FakeHost) -> None:
    done("up", "-q", "node1")
    (host.folder / "ssh.exit").write_text("7")

    ended = as_program("ssh", "node1", "--", "grep", "-x", "a b", folder=folder)

    assert ended.returncode == 7
    (call,) = host.calls("ssh")
    assert call[-3:] == ["node1", "--", "grep -x 'a b'"]


def test_ssh_by_a_counted_name_asks_for_one(folder: Path) -> None:
    done("up", "-q")

    ended = as_program("ssh", "node", folder=folder)

    assert ended.returncode == 2
    assert ended.stderr == "error: 'node' means node1, node2\nhint: name one of them\n"


@pytest.mark.usefixtures("folder")
def test_ssh_config_is_of_those_that_run() -> None:
    done("up", "-q", "node")
    done("halt", "-q", "node2")

    assert done("ssh-config") == (
        "Host node1\n  HostName 192.168.121.1\n  User vagrant\n  Port 22\n  IdentityFile /\n"
        "  LogLevel FATAL\n"
    )


@pytest.mark.usefixtures("folder")
def test_ports_are_shown_with_whether_they_are_open() -> None:
    done("up", "-q", "control")

    assert [line.split() for line in done("port").splitlines()] == [
        ["MACHINE", "HOST", "GUEST", "STATE"],
        ["control", "127.0.0.1:18080", "80", "closed"],
    ]
    assert json.loads(done("port", "control", "--json")) == [
        {
            "machine": "control",
            "host_ip": "127.0.0.1",
            "host": 18080,
            "guest_ip": None,
            "guest": 80,
            "is_open": False,
        }
    ]


def test_console_becomes_virsh_and_says_how_to_leave(folder: Path, host: FakeHost) -> None:
    done("up", "-q", "node1")

    ended = as_program("console", "node1", "--force", folder=folder)

    assert ended.returncode == 0
    assert ended.stderr == (
        "The serial console of node1: press Enter to see it, Ctrl-] to leave.\n"
    )
    assert host.calls("virsh")[-1][3:] == ["console", *host.domains, "--force"]


@pytest.mark.usefixtures("folder")
def test_view_says_where_the_display_is_when_there_is_no_screen(
    host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    done("up", "-q", "node1")
    host.change(display="vnc://127.0.0.1:1")

    result = run("view", "node1")

    assert result.stdout == "vnc://127.0.0.1:1\n"
    assert result.stderr == snapshot(
        """\
There is no screen here. From a computer that has one:
    ssh -L 5901:127.0.0.1:5901 THIS-HOST
    remote-viewer vnc://127.0.0.1:5901
"""
    )


@pytest.mark.usefixtures("folder")
def test_view_of_a_machine_without_a_display_points_to_its_console() -> None:
    done("up", "-q", "node1")

    status, said = failed("view", "node1")

    assert status == 2
    assert said == snapshot(
        """\
error: the machine 'node1' has no graphical display
hint: `vagrantgen console node1` shows its serial console; a display comes with `libvirt: {graphics_type: vnc}`
"""
    )


def test_view_shows_the_display_where_there_is_a_screen(
    folder: Path, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    viewer = host.folder / "bin/remote-viewer"
    viewer.write_text('#!/bin/sh\necho "viewing $1"\n')
    viewer.chmod(0o755)
    done("up", "-q", "node1")
    host.change(display="spice://127.0.0.1:5900")

    ended = as_program("view", "node1", folder=folder)

    assert ended.stdout == "viewing spice://127.0.0.1:5900\n"


def test_names_of_machines_are_completed_orphans_too(folder: Path) -> None:
    done("up", "-q")
    (folder / "lab.yaml").write_text(LAB.replace("count: 2", "count: 1"))

    assert complete_machine("") == ["control", "node1", "node2", "node", "managed"]
    assert complete_machine("node") == ["node1", "node2", "node"]

    (folder / "lab.yaml").write_text("machines: [")

    assert complete_machine("c") == ["control"]


def test_nothing_is_completed_where_there_is_no_lab(
    tmp_path: Path, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert complete_machine("") == []
    assert host.domains == {}


@pytest.mark.parametrize("command", ["status", "ssh", "ssh-config", "halt", "destroy", "port"])
def test_commands_from_the_record_import_neither_jinja_nor_models(command: str) -> None:
    program = (
        f"import sys; from vagrantgen.cli.app import _load; _load({command!r});"
        "print(sorted({'jinja2', 'pydantic', 'yaml'} & {*sys.modules}))"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert ended.stdout.decode() == "[]\n"


@pytest.mark.parametrize("command", ["status", "console node1"])
def test_virsh_is_kept_from_the_terminal_where_it_would_start_an_agent(
    folder: Path, host: FakeHost, command: str
) -> None:
    done("up", "-q", "node1")
    virsh = host.folder / "bin/virsh"
    virsh.rename(host.folder / "bin/real-virsh")
    virsh.write_text(
        "#!/bin/sh\n"
        "if true 2> /dev/null < /dev/tty; then echo Authorization not available. >&2; fi\n"
        'exec real-virsh "$@"\n'
    )
    virsh.chmod(0o755)

    said = on_a_terminal(command, folder)

    assert "Authorization" not in said
    assert "node1" in said


def on_a_terminal(command: str, folder: Path) -> str:
    """Run a command on a terminal of its own, and return what is shown there."""
    words = shlex.join([sys.executable, "-m", "vagrantgen.cli", *command.split()])
    script = ["script", "--quiet", "--return", "--command", words, "/dev/null"]
    return subprocess.run(script, cwd=folder, capture_output=True, text=True, check=True).stdout
