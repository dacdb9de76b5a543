import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from libvirt.debian_root import debian_tarball
from libvirt.lab_host import BOX, LabFolder, LabHost

from vagrantgen import _assets
from vagrantgen.host import private

__all__ = ["debian_tarball"]  # made once for all modules, since it is found here

LISTS = Path("/var/lib/apt/lists")
ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"


def _digest_of_the_builder() -> str:
    """Return what changes when a box would come out differently."""
    folders = (ROOT / "vagrantgen" / "box", _assets.TEMPLATES / "box")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    text = b"".join(path.read_bytes() for path in files if path.suffix != ".pyc")
    return hashlib.sha256(text).hexdigest()[:16]


@pytest.fixture(scope="session", autouse=True)
def apts_lists() -> Iterator[None]:
    """What this computer's apt knows stays known, whatever Debians are made."""
    before = {path.name for path in LISTS.iterdir()}
    yield
    assert {path.name for path in LISTS.iterdir()} == before


@pytest.fixture(scope="session")
def built_box() -> Path:
    """A box out of Debian packages with Ansible, made once for each state of the builder."""
    box = CACHE / f"{_digest_of_the_builder()}.box"
    if not box.exists():
        CACHE.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "vagrantgen.cli", "box", "build", "--output", str(box)]
        subprocess.run([*command, "--name", BOX, "--include", "ansible-core"], check=True)
    return box


def _box_with(kind: str, packages: str) -> Path:
    """Return a box out of Debian packages, made once for each state of the builder."""
    box = CACHE / f"{_digest_of_the_builder()}-{kind}.box"
    if not box.exists():
        CACHE.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "vagrantgen.cli", "box", "build", "--output", str(box)]
        subprocess.run([*command, "--include", packages], check=True)
    return box


@pytest.fixture(scope="session")
def cloud_box() -> Path:
    """A box with cloud-init."""
    return _box_with("cloud", "cloud-init")


@pytest.fixture(scope="session")
def networkmanager_box() -> Path:
    """A box whose network NetworkManager sets up."""
    return _box_with("networkmanager", "network-manager")


@pytest.fixture(scope="session")
def network_tools_box() -> Path:
    """A box whose network systemd-networkd sets up, and others could."""
    return _box_with("network-tools", "ifupdown,isc-dhcp-client,netplan.io")


@pytest.fixture(scope="session")
def lab_host(built_box: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabHost]:
    """A private libvirt host that all tests share, where Vagrant knows the box."""
    home = tmp_path_factory.mktemp("vagrant")
    with private.started(root=tmp_path_factory.mktemp("host")) as started:
        host = LabHost(started, home)
        host.run("vagrant", "box", "add", "--name", BOX, built_box, cwd=home)
        yield host


@pytest.fixture
def lab_folder(lab_host: LabHost, tmp_path: Path) -> Iterator[LabFolder]:
    """An empty folder for a lab, which is destroyed after the test."""
    folder = LabFolder(lab_host, tmp_path)
    yield folder
    if (tmp_path / ".vagrant").exists():
        folder.vagrantgen("destroy", "--yes")
