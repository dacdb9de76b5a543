"""Tar files whose bytes depend on their content alone, and boxes, which are tar files."""

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from vagrantgen.errors import UsageError

_EPOCH: Final = "SOURCE_DATE_EPOCH"
"""The variable that sets the time of every file in what is built."""


def write_tar(target: Path, members: Mapping[str, bytes | Path]) -> None:
    """Write a tar file of root's files.

    Args:
        target: The file to write.
        members: What each file has in it, by its path.
    """
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in members.items():
            if isinstance(content, Path):
                with content.open("rb") as file:
                    archive.addfile(_entry(name, content.stat().st_size), file)
            else:
                archive.addfile(_entry(name, len(content)), io.BytesIO(content))


def check_target(target: Path) -> None:
    """Check, before the work for it begins, that a box can be written.

    Raises:
        UsageError: It can't.
    """
    if target.is_dir():
        raise UsageError(f"'{target}' is a folder", hint="name a file in it")
    if not os.access(target.parent, os.W_OK):
        raise UsageError(f"no file can be written in the folder '{target.parent}'")


def write_box(
    target: Path, metadata: Mapping[str, Any], vagrantfile: str, images: Mapping[str, Path]
) -> None:
    """Write a box: whole, or not at all.

    It is not compressed: its images are.

    Args:
        target: The file to write.
        metadata: What goes into its metadata.json.
        vagrantfile: The Vagrantfile that every machine of the box starts with.
        images: The images by their names in the box.
    """
    text = json.dumps({"provider": "libvirt", **metadata}, indent=2) + "\n"
    members: dict[str, bytes | Path] = {
        "metadata.json": text.encode(),
        "Vagrantfile": vagrantfile.encode(),
    }
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(descriptor)
    part = Path(name)
    try:
        write_tar(part, {**members, **images})
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mtime = int(os.environ.get(_EPOCH, "0"))
    return entry
