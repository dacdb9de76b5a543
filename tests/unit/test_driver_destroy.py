"""Destroying: all of a lab, and nothing else."""

import os
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab, states, without_lab

from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError
from vagrantgen.render.vagrantfile import render_vagrantfile


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    """The folder of a lab that runs."""
    assert host.domains == {}
    up(open_lab(tmp_path / "lab", LAB))
    (host.folder / "calls.jsonl").write_text("")
    return tmp_path / "lab"


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


def test_a_destroy_that_fails_is_taken_up_again(folder: Path, host: FakeHost) -> None:
    host.say("destroy", error="busy", status=1)
    with pytest.raises(CommandError):
        destroy(without_lab(folder))
    (host.folder / "destroy.out").unlink()
    (host.folder / "destroy.exit").unlink()

    destroy(without_lab(folder))

    assert host.names() == []
