import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from vagrantgen import _assets
from vagrantgen.export.schema import DIALECT, lab_schema

GOLDEN = Path(__file__).parents[1] / "golden"


def _is_right(lab: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(lab_schema()).is_valid(lab))


def test_it_is_a_schema_of_its_dialect() -> None:
    schema = lab_schema()

    jsonschema.Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == DIALECT


@pytest.mark.parametrize(
    "path", sorted(_assets.STARTERS.glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_starter_labs_are_right(path: Path) -> None:
    lab = yaml.safe_load(path.read_text())

    assert _is_right(lab)


@pytest.mark.parametrize(
    "path", sorted(GOLDEN.glob("*/lab.yaml")), ids=lambda path: path.parent.name
)
def test_the_golden_labs_are_right(path: Path) -> None:
    lab = yaml.safe_load(path.read_text())

    assert _is_right(lab)


@pytest.mark.parametrize(
    "machine",
    [
        {"box": "debian12", "memory": None, "ssh": None, "networks": None},
        {"box": "debian12", "ports": ["8080:80", {"host": 1, "guest": 2}]},
        {"box": None, "depends_on": "other", "triggers": [{"before": "up", "run": "true"}]},
    ],
    ids=["keys that are unset", "ports as text", "one instead of a list"],
)
def test_what_the_loader_takes_is_right(machine: dict[str, Any]) -> None:
    assert _is_right({"machines": {"web": machine, "other": None}, "x-anchors": [1]})


@pytest.mark.parametrize(
    "machine",
    [
        {"boxx": "debian12"},
        {"cpus": 0},
        {"nested": "yes"},
        {"box_version": 4.1},
        {"networks": [{"type": "privat_network"}]},
        {"provisioners": [{"type": "shel"}]},
        {"libvirt": {"cpu_mode": "host-passthru"}},
    ],
    ids=lambda machine: next(iter(machine)),
)
def test_mistakes_are_seen(machine: dict[str, Any]) -> None:
    assert not _is_right({"machines": {"web": machine}})


def test_every_key_has_its_meaning() -> None:
    schema = lab_schema()

    silent = {
        f"{name}.{key}"
        for name, model in [("lab", schema), *schema["$defs"].items()]
        for key, value in model.get("properties", {}).items()
        if "description" not in value and "const" not in value
    }

    assert silent == set()


def test_no_choice_is_a_bare_one_of() -> None:
    assert '"oneOf"' not in json.dumps(lab_schema())


def test_a_setting_says_what_it_becomes_and_what_holds_without_it() -> None:
    setting = lab_schema()["$defs"]["Libvirt"]["properties"]["graphics_type"]

    assert (setting["x-emits"], setting["default"]) == ("/domain/devices/graphics/@type", "vnc")
