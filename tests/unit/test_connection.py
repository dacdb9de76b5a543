"""Where connections are kept."""

from pathlib import Path

import pytest

from vagrantgen.guest.connection import socket_path

SOCKET = ".0123456789abcdef"
"""What ssh adds to a socket's name while it makes it."""

UUID = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """The folder of a lab with a machine `web`."""
    machine = tmp_path / ".vagrant/machines/web/libvirt"
    machine.mkdir(parents=True)
    (machine / "id").write_text(UUID)
    return tmp_path


@pytest.fixture(params=["", "relative", "/nowhere/at/all", "/proc", "too long"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where nothing can be kept."""
    if request.param != "too long":
        return str(request.param)
    folder = tmp_path / ("long" * 20)
    folder.mkdir()
    return str(folder)


@pytest.mark.parametrize("variable", ["XDG_RUNTIME_DIR", "TMPDIR"])
def test_a_place_that_does_not_do_is_passed_over(
    variable: str, place: str, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setenv(variable, place)

    path = Path(socket_path(lab, "web"))

    assert path.parent.parent == Path("/tmp")
    assert path.name == UUID
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert len(f"{path}{SOCKET}") < 108
