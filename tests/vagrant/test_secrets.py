"""Secrets: Vagrant reads them when it loads the file, names one that is missing, shows none."""

from pathlib import Path

import pytest
from fakes.labs import write_lab
from typer.testing import CliRunner

from vagrantgen.cli.app import app
from vagrantgen.driver.client import Client
from vagrantgen.driver.events import Event
from vagrantgen.errors import CommandError
from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

LAB = """\
name: demo
machines:
  web:
    box: any/box
    provisioners: [{type: shell, inline: deploy, env: {TOKEN: {env: TOKEN}}}]
    triggers:
      - {before: provision, run: {path: ./say, args: [{env: TOKEN}, {file: word}]}}
"""
WORDS = ("open-sesame", "swordfish")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lab with two secrets that are there, and a program that says what it is told."""
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TOKEN", WORDS[0])
    folder = write_lab(tmp_path / "lab", LAB)
    (folder / "word").write_text(f"{WORDS[1]}\n")
    (folder / "say").write_text('#!/bin/sh\nprintf "%s " said "$@"\n')
    (folder / "say").chmod(0o755)
    (folder / "Vagrantfile").write_text(render_vagrantfile(load_lab([folder / "lab.yaml"])))
    monkeypatch.chdir(folder)
    return folder


def provisioned(folder: Path) -> list[Event]:
    events: list[Event] = []
    Client(folder, {}).run(["provision"], events.append)
    return events


def test_what_vagrant_prints_of_a_secret_is_not_the_secret(folder: Path) -> None:
    said = " ".join(getattr(event, "text", "") for event in provisioned(folder))

    assert "said ***** *****" in said
    assert not any(word in said for word in WORDS)


@pytest.mark.parametrize("command", ["render", "check --no-host"])
def test_what_vagrantgen_writes_and_prints_has_no_secret_in_it(command: str, folder: Path) -> None:
    result = CliRunner().invoke(app, command.split())

    written = (folder / "Vagrantfile").read_text() + result.stdout + result.stderr
    assert result.exit_code == 0
    assert "TOKEN" in written
    assert not any(word in written for word in WORDS)


def test_a_variable_that_is_not_set_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOKEN")

    with pytest.raises(CommandError) as caught:
        provisioned(folder)

    assert "The environment variable TOKEN is not set; the lab needs it" in caught.value.output


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "word").unlink()

    with pytest.raises(CommandError) as caught:
        provisioned(folder)

    assert f"There is no file {folder / 'word'}; the lab needs it" in caught.value.output
