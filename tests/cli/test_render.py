"""`vagrantgen render`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from typer.testing import CliRunner, Result

from vagrantgen.cli.app import app
from vagrantgen.cli.target import find_target

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a lab file, which is the current one."""
    shutil.copy(GOLDEN / "minimal/lab.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["render", *words])


@pytest.mark.parametrize("words", [[], ["--output", "-"]])
def test_the_vagrantfile_is_printed_and_nothing_else(folder: Path, words: list[str]) -> None:
    done = run(*words)

    assert (done.stdout, done.stderr, done.exit_code) == (golden("minimal"), "", 0)
    assert [path.name for path in folder.iterdir()] == ["lab.yaml"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("said", [{}, {"PYDANTIC_DISABLE_PLUGINS": "logfire-plugin"}])
def test_what_is_started_afterwards_has_the_environment_as_it_was(
    said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)

    lab = find_target().load()

    assert [machine.name for machine in lab.machines] == ["web"]
    assert dict(os.environ) == before


def test_a_lab_file_can_be_named_and_changed_for_once(folder: Path) -> None:
    (folder / "lab.yaml").rename(folder / "other.yaml")

    done = run("other.yaml", "--set", "machines.web.memory=2G")

    changes = [
        (before, after)
        for before, after in zip(
            golden("minimal").split("\n"), done.stdout.split("\n"), strict=True
        )
        if before != after and not before.startswith("# digest")
    ]
    assert changes == [
        (
            "# Rendered by vagrantgen from lab.yaml: change that, and render this again.",
            "# Rendered by vagrantgen from other.yaml: change that, and render this again.",
        ),
        ("      domain.memory = 1024", "      domain.memory = 2048"),
    ]


def test_it_is_written_to_a_file_once(folder: Path) -> None:
    runs = [run("-o", "Vagrantfile") for _ in range(2)]

    assert [(done.stdout, done.stderr, done.exit_code) for done in runs] == [
        ("", "wrote Vagrantfile\n", 0),
        ("", "Vagrantfile is up to date\n", 0),
    ]
    assert (folder / "Vagrantfile").read_text() == golden("minimal")


def test_a_persons_vagrantfile_is_overwritten_only_if_that_is_asked_for(folder: Path) -> None:
    (folder / "Vagrantfile").write_text("mine\n")

    refused, obeyed = run("-o", "Vagrantfile"), run("-o", "Vagrantfile", "--overwrite")

    assert (refused.stdout, refused.exit_code) == ("", 2)
    assert refused.stderr == snapshot("""\
error: Vagrantfile was not written by vagrantgen
hint: --overwrite replaces it
""")
    assert (obeyed.stdout, obeyed.stderr, obeyed.exit_code) == ("", "wrote Vagrantfile\n", 0)
    assert (folder / "Vagrantfile").read_text() == golden("minimal")


def test_a_difference_is_shown_and_nothing_is_written(folder: Path) -> None:
    run("-o", "Vagrantfile")

    done = run("--diff", "--set", "machines.web.cpus=2")

    shown = "".join(
        line for line in done.stdout.splitlines(keepends=True) if "# digest" not in line
    )
    assert shown.replace(str(folder), "FOLDER") == snapshot("""\
--- FOLDER/Vagrantfile
+++ FOLDER/Vagrantfile (rendered now)
@@ -1,7 +1,7 @@
 # -*- mode: ruby -*-
 # vi: set ft=ruby :
 # Rendered by vagrantgen from lab.yaml: change that, and render this again.
 \n\
 ENV["VAGRANT_DEFAULT_PROVIDER"] ||= "libvirt"
 \n\
@@ -22,7 +22,7 @@
     node.vm.hostname = "web"
 \n\
     node.vm.provider :libvirt do |domain|
-      domain.cpus = 1
+      domain.cpus = 2
       domain.memory = 1024
     end
   end
""")
    assert (folder / "Vagrantfile").read_text() == golden("minimal")


@pytest.mark.usefixtures("folder")
def test_settings_are_explained_in_comments() -> None:
    done = run("--explain")

    assert "      # Virtual CPUs.\n      domain.cpus = 1\n" in done.stdout


def test_a_mistake_in_the_lab_file_is_shown_and_nothing_is_printed(folder: Path) -> None:
    (folder / "lab.yaml").write_text("machines: {web: {box: any/box, memory: 2 furlongs}}\n")

    done = run()

    assert (done.stdout, done.exit_code) == ("", 2)
    assert "'2 furlongs' is not an amount of memory" in done.stderr


def test_the_output_is_utf_8_whatever_the_terminal_is_set_to(tmp_path: Path) -> None:
    lab = GOLDEN / "unicode/lab.yaml"

    done = subprocess.run(
        [sys.executable, "-m", "vagrantgen.cli", "render", lab],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode() == golden("unicode")


def golden(case: str) -> str:
    return (GOLDEN / case / "Vagrantfile").read_text(encoding="utf-8")
