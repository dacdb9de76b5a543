"""What scripts do in the machines of a lab that runs; the guests are folders."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import open_lab, write_lab

from vagrantgen.driver.power import halt
from vagrantgen.driver.up import up
from vagrantgen.errors import UsageError
from vagrantgen.running import Result, RunningLab


@pytest.fixture
def guests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    host = FakeHost(tmp_path / "host", monkeypatch)
    return {name: host.add_guest(name) for name in ("control", "node1", "node2")}


@pytest.fixture
def running(guests: dict[str, Path], tmp_path: Path) -> RunningLab:
    environment = open_lab(write_lab(tmp_path / "lab"))
    up(environment)
    assert set(environment.record.machines) == set(guests)
    return RunningLab(environment)


def test_a_command_runs_in_all_machines_or_some(running: RunningLab) -> None:
    everywhere = running.run("basename $PWD; exit 3", at_once=2)
    some = running.run("echo oh >&2", "node")

    assert everywhere == {name: Result(f"{name}\n", "", 3) for name in running}
    assert some == {name: Result("", "oh\n", 0) for name in ("node1", "node2")}


def test_a_command_that_takes_too_long_is_given_up_with_what_it_said(running: RunningLab) -> None:
    assert running["node1"].run("echo begun; sleep 60", timeout=0.8).stdout == "begun\n"
    assert running.run("sleep 60", "node1", timeout=0.3)["node1"].exit_code == 124


def test_a_machine_that_does_not_run_is_said_so(running: RunningLab, tmp_path: Path) -> None:
    halt(open_lab(tmp_path / "lab"), ["node1"])

    assert running.run("true", "node1")["node1"].exit_code == 255
    with pytest.raises(UsageError, match="the machine 'node1' is not running: it is shutoff"):
        running["node1"].run("true")


def test_files_are_copied_both_ways_also_where_a_path_looks_like_a_machines(
    running: RunningLab, guests: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("node2:file").write_text("hello")

    running["node1"].copy_to("node2:file", path="there")
    running["node1"].copy_from("there", path=tmp_path / "back")

    assert (guests["node1"] / "there").read_text() == "hello"
    assert (tmp_path / "back").read_text() == "hello"
