import functools
import itertools
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from documents import PAGES, ROOT, Block, blocks
from fakes.fake_host import FakeHost

from vagrantgen.cli.app import COMMANDS, app
from vagrantgen.export.schema import lab_schema
from vagrantgen.loader.load import load_lab

LINK = re.compile(r"\]\((?P<target>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
CALL = re.compile(r"(?<![\w/.-])vagrantgen (?P<words>[^|;&'\"`#>()]*)")
LABS = [block for block in blocks("yaml") if "machines:" in block.text]


def generator(name: str) -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / f"{name}.py"))


def test_the_reference_of_the_command_line_is_fresh(golden: Callable[[Path, str], None]) -> None:
    page = generator("generate_cli")

    text = page["page"]()

    golden(page["PAGE"], text)


def test_the_reference_of_the_lab_file_is_fresh(golden: Callable[[Path, str], None]) -> None:
    page = generator("generate_lab_file")

    text = page["page"](lab_schema())

    golden(page["PAGE"], text)


def test_the_reference_of_mistakes_is_fresh(golden: Callable[[Path, str], None]) -> None:
    page = generator("generate_mistakes")

    text = page["page"]()

    golden(page["PAGE"], text)


@pytest.mark.parametrize("block", LABS, ids=str)
def test_a_lab_in_the_docs_is_right(block: Block, tmp_path: Path) -> None:
    lab_file = tmp_path / "lab.yaml"
    lab_file.write_text(block.text)
    for name in re.findall(r"(?:source|playbook): (?:\./)?([\w.]+)", block.text):
        (tmp_path / name).touch()
    for name in re.findall(r"host: (?:\./)?(\w+)", block.text):
        (tmp_path / name).mkdir()

    lab = load_lab([lab_file])

    assert lab.machines


@pytest.mark.parametrize(
    "page", sorted({block.page for block in blocks("python")}), ids=lambda page: page.name
)
def test_the_scripts_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = FakeHost(tmp_path / "host", monkeypatch)
    monkeypatch.chdir(tmp_path)

    exec("\n".join(block.text for block in blocks("python", pages=[page])), {})

    assert host.calls("vagrant") != []
    assert host.names() == []


def test_every_link_leads_somewhere() -> None:
    links = [
        (page, found["target"], found["anchor"])
        for page in PAGES
        for found in LINK.finditer(page.read_text(encoding="utf-8"))
        if "://" not in found["target"]
    ]

    broken = [
        (page.name, target, anchor)
        for page, target, anchor in links
        for place in [(page.parent / target).resolve() if target else page]
        if not place.exists() or (anchor and anchor not in anchors(place))
    ]

    assert len(links) > len(PAGES)
    assert broken == []


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    kept = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def test_every_command_in_the_docs_exists_with_its_options() -> None:
    calls = [
        (str(block), found["words"].partition(" -- ")[0].split())
        for block in blocks("console", "sh")
        for command, _ in block.steps
        for found in CALL.finditer(command)
    ]

    wrong = [(place, words, unknown) for place, words in calls if (unknown := misses(words))]

    assert len(calls) > len(COMMANDS)
    assert wrong == []


def misses(words: list[str]) -> set[str]:
    """Return the command, or its options, that don't exist."""
    group: Any = typer.main.get_command(app)
    command = group
    for word in itertools.takewhile(lambda word: not word.startswith("-"), words):
        if command is group and word not in COMMANDS:
            return {word}
        if command is group:
            command = resolved(word)
        command = getattr(command, "commands", {}).get(word, command)
    names = (name for param in command.params for name in (*param.opts, *param.secondary_opts))
    return {word.partition("=")[0] for word in words if word.startswith("-")} - set(names)


@functools.cache
def resolved(name: str) -> Any:
    group: Any = typer.main.get_command(app)
    context = group.make_context("vagrantgen", ["status"])
    return group.resolve_command(context, [name])[1]


def test_the_scripts_pass_a_type_checker_that_knows_nothing_of_pydantic(tmp_path: Path) -> None:
    pages = sorted({block.page for block in blocks("python")})
    for number, page in enumerate(pages):
        script = "\n".join(block.text for block in blocks("python", pages=[page]))
        (tmp_path / f"script{number}.py").write_text(script)
    (tmp_path / "mypy.ini").write_text("[mypy]\n")
    command = [sys.executable, "-m", "mypy", "--strict", "."]

    said = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)

    assert said.stdout == f"Success: no issues found in {len(pages)} source files\n"
