"""Models as scripts make them, where the class says what a lab file's `type` says."""

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from vagrantgen import Ansible, File, Lab, Machine, Nfs, Rsync, Shell
from vagrantgen.driver.drift import Pending, pending
from vagrantgen.driver.record import RecordedMachine
from vagrantgen.export.schema import lab_schema
from vagrantgen.models.provisioner import AnyProvisioner
from vagrantgen.models.synced_folder import AnySyncedFolder

UNIONS: list[Any] = [AnyProvisioner, AnySyncedFolder]
KINDS = [kind for union in UNIONS for kind in get_args(get_args(union)[0])]


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
