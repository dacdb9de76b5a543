"""`vagrantgen ssh` where a connection is kept: ssh at once, and nothing else."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import open_lab, write_lab

from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.driver.up import up
from vagrantgen.guest.connection import CONFIG, RUNNING, socket_path


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """A lab that runs, with a kept connection to node1; its folder is the current one."""
    host = FakeHost(tmp_path / "host", monkeypatch)
    environment = open_lab(write_lab(tmp_path / "lab"))
    up(environment)
    keep_ssh_config(environment)
    Path(socket_path(tmp_path / "lab", "node1")).touch()
    host.add_guest("node1")
    host.add_guest("node2")
    (host.folder / "calls.jsonl").write_text("")
    monkeypatch.chdir(tmp_path / "lab")
    return host


def ssh(*words: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "vagrantgen.cli", "ssh", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_a_kept_connection_is_used_with_no_question_to_anybody(host: FakeHost) -> None:
    done = ssh("node1", "--", "basename $PWD; echo oh >&2; exit 3")

    assert (done.returncode, done.stdout, done.stderr) == (3, "node1\n", "oh\n")
    assert host.calls("virsh") == []


def test_words_stay_words(host: FakeHost) -> None:
    assert ssh("node1", "--", "printf", "%s;", "a b", "$HOME").stdout == "a b;$HOME;"
    assert host.calls("virsh") == []


def test_a_lab_is_found_from_a_folder_below(host: FakeHost, tmp_path: Path) -> None:
    (tmp_path / "lab/below").mkdir()

    assert ssh("node1", "--", "true", cwd=tmp_path / "lab/below").returncode == 0
    assert host.calls("virsh") == []


def test_a_lab_file_that_is_nearer_is_the_one_that_is_meant(host: FakeHost, tmp_path: Path) -> None:
    write_lab(tmp_path / "lab/below", "machines: {node1: {box: any/box}}\n")

    assert ssh("node1", "--", "true", cwd=tmp_path / "lab/below").returncode == 2
    assert host.calls("ssh") == []


@pytest.mark.parametrize("words", [["node2"], ["node1", "-f", "lab.yaml"], ["--lab", "x", "node1"]])
def test_whatever_is_less_plain_takes_the_long_way(words: list[str], host: FakeHost) -> None:
    done = ssh(*words, "--", "true")

    assert done.returncode == (2 if "--lab" in words else 0)
    assert len(host.calls("virsh")) == (0 if "--lab" in words else 1)


def test_a_machine_made_anew_is_not_taken_for_the_one_before(
    host: FakeHost, tmp_path: Path
) -> None:
    uuid = "12345678-0000-0000-0000-000000000001"
    (tmp_path / "lab/.vagrant/machines/node1/libvirt/id").write_text(uuid)
    domains = host.domains
    host.change(domains={uuid: domains.pop(next(iter(domains))), **domains})

    done = ssh("node1", "--", "true")

    assert done.returncode == 0
    assert done.stderr == "Asking Vagrant how ssh reaches node1...\n"
    assert host.vagrant() == ["ssh-config node1"]


@pytest.mark.usefixtures("host")
def test_a_configuration_that_is_gone_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "lab" / CONFIG).unlink()

    assert ssh("node1", "--", "true").returncode == 0
    assert (tmp_path / "lab" / CONFIG).exists()


@pytest.mark.parametrize(("age", "asked"), [(-60, 0), (60, 1), (None, 1)])
def test_a_connection_from_before_the_machine_was_started_is_ended(
    age: int | None, asked: int, host: FakeHost, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    if age is not None:
        started.touch()
        os.utime(started, times=(0, time.time() + age))
    link = tmp_path / "lab" / RUNNING / "node1"
    link.parent.mkdir()
    link.symlink_to(started)

    assert ssh("node1", "--", "true").returncode == 0

    assert len(host.calls("virsh")) == asked
    assert [call[-3:] for call in host.calls("ssh")][:-1] == asked * [["-O", "exit", "node1"]]


def test_connections_that_others_can_reach_are_not_used(host: FakeHost) -> None:
    next(host.runtime.glob("vagrantgen-*")).chmod(0o755)

    done = ssh("node1", "--", "true")

    assert done.returncode == 3
    assert "is not a folder that only this user can enter" in done.stderr
    assert host.calls("ssh") == []


@pytest.mark.usefixtures("host")
def test_it_imports_next_to_nothing() -> None:
    script = (
        "import sys; sys.argv[1:] = ['ssh', 'node1', '--', 'true']; import os, json;"
        "before = set(sys.modules);"
        "from vagrantgen.cli.entry import main;"
        "os.execvp = lambda *_: (print(json.dumps(sorted(set(sys.modules) - before))), sys.exit());"
        "main()"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout

    assert json.loads(said) == [
        *("vagrantgen", "vagrantgen.cli", "vagrantgen.cli.entry"),
        *("vagrantgen.guest", "vagrantgen.guest.connection"),
    ]
