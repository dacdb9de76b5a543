"""Which Linux distribution this host runs: what its packages are called depends on it."""

import contextlib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Family = Literal["debian", "redhat", "fedora", "suse", "arch", "other"]
"""Distributions with the same package manager and package names."""

OS_RELEASE: Final = Path("/etc/os-release")

_FAMILIES: Final[Mapping[str, Family]] = {
    "debian": "debian",
    "ubuntu": "debian",
    "rhel": "redhat",
    "centos": "redhat",
    "fedora": "fedora",
    "suse": "suse",
    "opensuse": "suse",
    "arch": "arch",
}
"""The words of ID and ID_LIKE that tell the family; the first one found decides."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A Linux distribution, by the words of its os-release file."""

    id: str
    """Its short name: `rocky`, `ubuntu`; `linux` where it doesn't say."""

    version: str
    """`9.4`, `24.04`; empty for a rolling release."""

    family: Family

    name: str
    """What it calls itself to people: `Rocky Linux 9.4 (Blue Onyx)`."""

    @property
    def major_version(self) -> int:
        """The number before the first dot, 0 for a rolling release."""
        major = self.version.partition(".")[0]
        return int(major) if major.isdecimal() else 0


def read_distribution(os_release: Path = OS_RELEASE) -> Distribution:
    """Return the distribution that an os-release file describes; a missing file describes none."""
    words = _read_words(os_release)
    identifier = words.get("ID", "linux")
    return Distribution(
        id=identifier,
        version=words.get("VERSION_ID", ""),
        family=_family([identifier, *words.get("ID_LIKE", "").split()]),
        name=words.get("PRETTY_NAME", "Linux"),
    )


def _read_words(os_release: Path) -> dict[str, str]:
    words = {}
    with contextlib.suppress(FileNotFoundError):
        for line in os_release.read_text(encoding="utf-8").splitlines():
            key, assigned, value = line.partition("=")
            if assigned and not key.startswith("#"):
                words[key] = "".join(shlex.split(value))
    return words


def _family(identifiers: list[str]) -> Family:
    """Return the family of the first identifier that has one.

    An identifier such as `opensuse-leap` is also known by the word before its dash.
    """
    for identifier in identifiers:
        family = _FAMILIES.get(identifier) or _FAMILIES.get(identifier.partition("-")[0])
        if family:
            return family
    return "other"
