import re
import runpy
from collections.abc import Callable, Iterator
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


@pytest.mark.parametrize("block", list(blocks("python")), ids=str)
def test_a_script_in_the_docs_runs(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = FakeHost(tmp_path / "host", monkeypatch)
    before = [other.text for other in blocks("python", pages=[block.page])]
    context = before[: before.index(block.text)]
    monkeypatch.chdir(tmp_path)

    exec("\n".join([*context, block.text]), {})

    assert host.names() == []


def links() -> Iterator[tuple[Path, str, str]]:
    for page in PAGES:
        for found in LINK.finditer(page.read_text(encoding="utf-8")):
            if "://" not in found["target"]:
                yield page, found["target"], found["anchor"] or ""


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    kept = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


@pytest.mark.parametrize(("page", "target", "anchor"), list(links()))
def test_a_link_leads_somewhere(page: Path, target: str, anchor: str) -> None:
    place = (page.parent / target).resolve() if target else page

    assert place.exists()
    assert not anchor or anchor in anchors(place)


def calls() -> Iterator[tuple[str, str]]:
    for block in blocks("console", "sh"):
        for command in block.commands:
            for found in CALL.finditer(command):
                yield str(block), found["words"].partition(" -- ")[0].strip()


def options_of(words: list[str]) -> set[str]:
    """Return the options of the command that words begin with."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("vagrantgen", ["status"])
    command = group if words[0].startswith("-") else group.resolve_command(context, words[:1])[1]
    for word in words[1:]:
        command = getattr(command, "commands", {}).get(word, command)
    names = (name for param in command.params for name in (*param.opts, *param.secondary_opts))
    return {"--help", "-h", *names}


@pytest.mark.parametrize(("place", "call"), list(calls()))
def test_a_command_in_the_docs_exists_with_its_options(place: str, call: str) -> None:
    words = call.split()

    options = {word.partition("=")[0] for word in words if word.startswith("-")}

    assert words[0] in {*COMMANDS, "--version", "--install-completion"}, place
    assert options - options_of(words) == set(), place
