"""Which lab a command means."""

import json
import os
from pathlib import Path

import pytest
from fakes.cli import done, failed
from fakes.fake_host import FakeHost
from inline_snapshot import snapshot


def test_a_lab_file_may_stand_among_the_machines(folder: Path, host: FakeHost) -> None:
    (folder / "lab.yaml").rename(folder / "other.yaml")

    done("up", "-q", "other.yaml", "node1")

    assert host.names() == ["demo_node1"]
    assert (folder / "Vagrantfile").read_text().splitlines()[2] == (
        "# Rendered by vagrantgen from other.yaml: change that, and render this again."
    )


def test_other_commands_know_the_lab_files_and_overrides_of_the_last_up(
    folder: Path, host: FakeHost
) -> None:
    (folder / "more.yaml").write_text("machines: {extra: {box: any/box}}\n")
    done("up", "-q", "-f", "lab.yaml", "-f", "more.yaml", "--set", "machines.node.count=3")

    states = [line.split()[:2] for line in done("status").splitlines()[1:]]
    of_the_file = [line.split()[:2] for line in done("status", "lab.yaml").splitlines()[1:]]

    running = [[name, "running"] for name in ("control", "node1", "node2", "node3", "extra")]
    assert states == running
    assert of_the_file == [*running[:3], ["node3", "orphan"], ["extra", "orphan"]]
    assert len(host.names()) == 5


def test_a_lab_is_found_from_a_folder_below(
    folder: Path, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")

    done("up", "-q", "node1")

    assert host.names() == ["demo_node1"]
    assert (folder / ".vagrant/vagrantgen/record.json").exists()


def test_a_lab_without_a_file_is_written_reached_by_name_and_gone_when_destroyed(
    tmp_path: Path, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = Path(os.environ["XDG_STATE_HOME"]) / "vagrantgen/labs/mine"

    done("up", "-q", "--box", "generic/rocky9", "--count", "2", "--memory", "2G", "--name", "mine")
    names = host.names()
    text = (home / "lab.yaml").read_text()
    status = done("status", "--lab", "mine", "--json")
    done("destroy", "--lab", "mine", "-y")

    assert names == ["mine_node1", "mine_node2"]
    assert text == snapshot(
        """\
name: mine
networks:
  lan: null
machines:
  node:
    box: generic/rocky9
    networks:
    - lan
    memory: 2G
    count: 2
"""
    )
    assert [machine["state"] for machine in json.loads(status)] == ["running", "running"]
    assert (host.names(), host.networks) == ([], [])
    assert not home.exists()


def test_a_lab_that_was_not_started_without_a_file_is_named_in_the_error(
    tmp_path: Path, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done("up", "-q", "--box", "generic/rocky9")

    status, said = failed("status", "--lab", "roky9")

    assert status == 2
    assert said == snapshot(
        """\
error: no lab 'roky9' was started without a lab file
hint: did you mean 'rocky9'?
"""
    )
    assert host.names() == ["rocky9_node"]


def test_a_folder_without_a_lab_is_said_so(
    tmp_path: Path, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    status, said = failed("up")

    assert status == 2
    assert said.replace(str(tmp_path), "FOLDER") == snapshot(
        """\
error: there is no lab.yaml in 'FOLDER' or above it
hint: `vagrantgen init` writes a first one; -f names another file
"""
    )
    assert host.vagrant() == []
