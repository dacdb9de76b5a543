"""Machines that run, and the commands on them."""

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab, states, without_lab

from vagrantgen.driver import power
from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.events import Event, Queued, Said
from vagrantgen.driver.record import Record
from vagrantgen.driver.renewal import adopt
from vagrantgen.driver.status import MachineStatus, status
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError, HostError, UsageError


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    """The folder of a lab that runs."""
    assert host.domains == {}
    up(open_lab(tmp_path / "lab", LAB))
    (host.folder / "calls.jsonl").write_text("")
    return tmp_path / "lab"


def test_status_tells_all_of_a_machine_without_vagrant(folder: Path, host: FakeHost) -> None:
    found = status(open_lab(folder), ["control"])

    assert found == (
        MachineStatus(
            name="control",
            state="running",
            domain="demo_control",
            address="192.168.121.3",
            box="any/box",
            ports=("127.0.0.1:18080 -> 80",),
            pending=None,
        ),
    )
    assert host.calls("vagrant") == []
    assert len(host.calls("virsh")) == 1


def test_status_is_never_stale(folder: Path, host: FakeHost) -> None:
    (uuid,) = [uuid for uuid, domain in host.domains.items() if domain["name"] == "demo_node1"]
    domains = host.domains
    domains[uuid]["state"] = "paused"
    del domains[next(u for u, domain in domains.items() if domain["name"] == "demo_node2")]

    host.change(domains=domains)

    assert states(open_lab(folder)) == {
        "control": "running",
        "node1": "paused",
        "node2": "not_created",
    }


def test_halt_goes_from_what_depends_to_what_it_depends_on(folder: Path, host: FakeHost) -> None:
    power.halt(without_lab(folder))

    # Vagrant goes from the last one named to the first.
    assert host.vagrant() == ["halt node1 node2 control"]


def test_halt_of_what_is_off_starts_no_vagrant(folder: Path, host: FakeHost) -> None:
    power.halt(without_lab(folder), ["node"], force=True)
    power.halt(without_lab(folder), ["managed"])

    assert host.vagrant() == ["halt --force node1 node2"]


def test_suspend_and_resume_concern_those_that_run_or_are_suspended(
    folder: Path, host: FakeHost
) -> None:
    power.suspend(without_lab(folder), ["control", "node1"])
    power.suspend(without_lab(folder))
    power.resume(without_lab(folder), options=["--provision"])

    assert host.vagrant() == [
        "suspend control node1",
        "suspend node2",
        "resume --provision node1 node2 control",
    ]


def test_a_command_that_waited_sees_what_the_one_before_it_did(
    folder: Path, host: FakeHost
) -> None:
    (host.folder / "vagrant.wait").touch()
    told: list[Event] = []
    late = Environment(folder, listener=told.append)
    first = threading.Thread(target=destroy, args=(Environment(folder), ["node2"]))
    second = threading.Thread(target=destroy, args=(late, ["control"]))

    first.start()
    while not host.calls("vagrant"):
        time.sleep(0.02)
    second.start()
    while not told:
        time.sleep(0.02)
    (host.folder / "vagrant.wait").unlink()
    first.join()
    second.join()

    record = Record.read(folder)
    assert record is not None
    assert list(record.machines) == ["node1"]


def test_machines_made_by_plain_vagrant_are_adopted(host: FakeHost, tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    environment = open_lab(folder, LAB)
    host.add_domain("demo_node1")
    host.change(volumes=["demo_node1.img"], networks=["demo-lan"])
    id_file = folder / ".vagrant/machines/node1/libvirt/id"
    id_file.parent.mkdir(parents=True)
    id_file.write_text(next(iter(host.domains)))

    adopt(environment)
    destroy(without_lab(folder))

    assert host.vagrant() == ["destroy --force node1"]
    assert (host.names(), host.networks) == ([], [])


def test_a_name_that_means_nothing_is_an_error_with_a_suggestion(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        power.halt(without_lab(folder), ["noed1"])

    assert str(caught.value) == (
        "no machine or group 'noed1' of the lab 'demo' was made\nhint: did you mean 'node1'?"
    )


def test_a_folder_without_a_lab_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no lab in"):
        Environment(tmp_path)


def test_a_record_is_read_as_it_was_written(folder: Path) -> None:
    record = Record.read(folder)
    assert record is not None

    record.write(folder)

    assert Record.read(folder) == record


def test_two_commands_in_one_folder_take_turns(folder: Path, host: FakeHost) -> None:
    (host.folder / "vagrant.wait").touch()
    told: list[Event] = []
    first = threading.Thread(target=power.halt, args=(Environment(folder), ["node1"]))
    second = threading.Thread(
        target=power.halt, args=(Environment(folder, listener=told.append), ["node2"])
    )

    first.start()
    while not host.calls("vagrant"):
        time.sleep(0.02)
    second.start()
    while not told:
        time.sleep(0.02)
    meanwhile = host.vagrant()
    (host.folder / "vagrant.wait").unlink()
    first.join()
    second.join()

    waiting = Said("", "info", "Waiting for another vagrantgen that works in this folder...")
    assert meanwhile == ["halt node1"]
    assert told[:2] == [waiting, Queued("node2")]
    assert host.vagrant() == ["halt node1", "halt node2"]


def test_libvirt_that_does_not_answer_is_the_hosts_lack(folder: Path, host: FakeHost) -> None:
    (host.folder / "virsh.err").write_text("error: failed to connect to the hypervisor\n")

    with pytest.raises(HostError) as caught:
        status(without_lab(folder))

    assert str(caught.value) == (
        "no libvirt answers at qemu:///system\n"
        "error: failed to connect to the hypervisor\n"
        "hint: `vagrantgen doctor` shows why; `vagrantgen host private -- COMMAND` runs a command"
        " with a libvirt of its own"
    )


def test_another_failure_of_libvirt_comes_out_in_its_words(folder: Path, host: FakeHost) -> None:
    (host.folder / "virsh.err").write_text("error: out of luck\n")

    with pytest.raises(CommandError, match="error: out of luck"):
        status(without_lab(folder))


@pytest.mark.parametrize("verb", [power.halt, power.reload, power.provision, destroy, up])
def test_a_command_that_makes_nothing_leaves_nothing(
    verb: Callable[[Environment], object], host: FakeHost, tmp_path: Path
) -> None:
    host.add_domain("demo_control")  # somebody else's, which stops `up`
    environment = open_lab(tmp_path / "lab", LAB)

    with contextlib.suppress(HostError):
        verb(environment)

    assert [path.name for path in (tmp_path / "lab").iterdir()] == ["lab.yaml"]
