from collections.abc import Iterator
from pathlib import Path

import pytest
from libvirt.private_host.tiny_lab import make_lab

from vagrantgen.host import private
from vagrantgen.host.private import PrivateHost


@pytest.fixture(scope="package")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateHost]:
    with private.started(root=tmp_path_factory.mktemp("host")) as started:
        yield started


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return make_lab(tmp_path / "lab")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder for the state of the hosts that a test starts."""
    folder = tmp_path / "root"
    folder.mkdir()
    return folder
