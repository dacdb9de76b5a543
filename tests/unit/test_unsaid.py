from collections.abc import Iterator
from typing import Any

import pytest

from vagrantgen import Libvirt, Machine
from vagrantgen.models.base import Settings
from vagrantgen.models.machine_keys import MachineKeys
from vagrantgen.models.unsaid import Unsaid, type_of


def unsaid_sections() -> Iterator[tuple[str, Unsaid]]:
    for name, field in MachineKeys.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        if isinstance(default, Unsaid):
            yield name, default


SECTIONS = dict(unsaid_sections())


def test_some_sections_cost_nothing_while_nothing_is_said_of_them() -> None:
    assert set(SECTIONS) == {"ssh", "winrm", "winssh", "nfs", "windows", "libvirt"}


@pytest.mark.parametrize("name", SECTIONS)
def test_an_unsaid_section_says_what_its_model_says_of_nothing(name: str) -> None:
    section = SECTIONS[name]
    empty: Any = type_of(section).model_construct()  # type: ignore[attr-defined]
    public = {it for it in dir(empty) if not it.startswith("_") and not hasattr(Settings, it)}
    known = public - {"mistakes", "refused", "calls", "notes"}

    assert {it: getattr(section, it) for it in known} == {it: getattr(empty, it) for it in known}
    assert section.settings() == empty.settings() == {}
    assert section.calls() == (empty.calls() if hasattr(empty, "calls") else ())


@pytest.mark.parametrize("name", SECTIONS)
def test_an_unsaid_section_is_as_good_as_an_empty_one(name: str) -> None:
    section = SECTIONS[name]
    empty = type_of(section)()

    assert section == empty
    assert empty == section
    assert hash(section) == hash(empty)
    assert repr(section) == f"{type(empty).__name__}()"


def test_a_machine_is_the_same_as_data_and_back() -> None:
    machine = Machine(name="web", box="any/box")

    again = Machine.model_validate_json(machine.model_dump_json())

    assert again.model_dump() == machine.model_dump()
    assert machine.model_dump()["libvirt"] == Libvirt().model_dump()
    assert machine.model_dump(exclude_unset=True) == {"name": "web", "box": "any/box"}


def test_an_unsaid_section_can_be_replaced() -> None:
    machine = Machine(name="web", box="any/box")

    assert machine.libvirt.replace(cpu_mode="host-model").cpu_mode == "host-model"
    assert not hasattr(machine.libvirt, "_private")
