from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab

from vagrantgen.driver import power, snapshots
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError, UsageError


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    return FakeHost(tmp_path / "host", monkeypatch)


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


def test_restore_reverts_every_machine_and_sets_the_clocks_of_those_that_run(
    environment: Environment, host: FakeHost
) -> None:
    snapshots.save(environment, "before")
    power.halt(environment, ["node2"])

    snapshots.restore(environment, "before")

    reverted = [call[4] for call in host.calls("virsh") if call[3] == "snapshot-revert"]
    clocks = [call for call in host.calls("ssh") if "sudo -n date -s" in call[-1]]
    assert sorted(reverted) == sorted(host.domains)
    assert sorted(call[-3] for call in clocks) == ["control", "node1"]


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
