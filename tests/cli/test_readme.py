"""The first screen of both READMEs: what is said there, compared with what happens."""

import re
from pathlib import Path

import pytest
from documents import README, README_KO, ROOT, blocks
from typer.testing import CliRunner

from vagrantgen.cli.app import COMMANDS, app

BOTH = pytest.mark.parametrize("page", [README, README_KO], ids=["en", "ko"])


def first(page: Path, language: str) -> str:
    return next(blocks(language, pages=[page])).text


def write_lab(page: Path, folder: Path) -> Path:
    lab = folder / "lab"
    lab.mkdir()
    (lab / "lab.yaml").write_text(first(page, "yaml"))
    return lab


def body(vagrantfile: str) -> str:
    """Return a Vagrantfile without its header, which names its source."""
    return vagrantfile.partition("\n\n")[2]


def test_both_readmes_show_the_same_lab() -> None:
    english, korean = first(README, "yaml"), first(README_KO, "yaml")

    comment = re.compile(r"^#.*\n")

    assert comment.sub("", english) == comment.sub("", korean)


@BOTH
def test_the_script_describes_the_same_lab_as_the_lab_file(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_lab(page, tmp_path))
    description = first(page, "python").partition("with lab.up()")[0]
    variables: dict[str, object] = {}

    exec(f"{description}\ntext = lab.render()", variables)

    rendered = CliRunner().invoke(app, ["render"])
    assert rendered.exit_code == 0
    assert body(str(variables["text"])) == body(rendered.stdout)


@BOTH
def test_a_mistake_is_reported_as_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_lab(page, tmp_path))
    text = Path("lab.yaml").read_text()
    wrong = re.sub(r"\{count: 2\}.*", "{count: 2, memroy: 2G}", text)
    Path("lab.yaml").write_text(wrong)

    report = CliRunner().invoke(app, ["check", "lab.yaml"])

    assert report.exit_code == 2
    assert report.stderr == first(page, "text")


def test_the_vagrantfile_is_rendered_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_lab(README_KO, tmp_path))

    rendered = CliRunner().invoke(app, ["render"])

    shown = first(README_KO, "ruby").splitlines()
    lines = iter(rendered.stdout.splitlines())
    assert [line for line in shown if line not in lines] == []


def test_every_command_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`.*?) \|", README.read_text(), re.MULTILINE)

    named = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row)]

    assert sorted(named) == sorted(COMMANDS)


def test_what_make_does_is_what_the_readme_says() -> None:
    makefile = (ROOT / "Makefile").read_text()

    targets = re.findall(r"`make (\w+)`", README.read_text())

    assert targets == ["demo", "test"]
    assert all(f"\n{target}:" in makefile for target in targets)
