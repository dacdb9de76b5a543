"""What scripts do: make models, load labs, and bring them up."""

from pathlib import Path
from typing import Any, get_args

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import write_lab
from pydantic import TypeAdapter, ValidationError
from typer.testing import CliRunner

from vagrantgen import Ansible, File, Lab, Machine, Nfs, Rsync, Shell
from vagrantgen.cli.app import app
from vagrantgen.cli.target import find_target
from vagrantgen.driver.drift import Pending, pending
from vagrantgen.driver.record import RecordedMachine, Source
from vagrantgen.export.schema import lab_schema
from vagrantgen.models.provisioner import PROVISIONER_KINDS, AnyProvisioner
from vagrantgen.models.synced_folder import FOLDER_KINDS, AnySyncedFolder

UNIONS: list[Any] = [AnyProvisioner, AnySyncedFolder]
KINDS = [kinds[kind] for kinds in (PROVISIONER_KINDS, FOLDER_KINDS) for kind in kinds]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_class_of_a_kind_says_its_type(kind: Any) -> None:
    field = kind.model_fields["type"]

    assert get_args(field.annotation) == (field.default,)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_lab_file_has_to_say_the_type_of_a_kind(kind: Any) -> None:
    schema = lab_schema()["$defs"][kind.__name__]
    mapping = next(part for part in schema.get("anyOf", [schema]) if "properties" in part)

    assert "type" in mapping["required"]


@pytest.mark.parametrize("union", UNIONS, ids=["provisioner", "folder"])
def test_a_mapping_without_its_type_is_no_kind(union: Any) -> None:
    written = {"inline": "true", "host": ".", "guest": "/srv"}

    with pytest.raises(ValidationError) as caught:
        TypeAdapter(union).validate_python(written)

    assert [mistake["type"] for mistake in caught.value.errors()] == ["union_tag_not_found"]


def test_a_folder_of_another_kind_is_another_folder() -> None:
    copied, shared = (
        Machine(name="web", box="debian12", synced_folders=[kind(host=".", guest="/srv")])
        for kind in (Rsync, Nfs)
    )
    lab = Lab(name="lab", machines=[copied])

    made, meant = (RecordedMachine.of(lab, machine) for machine in (copied, shared))

    assert pending(made.but(created=True), meant) is Pending.RELOAD


def test_a_script_need_not_repeat_what_the_class_says() -> None:
    machine = Machine(
        name="web",
        box="debian12",
        provisioners=[
            Shell(inline="true"),
            File(source="a", destination="/tmp/a"),
            Ansible(playbook="site.yml"),
        ],
        synced_folders=[
            Rsync(host=".", guest="/srv/copy"),
            Nfs(host=".", guest="/srv/shared"),
        ],
    )

    text = Lab(name="lab", machines=[machine]).render()

    assert 'node.vm.provision "shell", inline: "true"' in text
    assert 'node.vm.synced_folder ".", "/srv/copy", type: "rsync"' in text


def test_a_loaded_lab_is_rendered_as_the_command_line_renders_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_lab(tmp_path / "lab"))
    printed = CliRunner().invoke(app, ["render", "--set", "defaults.cpus=2"])

    lab = Lab.load(overrides=["defaults.cpus=2"])

    assert isinstance(lab, Lab)
    assert lab.render() == printed.stdout


def test_a_loaded_lab_lives_where_its_file_is_and_the_command_line_goes_on_with_it(
    tmp_path: Path, host: FakeHost
) -> None:
    folder = write_lab(tmp_path / "lab")
    (folder / "more.yaml").write_text("defaults: {memory: 2 GiB}")

    running = Lab.load(folder / "lab.yaml", folder / "more.yaml", overrides=["name=other"]).up()

    assert host.names() == ["other_control", "other_node1", "other_node2"]
    assert (folder / "Vagrantfile").exists()
    assert find_target(files=[folder / "lab.yaml"]).open().record.source == Source(
        ("lab.yaml", "more.yaml"), ("name=other",)
    )
    running.destroy()
    assert host.names() == []


def test_a_lab_of_a_script_lives_in_a_folder_of_the_user(host: FakeHost) -> None:
    lab = Lab(name="demo", machines=[Machine(name="web", box="any/box")])

    with lab.up():
        assert (host.folder / "state/vagrantgen/labs/demo/Vagrantfile").exists()


def test_the_driver_of_another_computers_libvirt_is_not_chosen_by_this_ones_kvm(
    host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VAGRANTGEN_DRIVER")
    uri = "qemu+ssh://lab.example/system"
    lab = Lab(name="demo", uri=uri, machines=[Machine(name="web", box="any/box")])

    lab.up()

    assert "VAGRANTGEN_DRIVER" not in host.variables()
