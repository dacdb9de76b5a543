"""Which boxes Vagrant has on this host, read from its folder: no Ruby is started."""

import json
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROVIDER: Final = "libvirt"
_VERSION: Final = re.compile(r"\d+(\.[0-9A-Za-z]+)*(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?")


@dataclass(frozen=True, slots=True)
class InstalledBox:
    """A version of a box for libvirt that Vagrant has downloaded, or was given as a file."""

    name: str
    version: str
    """`0` for a box that was added from a file or a URL, without a version."""

    architecture: str | None
    """As Vagrant 2.4 and later, or the box itself, names it; None where neither does."""

    path: Path
    """The folder with its image."""


def host_architecture() -> str:
    """Return this host's architecture by Vagrant's name for it."""
    machine = platform.machine()
    return {"x86_64": "amd64", "aarch64": "arm64", "i686": "i386"}.get(machine, machine)


def vagrant_home() -> Path:
    """Return the folder in which Vagrant keeps its boxes and its state."""
    return Path(os.environ.get("VAGRANT_HOME") or "~/.vagrant.d").expanduser()


def installed_boxes(home: Path | None = None) -> tuple[InstalledBox, ...]:
    """Return the boxes that are installed for libvirt, by name, the newest version first.

    Args:
        home: Vagrant's folder; the user's own otherwise.
    """
    found = list(_find((home or vagrant_home()) / "boxes"))
    found.sort(key=lambda box: _order(box.version), reverse=True)
    found.sort(key=lambda box: box.name)
    return tuple(found)


def _find(boxes: Path) -> Iterator[InstalledBox]:
    # Vagrant 2.4 has a folder for the architecture: NAME/VERSION/ARCHITECTURE/libvirt.
    for pattern in (f"*/*/{_PROVIDER}", f"*/*/*/{_PROVIDER}"):
        for metadata in boxes.glob(f"{pattern}/metadata.json"):
            folder, version, *between = metadata.relative_to(boxes).parts[:-2]
            if _VERSION.fullmatch(version):
                yield InstalledBox(
                    name=folder.replace("-VAGRANTSLASH-", "/").replace("-VAGRANTCOLON-", ":"),
                    version=version,
                    architecture=between[0] if between else _architecture(metadata),
                    path=metadata.parent,
                )


def _architecture(metadata: Path) -> str | None:
    """Return what the box says of itself; few boxes do."""
    try:
        said = json.loads(metadata.read_bytes())
    except (OSError, ValueError):
        return None
    architecture = said.get("architecture") if isinstance(said, dict) else None
    return architecture if isinstance(architecture, str) else None


def _order(version: str) -> list[tuple[bool, int, str]]:
    """Return what sorts `9` before `10`, and a pre-release before its release."""
    parts = re.findall(r"\d+|[A-Za-z]+", version)
    order = [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]
    return [*order, (True, -1, "")]
