"""Labs that change while their machines run."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab, states

from vagrantgen.driver.drift import Pending
from vagrantgen.driver.options import UpOptions, UpReport
from vagrantgen.driver.power import halt, provision, reload
from vagrantgen.driver.status import status
from vagrantgen.driver.up import up

NOTHING_LEFT = UpReport({}, ())


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    assert host.domains == {}
    folder = tmp_path / "lab"
    open_lab(tmp_path / "lab", LAB)
    return folder


def test_changed_settings_are_left_and_told(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))

    more_memory = LAB.replace("count: 2", "count: 2, memory: 2 GiB")
    report = up(open_lab(folder, more_memory.replace("any/box", "other/box", 1)), ["node1"])

    recreate = dict.fromkeys(("control", "node1", "node2"), Pending.RECREATE)
    assert report == UpReport(recreate, ())
    assert len(host.vagrant()) == 2


def test_reload_applies_what_a_reload_can(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    changed = LAB.replace("count: 2", "count: 2, cpus: 4")

    report = up(open_lab(folder, changed), ["node"], UpOptions(reload=True))

    assert report == NOTHING_LEFT
    assert host.vagrant()[2:] == ["reload node1 node2"]


def test_a_halted_machine_takes_what_a_reload_can_apply(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    halt(open_lab(folder))
    changed = LAB.replace("count: 2", "count: 2, cpus: 4")

    report = up(open_lab(folder, changed))

    assert report == NOTHING_LEFT
    assert host.vagrant()[3:] == ["up node1 node2", "up control"]


def test_recreate_destroys_what_can_not_be_changed_and_makes_it_anew(
    folder: Path, host: FakeHost
) -> None:
    up(open_lab(folder))
    changed = LAB.replace("count: 2", "count: 2, box: other/box")

    report = up(open_lab(folder, changed), ["node1"], UpOptions(recreate=True))

    assert report == UpReport({"node2": Pending.RECREATE}, ())
    assert host.vagrant()[2:] == ["destroy --force node1", "up node1"]


def test_changed_provisioners_wait_for_provision(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    provisioners = "provisioners: [{type: shell, inline: date}]"
    changed = LAB.replace("count: 2", f"count: 2, {provisioners}")

    first = up(open_lab(folder, changed))
    provision(open_lab(folder))
    second = up(open_lab(folder))

    assert first == UpReport(dict.fromkeys(("node1", "node2"), Pending.PROVISION), ())
    assert second == NOTHING_LEFT
    assert host.vagrant()[2:] == ["up node1 node2", "provision node1 node2 control"]


def test_the_verb_reload_applies_the_lab_file_to_named_machines(
    folder: Path, host: FakeHost
) -> None:
    up(open_lab(folder))

    environment = open_lab(folder, LAB.replace("count: 2", "count: 2, cpus: 4"))
    reload(environment, ["node1"], ["--force"])

    assert host.vagrant()[2:] == ["reload --force node1"]
    assert [machine.pending for machine in status(environment)] == [None, None, Pending.RELOAD]


def test_a_machine_the_lab_no_longer_has_is_an_orphan_until_it_is_removed(
    folder: Path, host: FakeHost
) -> None:
    up(open_lab(folder))
    smaller = open_lab(folder, LAB.replace("count: 2", "count: 1"))

    report = up(smaller)
    before = states(smaller)
    after_removal = up(open_lab(folder), options=UpOptions(remove_orphans=True))

    assert report == UpReport({}, ("node2",))
    assert before == {"control": "running", "node1": "running", "node2": "orphan"}
    assert after_removal == NOTHING_LEFT
    assert host.names() == ["demo_control", "demo_node1"]
