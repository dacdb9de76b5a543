"""Boxes of Debian, built out of its packages: no image is downloaded, no machine is started."""

import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen._assets import TEMPLATES
from vagrantgen.box.archive import check_target, write_box
from vagrantgen.box.bootstrap import Bootstrap
from vagrantgen.box.recipe import Recipe
from vagrantgen.errors import HostError

_PROGRAMS: Final = {
    "mmdebstrap": "mmdebstrap",
    "apt-get": "apt",
    "dpkg": "dpkg",
    "mke2fs": "e2fsprogs",
    "qemu-img": "qemu-utils",
}
"""The programs a build starts, and Debian's packages of them."""

_KEYRING: Final = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def build(recipe: Recipe, target: Path) -> Iterator[str]:
    """Build a box; yield each stage when it begins.

    The file appears when the box is whole. Nothing else is left, also when the iterator is
    closed before its end.

    Args:
        recipe: What is in the box.
        target: The file to write.

    Raises:
        UsageError: A package or the size of the recipe can't be had, or the file not be written.
        HostError: This host lacks what a build takes.
        CommandError: A program failed.
    """
    check_target(target)
    _check_host()
    scratch = os.environ.get("TMPDIR", "/var/tmp")  # noqa: S108 - only where new folders go
    with tempfile.TemporaryDirectory(prefix="vagrantgen-box-", dir=scratch) as folder:
        bootstrap = Bootstrap(recipe, Path(folder))
        yield from bootstrap.run()
        yield "compressing the image"
        image = Path(folder) / "box.img"
        compress(bootstrap.disk, image)
        bootstrap.disk.unlink()
        yield "packing the box"
        metadata = {"format": "qcow2", "virtual_size": recipe.size}
        vagrantfile = (TEMPLATES / "box" / "Vagrantfile").read_text(encoding="utf-8")
        write_box(target, metadata, vagrantfile, {"box.img": image})


def compress(disk: Path, image: Path) -> None:
    """Write a raw disk as a qcow2 image, with the compression that is quick to read."""
    process.run(
        [
            *("qemu-img", "convert", "-c", "-m", str(max(2, os.cpu_count() or 1)), "-f", "raw"),
            *("-O", "qcow2", "-o", "compression_type=zstd", str(disk), str(image)),
        ]
    )


def _check_host() -> None:
    if platform.machine() != "x86_64":
        raise HostError(
            f"boxes are built for x86-64, and this host is {platform.machine()}",
            hint="build the box on an x86-64 host, and copy the file",
        )
    missing = {
        program: package for program, package in _PROGRAMS.items() if not process.find(program)
    }
    if os.geteuid() != 0 and not process.find("newuidmap"):
        missing["newuidmap"] = "uidmap"
    if not _KEYRING.exists():
        missing[_KEYRING.name] = "debian-archive-keyring"
    if missing:
        raise HostError(
            f"building a box takes {', '.join(missing)}, which this host lacks",
            hint=f"on Debian and Ubuntu: sudo apt-get install {' '.join(missing.values())}; "
            "from another host, copy a box that was built there",
        )
