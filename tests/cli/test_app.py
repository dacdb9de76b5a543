import importlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import open_lab, write_lab
from typer.testing import CliRunner

from vagrantgen.cli.app import COMMANDS, app
from vagrantgen.driver.up import up

LONGEST_SUMMARY = 62
"""What fits beside a command's name in 80 columns."""


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vagrantgen.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def modules_of(words: Sequence[str], cwd: Path) -> set[str]:
    """Return the modules that a command imports."""
    script = (
        "import os, sys\n"
        "os.execve = lambda *_: sys.exit()\n"
        "from vagrantgen.cli.entry import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_summary_is_its_docstrings_first_line(name: str) -> None:
    identifier = name.replace("-", "_")

    module = importlib.import_module(f"vagrantgen.cli.{identifier}")

    command = getattr(module, identifier, None)
    said = (command.__doc__ or "").partition("\n")[0] if command else module.app.info.help
    assert said == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_own_help(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])

    assert result.exit_code == 0
    assert f"Usage: vagrantgen {name}" in result.stdout
    assert COMMANDS[name] in " ".join(result.stdout.split())


def test_summaries_fit_their_line() -> None:
    assert {name for name, text in COMMANDS.items() if len(text) > LONGEST_SUMMARY} == set()


def test_no_command_at_all_shows_the_help() -> None:
    result = CliRunner().invoke(app, [])

    assert result.output.startswith("Usage: vagrantgen")


def test_a_misspelt_command_is_named_with_the_one_that_was_meant() -> None:
    result = CliRunner().invoke(app, ["stauts"])

    assert result.exit_code == 2
    assert "No such command 'stauts'. Did you mean 'status'?" in result.output


def test_the_version_is_the_distributions() -> None:
    result = CliRunner().invoke(app, ["--version"])

    assert result.stdout == "vagrantgen 0.1.0\n"


def test_help_imports_neither_models_nor_rich(tmp_path: Path) -> None:
    modules = modules_of(["--help"], tmp_path)

    assert (
        modules & {"pydantic", "jinja2", "yaml", "rich.console", "rich.table", "vagrant"} == set()
    )


@pytest.mark.parametrize("command", ["status", "ssh", "exec", "cp", "ssh-config", "inventory"])
def test_day_two_starts_no_ruby_and_imports_neither_jinja_nor_models(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = FakeHost(tmp_path / "host", monkeypatch)
    up(open_lab(write_lab(tmp_path / "lab")))
    host.add_guest("node1")
    before = host.vagrant()
    words = {
        "ssh": ["node1"],
        "exec": ["node1", "-j", "2", "--", "true"],
        "cp": ["lab.yaml", "node1:"],
    }

    modules = modules_of([command, "-f", "lab.yaml", *words.get(command, [])], tmp_path / "lab")

    models = set() if command == "inventory" else {"yaml", "pydantic"}
    assert modules & {"jinja2", "vagrant", *models} == set()
    assert host.vagrant() == before


@pytest.mark.parametrize("command", ["render", "check --no-host"])
def test_what_a_lab_has_nothing_of_is_not_imported(command: str, tmp_path: Path) -> None:
    write_lab(tmp_path, "machines: {web: {box: any/box, networks: [lan]}}\nnetworks: {lan: {}}\n")

    modules = modules_of(command.split(), tmp_path)

    models = {name for name in modules if name.startswith("vagrantgen.models.")}
    late = {"connection", "disk", "drives", "libvirt", "link", "other_providers", "processors"}
    late |= {"cloud_init", "provisioning", "sharing", "trigger", "wiring"}
    assert models & {f"vagrantgen.models.{name}" for name in late} == set()
    assert {name for name in models if ".provider." in name} == {
        "vagrantgen.models.provider.values"
    }
    assert modules & {"rich", "vagrant", "vagrantgen.driver.environment"} == set()


def test_quiet_up_imports_no_more_than_the_lab_needs(host: FakeHost, tmp_path: Path) -> None:
    folder = write_lab(tmp_path / "lab", "machines: {web: {box: any/box}}\n")

    modules = modules_of(["up", "--quiet"], folder)

    assert host.names() == ["lab_web"]
    assert modules & {"rich", "http.client", "vagrantgen.models.libvirt"} == set()


@pytest.mark.parametrize("words", ["vagrantgen s", "vagrantgen ssh n"])
def test_completion_imports_no_models(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeHost(tmp_path / "host", monkeypatch)
    up(open_lab(write_lab(tmp_path / "lab")))
    assert run("status", cwd=tmp_path / "lab").returncode == 0
    monkeypatch.setenv("_VAGRANTGEN_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))

    modules = modules_of([], tmp_path / "lab")

    assert "typer" in modules
    assert modules & {"pydantic", "jinja2", "yaml", "rich"} == set()


def test_an_error_goes_to_stderr_with_its_hint_and_status(tmp_path: Path) -> None:
    done = run("check", "--no-host", cwd=tmp_path)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"error: there is no lab.yaml in '{tmp_path}' or above it\n"
        "hint: `vagrantgen init` writes a first one; -f names another file\n"
    )


def test_a_reader_that_has_gone_ends_it_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "vagrantgen.cli", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (0, "")


def helps() -> Iterator[tuple[str, str]]:
    """Yield each command, and the help it shows."""
    for name in COMMANDS:
        text = CliRunner().invoke(app, [name, "--help"]).stdout
        yield name, text
        family = text.partition("Commands:\n")[2].splitlines()
        for line in family:
            if line.startswith("  ") and line[2] != " ":
                words = [name, line.split()[0]]
                yield " ".join(words), CliRunner().invoke(app, [*words, "--help"]).stdout


def test_help_shows_words_for_what_is_to_be_written() -> None:
    shown = dict(helps())

    usages = {name: text.partition("\n")[0] for name, text in shown.items()}
    strange = [name for name, text in shown.items() if re.search(r"[<{]|\[\[", text)]

    assert strange == []
    assert usages["up"] == "Usage: vagrantgen up [OPTIONS] [MACHINE...]"
    assert usages["ssh"] == "Usage: vagrantgen ssh [OPTIONS] MACHINE [-- COMMAND...]"
    assert usages["host private"] == "Usage: vagrantgen host private [OPTIONS] -- CMD..."
    assert usages["snapshot save"] == "Usage: vagrantgen snapshot save [OPTIONS] NAME [MACHINE...]"
