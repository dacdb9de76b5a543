"""What a box is built from, checked before anything is started."""

import re
from dataclasses import dataclass
from typing import Final, Self

from vagrantgen.errors import UsageError

RELEASES: Final = {"bookworm": 12, "trixie": 13}
"""The Debian releases that boxes are built of, and their numbers."""

_SIZE: Final = re.compile(r"(\d+) ?([GT])(i?B)?")
_PACKAGE: Final = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_BOX_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)
_SMALLEST: Final = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """A box of Debian: which release, with what in it."""

    release: str = "bookworm"
    """Debian's name of the release."""

    include: tuple[str, ...] = ()
    """Packages besides those that every box has."""

    size: int = 10
    """The disk's size in GiB; the box file holds only what is used of it."""

    mirror: str | None = None
    """Where the packages come from; the host's own sources, or Debian's public mirror, if None."""

    @classmethod
    def of(cls, release: str, include: str, size: str, mirror: str | None) -> Self:
        """Return the recipe that a person has written.

        Args:
            release: A Debian release.
            include: Packages, with commas between them.
            size: A number of GiB or TiB: `10G`.
            mirror: The URL of a Debian mirror.

        Raises:
            UsageError: One of them can't be.
        """
        packages = tuple(package for package in re.split(r"[,\s]+", include) if package)
        return cls(_release(release), tuple(map(_package, packages)), _size(size), _mirror(mirror))

    @property
    def box_name(self) -> str:
        """Vagrant's name for the box, unless another is wished."""
        return f"vagrantgen/debian{RELEASES[self.release]}"


def check_box_name(name: str) -> str:
    """Return a name that Vagrant can give to a box.

    Raises:
        UsageError: It is none.
    """
    if not _BOX_NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' is no name for a box", hint="write letters and digits, such as lab/debian12"
        )
    return name


def _release(release: str) -> str:
    if release not in RELEASES:
        raise UsageError(
            f"'{release}' is no Debian release that a box is built of",
            hint=f"take one of: {', '.join(RELEASES)}",
        )
    return release


def _package(package: str) -> str:
    if not _PACKAGE.fullmatch(package):
        raise UsageError(
            f"'{package}' is no name of a Debian package",
            hint="write package names with commas between them: ansible-core,curl",
        )
    return package


def _size(size: str) -> int:
    match = _SIZE.fullmatch(size)
    if match is None:
        raise UsageError(f"'{size}' is not a size in whole GiB", hint="write it as 10G")
    gibibytes = int(match[1]) * (1024 if match[2] == "T" else 1)
    if gibibytes < _SMALLEST:
        raise UsageError(
            f"a disk of {size} is too small for Debian", hint=f"take {_SMALLEST}G or more"
        )
    return gibibytes


def _mirror(mirror: str | None) -> str | None:
    if mirror is not None and not re.fullmatch(r"(https?|file|copy):/\S+", mirror):
        raise UsageError(
            f"'{mirror}' is not the URL of a mirror",
            hint="write it as http://deb.debian.org/debian",
        )
    return mirror
