from pathlib import Path
from typing import Any

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab

from vagrantgen.driver import power, snapshots
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.record import RecordedMachine
from vagrantgen.driver.savable import Obstacle, obstacles
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError, UsageError


@pytest.fixture
def environment(host: FakeHost, tmp_path: Path) -> Environment:
    """A lab that runs."""
    up(open_lab(tmp_path / "lab", LAB))
    (host.folder / "calls.jsonl").write_text("")
    return Environment(tmp_path / "lab")


def saved(environment: Environment) -> dict[str, list[str]]:
    return snapshots.snapshots(environment)


def test_a_snapshot_is_of_every_machine(environment: Environment, host: FakeHost) -> None:
    snapshots.save(environment, "before")

    assert saved(environment) == {"control": ["before"], "node1": ["before"], "node2": ["before"]}
    assert host.calls("vagrant") == []


def test_a_snapshot_of_some_machines_leaves_the_others(environment: Environment) -> None:
    snapshots.save(environment, "before", ["managed"])

    assert saved(environment) == {"control": [], "node1": ["before"], "node2": ["before"]}


def test_a_name_that_is_taken_is_refused_before_any_machine_is_touched(
    environment: Environment,
) -> None:
    snapshots.save(environment, "before", ["node2"])

    with pytest.raises(UsageError) as caught:
        snapshots.save(environment, "before")

    assert str(caught.value) == (
        "node2: there is a snapshot 'before' already\nhint: `--force` replaces it"
    )
    assert saved(environment) == {"control": [], "node1": [], "node2": ["before"]}


def test_a_name_that_is_taken_can_be_replaced(environment: Environment) -> None:
    snapshots.save(environment, "before", ["node2"])

    snapshots.save(environment, "before", replace=True)

    assert saved(environment) == {"control": ["before"], "node1": ["before"], "node2": ["before"]}


def test_a_save_that_fails_on_one_machine_leaves_the_name_on_none(
    environment: Environment, host: FakeHost
) -> None:
    host.change(unsavable="demo_node1")

    with pytest.raises(CommandError) as caught:
        snapshots.save(environment, "before")

    assert caught.value.details == "error: Requested operation is not valid: no room"
    assert saved(environment) == {"control": [], "node1": [], "node2": []}


UEFI = "it has UEFI firmware, whose variables are a raw image"
RAW = "it has a raw disk; a qcow2 one keeps snapshots"
FLOPPY = "it has a floppy, which is a raw image"
SHARED = "it shares a folder with this host by {}; rsync and nfs are no obstacle"


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, []),
        ({"libvirt": {"loader": "/bios.bin"}, "disks": [{"size": 1}, {"cdrom": "/a.iso"}]}, []),
        ({"synced_folders": [{"type": "rsync"}, {"type": "9p", "disabled": True}]}, []),
        ({"libvirt": {"nvram": "/vars.fd"}}, [Obstacle("a", UEFI, when_off=True)]),
        ({"disks": [{"size": 1, "type": "raw"}]}, [Obstacle("a", RAW, when_off=True)]),
        ({"disks": [{"floppy": "/a.img"}]}, [Obstacle("a", FLOPPY, when_off=True)]),
        (
            {"synced_folders": [{"type": "virtiofs"}, {"type": "9p"}]},
            [Obstacle("a", SHARED.format(kind), when_off=False) for kind in ("9p", "virtiofs")],
        ),
        (
            {"libvirt": {"pci": [{"bus": "1"}]}},
            [Obstacle("a", "it has a PCI device of this host", when_off=False)],
        ),
    ],
)
def test_what_keeps_libvirt_from_saving_a_machine(
    settings: dict[str, Any], found: list[Obstacle]
) -> None:
    machine = RecordedMachine(name="a", domain="lab_a", settings=settings)

    assert list(obstacles(machine)) == found


def with_settings(environment: Environment, name: str, settings: dict[str, Any]) -> None:
    """Pretend that a machine was made with more settings."""
    machine = environment.record.machines[name]
    made = machine.but(settings={**machine.settings, **settings})
    environment.keep(environment.record.with_machines([made]))


