"""What is in the way of `up`: of others, of killed attempts, of other labs."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab

from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.options import UpReport
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError, HostError, UsageError

NOTHING_LEFT = UpReport({}, ())


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    assert host.domains == {}
    folder = tmp_path / "lab"
    open_lab(tmp_path / "lab", LAB)
    return folder


def test_a_foreign_domain_of_the_same_name_stops_up_before_anything_starts(
    folder: Path, host: FakeHost
) -> None:
    host.add_domain("demo_node2")

    with pytest.raises(HostError) as caught:
        up(open_lab(folder))

    assert str(caught.value) == (
        "libvirt has a machine 'demo_node2' already, and this lab did not make it\n"
        "hint: give the lab another `name`; or, if nobody needs it any more:"
        " `virsh undefine demo_node2`"
    )
    assert host.vagrant() == []
    destroy(open_lab(folder))
    assert host.names() == ["demo_node2"]


def test_a_foreign_network_of_the_same_name_stops_up(folder: Path, host: FakeHost) -> None:
    host.change(networks=["demo-lan"])

    with pytest.raises(HostError, match="a network 'demo-lan' already"):
        up(open_lab(folder))

    destroy(open_lab(folder))
    assert host.networks == ["demo-lan"]


def test_a_foreign_volume_of_the_same_name_stops_up(folder: Path, host: FakeHost) -> None:
    host.change(volumes=["demo_node1.img"])

    with pytest.raises(HostError, match=r"a volume 'demo_node1.img' already"):
        up(open_lab(folder))

    destroy(open_lab(folder))
    assert host.volumes == ["demo_node1.img"]


def test_what_a_killed_attempt_left_is_cleared_away(folder: Path, host: FakeHost) -> None:
    host.say("up", error="killed", status=1)
    with pytest.raises(CommandError):
        up(open_lab(folder))
    (host.folder / "up.out").unlink()
    (host.folder / "up.exit").unlink()
    host.change(volumes=["demo_node1.img", "others.img"])

    report = up(open_lab(folder))

    assert report == NOTHING_LEFT
    assert sorted(host.volumes) == [
        *("demo_control.img", "demo_node1.img", "demo_node2.img", "others.img"),
    ]


def test_a_machine_that_was_killed_half_made_is_made_anew(folder: Path, host: FakeHost) -> None:
    host.say("up", error="killed", status=1)
    with pytest.raises(CommandError):
        up(open_lab(folder))
    (host.folder / "up.out").unlink()
    (host.folder / "up.exit").unlink()
    host.add_domain("demo_node1")
    host.change(volumes=["demo_node1.img"])

    report = up(open_lab(folder))

    assert report == NOTHING_LEFT
    assert host.vagrant()[1:] == ["destroy --force node1", "up node1 node2", "up control"]


def test_machines_of_another_lab_in_the_folder_stop_up(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))

    with pytest.raises(UsageError) as caught:
        up(open_lab(folder, LAB.replace("name: demo", "name: other")))

    assert caught.value.message == (
        "the machines in this folder are those of the lab 'demo' (lab.yaml)"
    )
    assert len(host.vagrant()) == 2


def test_another_lab_may_follow_once_the_first_is_destroyed(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    destroy(open_lab(folder))

    up(open_lab(folder, LAB.replace("name: demo", "name: other")))

    assert host.names() == ["other_control", "other_node1", "other_node2"]


def test_a_vagrantfile_written_by_hand_is_not_overwritten(folder: Path, host: FakeHost) -> None:
    (folder / "Vagrantfile").write_text("# mine\n")

    with pytest.raises(UsageError):
        up(open_lab(folder))

    assert (folder / "Vagrantfile").read_text() == "# mine\n"
    assert host.vagrant() == []
