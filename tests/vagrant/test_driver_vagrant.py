from pathlib import Path

import pytest
from fakes.labs import write_lab

from vagrantgen.driver import blueprint
from vagrantgen.driver.client import Client
from vagrantgen.driver.environment import ignore
from vagrantgen.driver.events import ActionEnded, Event, Reported, Said
from vagrantgen.driver.loading import SELECTION, VAGRANTFILE
from vagrantgen.errors import CommandError
from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

LAB = """\
name: demo
networks: {lan: {}}
defaults: {box: any/box, networks: [lan]}
machines:
  control: {controls: node}
  node: {count: 2}
triggers:
  - {before: [destroy], run: {inline: "echo the lab's trigger"}}
ruby: puts "the lab's Ruby"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a lab whose Vagrantfiles are written, as `up` writes them."""
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path / "home"))
    folder = write_lab(tmp_path / "lab", LAB)
    lab = load_lab([folder / "lab.yaml"])
    blueprint.write_lab(folder, lab, "lab.yaml")
    for machine in lab.machines:
        blueprint.write_machine(folder, lab, machine.name, "lab.yaml")
    return folder


def client(folder: Path, *machines: str) -> Client:
    selection = {"VAGRANT_VAGRANTFILE": str(VAGRANTFILE), SELECTION: ",".join(machines)}
    return Client(folder, selection)


def told(folder: Path, *machines: str, command: str = "status") -> list[Event]:
    events: list[Event] = []
    client(folder, *machines).run([command], events.append)
    return events


def states(events: list[Event]) -> dict[str, tuple[str, ...]]:
    return {
        event.machine: event.values
        for event in events
        if isinstance(event, Reported) and event.kind == "state"
    }


def test_vagrant_loads_the_machines_that_are_selected_and_no_others(folder: Path) -> None:
    assert states(told(folder, "node2", "control")) == {
        "node2": ("not_created",),
        "control": ("not_created",),
    }


def test_vagrant_loads_all_of_them_where_nothing_is_selected(folder: Path) -> None:
    assert sorted(states(told(folder))) == ["control", "node1", "node2"]


def test_what_belongs_to_the_lab_is_loaded_once(folder: Path) -> None:
    events = told(folder, "node1", "node2", "control")

    said = [getattr(event, "text", "") for event in events]
    assert said.count("the lab's Ruby") == 1


def test_the_folder_of_the_lab_is_the_one_where_vagrant_works(folder: Path) -> None:
    told(folder, "control")

    assert (folder / ".vagrant/vagrantgen/id_ed25519").stat().st_mode & 0o777 == 0o600
    assert (folder / ".vagrant/machines/control").is_dir()
    assert not (folder / ".vagrant/vagrantgen/.vagrant").exists()


def test_a_command_on_machines_that_do_not_exist_ends_well(folder: Path) -> None:
    events = told(folder, "node1", command="halt")

    assert isinstance(events[-1], ActionEnded)
    assert [event.text for event in events if isinstance(event, Said)] == [
        "Domain is not created. Please run `vagrant up` first."
    ]


def test_ssh_config_of_a_machine_that_does_not_exist_fails_with_vagrants_words(
    folder: Path,
) -> None:
    with pytest.raises(CommandError) as caught:
        client(folder, "node1").ssh_config(["node1"])

    assert "not yet ready for SSH" in caught.value.output


def test_a_vagrantfile_that_ruby_can_not_read_fails_with_vagrants_words(folder: Path) -> None:
    (folder / ".vagrant/vagrantgen/machines/node1.vagrantfile").write_text("do do\n")

    with pytest.raises(CommandError) as caught:
        client(folder, "node1").run(["status"], ignore)

    assert "node1.vagrantfile" in caught.value.output
    assert caught.value.status == 1


def test_a_trigger_of_a_command_line_runs_without_anything_set_up_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path / "home"))
    trigger = "triggers: [{type: command, before: status, info: it comes}]\n"
    folder = write_lab(tmp_path / "lab", LAB.partition("triggers:")[0] + trigger)
    lab = load_lab([folder / "lab.yaml"])
    (folder / "Vagrantfile").write_text(render_vagrantfile(lab))
    events: list[Event] = []

    Client(folder, {}).run(["status"], events.append)

    assert "it comes" in [getattr(event, "text", "") for event in events]
