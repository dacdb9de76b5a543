"""What tests of commands share."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import write_lab


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a lab file, which is the current one."""
    assert host.domains == {}
    monkeypatch.chdir(write_lab(tmp_path / "lab"))
    return tmp_path / "lab"
