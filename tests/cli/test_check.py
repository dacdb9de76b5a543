import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vagrantgen.cli.app import app
from vagrantgen.cli.preflight import unsavable
from vagrantgen.driver.environment import Environment
from vagrantgen.loader.load import load_lab

GOOD = "name: demo\nmachines:\n  web: {box: debian12}\n"
BAD = "name: demo\nmachines:\n  web: {box: debian12, cpus: none, nested: yes}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_right_lab_file_is_said_to_be_right(folder: Path) -> None:
    (folder / "lab.yaml").write_text(GOOD)

    result = CliRunner().invoke(app, ["check", "--no-host"])

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "lab.yaml is right: the lab 'demo' with 1 machine\n"


def test_every_mistake_is_shown_with_its_line_and_a_caret(folder: Path) -> None:
    (folder / "lab.yaml").write_text(BAD)

    result = CliRunner().invoke(app, ["check", "--no-host"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert "lab.yaml:3:30: machines.web.cpus: 'none' stands where a whole number" in result.stderr
    assert "lab.yaml:3:44: machines.web.nested: 'yes' stands where true or false" in result.stderr
    assert result.stderr.count("^") == 2


def test_mistakes_as_json_have_their_places(folder: Path) -> None:
    (folder / "lab.yaml").write_text(BAD)

    result = CliRunner().invoke(app, ["check", "--no-host", "--json"])

    found = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [(item["file"], item["line"], item["column"], item["key"]) for item in found] == [
        ("lab.yaml", 3, 30, "machines.web.cpus"),
        ("lab.yaml", 3, 44, "machines.web.nested"),
    ]


def test_machines_of_which_there_can_be_no_snapshots_are_named(folder: Path) -> None:
    (folder / "lab.yaml").write_text(
        "machines: {web: {box: any/box, disks: [{size: 1G, type: raw}]}, db: {box: any/box}}\n"
    )

    found = list(unsavable(Environment(folder, load_lab([folder / "lab.yaml"]))))

    assert list(map(str, found)) == [
        "warning: snapshots: web can't be saved: it has a raw disk; a qcow2 one keeps snapshots"
    ]
