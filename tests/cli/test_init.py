import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vagrantgen import _assets
from vagrantgen.cli.app import app
from vagrantgen.export.schema import lab_schema


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("starter", sorted(path.stem for path in _assets.STARTERS.glob("*.yaml")))
def test_a_starter_lab_is_written_with_its_schema_and_is_right(starter: str, folder: Path) -> None:
    written = CliRunner().invoke(app, ["init", starter])
    checked = CliRunner().invoke(app, ["check", "--no-host"])

    assert (written.exit_code, written.stdout) == (0, "")
    first = (folder / "lab.yaml").read_text().partition("\n")[0]
    assert first == "# yaml-language-server: $schema=lab.schema.json"
    assert json.loads((folder / "lab.schema.json").read_text()) == lab_schema()
    assert checked.exit_code == 0


def test_a_lab_file_that_is_there_stays_unless_it_may_be_replaced(folder: Path) -> None:
    (folder / "lab.yaml").write_text("mine")

    refused = CliRunner().invoke(app, ["init"])
    mine = (folder / "lab.yaml").read_text()
    replaced = CliRunner().invoke(app, ["init", "--overwrite"])

    assert (refused.exit_code, mine) == (2, "mine")
    assert "--overwrite replaces it" in refused.stderr
    assert replaced.exit_code == 0
    assert "machines:" in (folder / "lab.yaml").read_text()


def test_a_starter_that_is_not_there_is_named_with_those_that_are() -> None:
    result = CliRunner().invoke(app, ["init", "clutser"])

    assert result.exit_code == 2
    assert result.stderr == (
        "error: there is no starter lab 'clutser'\nhint: there are ansible, cluster, router, single\n"
    )


def test_the_starters_are_listed_each_with_what_it_is() -> None:
    table = CliRunner().invoke(app, ["init", "--list"])
    listed = CliRunner().invoke(app, ["init", "--list", "--json"])

    starters = json.loads(listed.stdout)
    assert list(starters) == ["ansible", "cluster", "router", "single"]
    for name, text in starters.items():
        assert f"{name} " in table.stdout
        assert text in table.stdout


def test_a_folder_that_is_not_there_is_said() -> None:
    result = CliRunner().invoke(app, ["init", "-o", "nowhere/lab.yaml"])

    assert result.exit_code == 2
    assert result.stderr == "error: nowhere/lab.yaml can't be written: no such file or directory\n"
