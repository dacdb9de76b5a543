import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor.language_server import LanguageServer

from vagrantgen import _assets

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "editor"
BIN = Path(sys.executable).parent
STARTERS = sorted(path.stem for path in _assets.STARTERS.glob("*.yaml"))


@pytest.fixture(scope="module")
def command() -> list[str]:
    """The language server, installed once for each version of it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package.json").read_text()
    installed = CACHE / "package.json"
    server = CACHE / "node_modules/yaml-language-server/bin/yaml-language-server"
    if not server.exists() or installed.read_text() != wanted:
        installed.write_text(wanted)
        options = ("--no-audit", "--no-fund", "--no-package-lock", "--silent")
        subprocess.run([BIN / "npm", "install", *options], check=True, cwd=CACHE)
    return [str(BIN / "node"), str(server)]


@pytest.fixture
def server(command: list[str], tmp_path: Path) -> Iterator[LanguageServer]:
    with LanguageServer(command, tmp_path) as running:
        yield running


def begin(folder: Path, starter: str = "single") -> Path:
    """Write a starter lab, as a user begins with one, and return the lab file."""
    subprocess.run([BIN / "vagrantgen", "init", starter], cwd=folder, check=True)
    return folder / "lab.yaml"


def rewrite(lab_file: Path, text: str) -> None:
    """Replace a lab file, but for the line that names its schema."""
    first = lab_file.read_text().partition("\n")[0]
    lab_file.write_text(f"{first}\n{text}")


@pytest.mark.parametrize("starter", STARTERS)
def test_an_editor_finds_nothing_wrong_in_a_starter_lab(
    server: LanguageServer, tmp_path: Path, starter: str
) -> None:
    lab_file = begin(tmp_path, starter)

    assert server.problems(lab_file) == []


def test_an_editor_underlines_what_is_wrong(server: LanguageServer, tmp_path: Path) -> None:
    lab_file = begin(tmp_path)
    rewrite(
        lab_file,
        """\
machines:
  web:
    bix: debian12
    cpus: two
    provisioners:
      - {type: shel, inline: id}
    libvirt: {cpu_mode: fast}
""",
    )

    problems = server.problems(lab_file)

    assert sorted(problem.partition(":")[0] for problem in problems) == ["4", "5", "7", "8"]
    assert "4: Property bix is not allowed." in problems


def test_an_editor_completes_keys_and_says_what_they_mean(
    server: LanguageServer, tmp_path: Path
) -> None:
    lab_file = begin(tmp_path)
    rewrite(lab_file, "machines:\n  web:\n    box: debian12\n    \n")
    server.problems(lab_file)

    offered = server.completions(lab_file, {"line": 4, "character": 4})

    assert offered["cpus"].startswith("Virtual CPUs.")
    assert {"memory", "networks", "provisioners", "synced_folders", "libvirt"} <= set(offered)


def test_an_editor_completes_the_settings_of_the_provider_block(
    server: LanguageServer, tmp_path: Path
) -> None:
    lab_file = begin(tmp_path)
    rewrite(lab_file, "machines:\n  web:\n    libvirt:\n      cpu_mode: \n      \n")
    server.problems(lab_file)

    modes = server.completions(lab_file, {"line": 4, "character": 16})
    settings = server.completions(lab_file, {"line": 5, "character": 6})

    assert {"host-model", "host-passthrough", "custom", "maximum"} <= set(modes)
    assert {"machine_type", "graphics_type", "boot"} <= set(settings)


def test_an_editor_completes_the_kinds_of_a_provisioner(
    server: LanguageServer, tmp_path: Path
) -> None:
    lab_file = begin(tmp_path)
    rewrite(lab_file, "machines:\n  web:\n    provisioners:\n      - type: \n")
    server.problems(lab_file)

    kinds = server.completions(lab_file, {"line": 4, "character": 14})

    assert {"shell", "file", "ansible"} <= set(kinds)


def test_an_editor_says_why_a_key_is_refused_and_does_not_offer_it(
    server: LanguageServer, tmp_path: Path
) -> None:
    lab_file = begin(tmp_path)
    rewrite(lab_file, "machines:\n  web:\n    box: debian12\n    ram: 2 GiB\n    \n")

    problems = server.problems(lab_file)
    offered = server.completions(lab_file, {"line": 5, "character": 4})

    assert "5: 'ram' is called `memory`" in problems
    assert "memory" in offered
    assert "ram" not in offered


def test_an_editor_shows_the_meaning_of_a_key_under_the_pointer(
    server: LanguageServer, tmp_path: Path
) -> None:
    lab_file = begin(tmp_path)
    rewrite(lab_file, "machines:\n  web:\n    memory: 2 GiB\n")
    server.problems(lab_file)

    shown = server.hover(lab_file, {"line": 3, "character": 6})

    assert "The guest's memory, in MiB or with a unit" in shown