def test_a_machine_that_can_not_be_saved_stops_save_before_any_is_touched(
    environment: Environment,
) -> None:
    with_settings(environment, "node1", {"synced_folders": [{"type": "9p"}]})
    with_settings(environment, "node2", {"libvirt": {"pci": [{"bus": "1"}]}})

    with pytest.raises(UsageError) as caught:
        snapshots.save(environment, "before")

    assert str(caught.value) == (
        "node1 can't be saved while it runs: it shares a folder with this host by 9p; rsync and nfs"
        " are no obstacle; node2 can't be saved while it runs: it has a PCI device of this host\n"
        "hint: `--halt` shuts down those that can't be saved while they run, and saves them so"
    )
    assert saved(environment) == {"control": [], "node1": [], "node2": []}


def test_halt_shuts_down_only_what_can_not_be_saved_otherwise(
    environment: Environment, host: FakeHost
) -> None:
    with_settings(environment, "node1", {"synced_folders": [{"type": "virtiofs"}]})

    snapshots.save(environment, "before", halt=True)

    assert host.vagrant() == ["halt node1"]
    assert saved(environment) == {"control": ["before"], "node1": ["before"], "node2": ["before"]}


def test_what_is_off_already_is_no_obstacle(environment: Environment, host: FakeHost) -> None:
    with_settings(environment, "node1", {"synced_folders": [{"type": "virtiofs"}]})
    power.halt(environment, ["node1"])

    snapshots.save(environment, "before")

    assert host.vagrant() == ["halt node1"]


def test_what_can_not_be_saved_at_all_is_no_case_for_halt(
    environment: Environment, host: FakeHost
) -> None:
    with_settings(environment, "node1", {"disks": [{"size": 1, "type": "raw"}]})

    with pytest.raises(UsageError) as caught:
        snapshots.save(environment, "before", halt=True)

    assert str(caught.value) == (
        "node1 can't be saved: it has a raw disk; a qcow2 one keeps snapshots\n"
        "hint: name the other machines to save only those"
    )
    assert host.vagrant() == []


def test_restore_reverts_every_machine_and_sets_the_clocks_of_those_that_run(
    environment: Environment, host: FakeHost
) -> None:
    snapshots.save(environment, "before")
    power.halt(environment, ["node2"])

    snapshots.restore(environment, "before")

    reverted = [call[4] for call in host.calls("virsh") if call[3] == "snapshot-revert"]
    clocks = [call for call in host.calls("ssh") if "date -s" in call[-1]]
    assert sorted(reverted) == sorted(host.domains)
    assert sorted(call[-3] for call in clocks) == ["control", "node1"]


def test_a_machine_that_is_put_back_is_connected_to_and_told_the_time_and_no_more(
    environment: Environment, host: FakeHost
) -> None:
    snapshots.save(environment, "before")
    before = len(host.calls("ssh"))

    snapshots.restore(environment, "before")

    calls = [call[2:] for call in host.calls("ssh")[before:] if "-O" not in call]
    told = [call for call in calls if "node1" in call]
    assert told[0] == ["-f", "-N", "node1"]
    assert [call[:2] for call in told[1:]] == [["node1", "--"]]


def test_restore_of_what_one_machine_lacks_touches_none(
    environment: Environment, host: FakeHost
) -> None:
    snapshots.save(environment, "before", ["node"])

    with pytest.raises(UsageError, match="control: there is no snapshot 'before'"):
        snapshots.restore(environment, "before")

    assert [call for call in host.calls("virsh") if call[3] == "snapshot-revert"] == []


def test_delete_concerns_the_machines_that_have_it(environment: Environment) -> None:
    snapshots.save(environment, "before", ["node"])

    snapshots.delete(environment, "before")

    assert saved(environment) == {"control": [], "node1": [], "node2": []}


def test_delete_of_what_no_machine_has_is_an_error(environment: Environment) -> None:
    with pytest.raises(UsageError, match="there is no snapshot 'before'"):
        snapshots.delete(environment, "before")


def test_machines_that_do_not_exist_have_no_snapshots(host: FakeHost, tmp_path: Path) -> None:
    environment = open_lab(tmp_path / "other", LAB)

    with pytest.raises(UsageError, match="nothing of the lab 'demo' is up"):
        snapshots.save(environment, "before", ["control"])

    assert host.domains == {}
