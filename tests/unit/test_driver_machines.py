import os
import threading
import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab

from vagrantgen.driver import power
from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.events import Event, Queued, Said
from vagrantgen.driver.record import Record
from vagrantgen.driver.renewal import adopt
from vagrantgen.driver.status import MachineStatus, status
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError, HostError, UsageError
from vagrantgen.render.vagrantfile import render_vagrantfile


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    return FakeHost(tmp_path / "host", monkeypatch)


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    """The folder of a lab that runs."""
    assert host.domains == {}
    up(open_lab(tmp_path / "lab", LAB))
    (host.folder / "calls.jsonl").write_text("")
    return tmp_path / "lab"


def without_lab(folder: Path) -> Environment:
    """The machines of a folder whose lab file is broken or gone."""
    (folder / "lab.yaml").unlink(missing_ok=True)
    return Environment(folder)


def states(environment: Environment) -> dict[str, str]:
    return {machine.name: machine.state for machine in status(environment)}


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


def test_destroy_leaves_nothing(folder: Path, host: FakeHost) -> None:
    destroy(open_lab(folder))

    assert (host.names(), host.volumes, host.networks) == ([], [], [])
    assert [path.name for path in folder.iterdir()] == ["lab.yaml"]
    assert not (Path(os.environ["XDG_STATE_HOME"]) / "vagrantgen").exists()


def test_destroy_works_when_the_lab_file_is_gone(folder: Path, host: FakeHost) -> None:
    destroy(without_lab(folder))

    assert host.vagrant() == ["destroy --force node1 node2 control"]
    assert list(folder.iterdir()) == []


def test_destroy_takes_orphans_with_the_lab(folder: Path, host: FakeHost) -> None:
    destroy(
        open_lab(
            folder,
            LAB.replace("node:", "nodes:").replace("node,", "nodes,").replace("[node]", "[nodes]"),
        )
    )

    assert host.names() == []


def test_destroy_of_some_leaves_the_others_and_the_networks(folder: Path, host: FakeHost) -> None:
    destroy(without_lab(folder), ["control"], ["--graceful"])

    assert host.vagrant() == ["destroy --force --graceful control"]
    assert host.names() == ["demo_node1", "demo_node2"]
    assert host.networks == ["vagrant-libvirt", "demo-lan"]
    assert states(without_lab(folder)) == {"node1": "running", "node2": "running"}


def test_destroy_leaves_a_management_network_that_was_there_before(
    tmp_path: Path, host: FakeHost
) -> None:
    host.change(networks=["vagrant-libvirt"])
    up(open_lab(tmp_path / "lab", LAB))

    destroy(open_lab(tmp_path / "lab"))

    assert host.networks == ["vagrant-libvirt"]


def test_the_last_lab_to_leave_removes_the_management_network(
    folder: Path, host: FakeHost, tmp_path: Path
) -> None:
    up(open_lab(tmp_path / "other", LAB.replace("name: demo", "name: other")))

    destroy(without_lab(folder))
    between = host.networks
    destroy(without_lab(tmp_path / "other"))

    assert between == ["vagrant-libvirt", "other-lan"]
    assert host.networks == []


def test_destroy_leaves_a_vagrantfile_that_was_there_before(host: FakeHost, tmp_path: Path) -> None:
    environment = open_lab(tmp_path / "lab", LAB)
    text = render_vagrantfile(environment.require_lab())
    (tmp_path / "lab/Vagrantfile").write_text(text)
    up(environment)

    destroy(environment)

    assert (tmp_path / "lab/Vagrantfile").read_text() == text
    assert host.names() == []


def test_destroy_leaves_a_vagrantfile_that_was_changed_by_hand(
    folder: Path, host: FakeHost
) -> None:
    with (folder / "Vagrantfile").open("a") as vagrantfile:
        vagrantfile.write("# mine\n")

    destroy(open_lab(folder))

    assert host.names() == []
    assert sorted(path.name for path in folder.iterdir()) == ["Vagrantfile", "lab.yaml"]


def test_destroy_leaves_vagrants_machines_of_other_providers(folder: Path, host: FakeHost) -> None:
    other = folder / ".vagrant/machines/box/docker/id"
    other.parent.mkdir(parents=True)
    other.write_text("12345")

    destroy(open_lab(folder))

    assert host.names() == []
    assert other.exists()
    assert not (folder / ".vagrant/vagrantgen").exists()


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


def test_a_destroy_that_fails_is_taken_up_again(folder: Path, host: FakeHost) -> None:
    host.say("destroy", error="busy", status=1)
    with pytest.raises(CommandError):
        destroy(without_lab(folder))
    (host.folder / "destroy.out").unlink()
    (host.folder / "destroy.exit").unlink()

    destroy(without_lab(folder))

    assert host.names() == []


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
