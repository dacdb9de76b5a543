from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from vagrantgen.render.compiled import CompiledTemplates

SOURCES = {"greeting": "Hello, {{ name }}!"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "vagrantgen/templates"


def greeting(sources: dict[str, str] = SOURCES) -> str:
    templates = Environment(loader=DictLoader(sources), bytecode_cache=CompiledTemplates.of_user())
    return templates.get_template("greeting").render(name="you")


def test_a_template_is_compiled_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    greeting()
    monkeypatch.setattr(Environment, "compile", lambda *_: pytest.fail("compiled again"))

    assert greeting() == "Hello, you!"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len([*folder.iterdir()]) == 1


@pytest.mark.usefixtures("folder")
def test_a_template_that_has_changed_is_compiled_anew() -> None:
    greeting()

    assert greeting({"greeting": "Bye, {{ name }}."}) == "Bye, you."


@pytest.mark.parametrize("found", [b"", b"j2", b"\x80", b"no code at all"])
def test_what_is_broken_is_compiled_anew(folder: Path, found: bytes) -> None:
    greeting()
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 3] if found == b"j2" else found)

    assert greeting() == "Hello, you!"
    assert kept.read_bytes() == whole


def test_what_others_may_have_written_is_not_run(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)

    assert CompiledTemplates.of_user() is None
    assert greeting() == "Hello, you!"
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize("base", ["/dev/null", "/proc/none", "~nobody-of-this-name"])
def test_where_nothing_can_be_kept_nothing_is(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", base)

    assert CompiledTemplates.of_user() is None
    assert greeting() == "Hello, you!"


def test_a_full_disk_is_nobodys_concern(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    assert greeting() == "Hello, you!"
    assert [*folder.iterdir()] == []
