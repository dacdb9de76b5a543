"""Where apt gets packages from while a box is built: as this host's own apt does."""

import re
from typing import Final

from vagrantgen import process
from vagrantgen.box.recipe import Recipe

_DEBIAN: Final = "http://deb.debian.org/debian"
_SECURITY: Final = "http://deb.debian.org/debian-security"
_SETTINGS: Final = re.compile(
    r"Acquire::(http|https|ftp|Check-Valid-Until|Check-Date|Retries|Queue-Mode|ForceIPv[46])\b"
)
"""How this host reaches its mirrors: proxies, certificates, time-outs."""


def apt_settings() -> str:
    """Return the settings of this host's apt that say how to reach a mirror."""
    dump = process.run(["apt-config", "dump"]).stdout.splitlines()
    credentials = process.run(
        ["apt-config", "shell", "file", "Dir::Etc::netrc/f", "parts", "Dir::Etc::netrcparts/d"]
    ).stdout
    paths = dict(re.findall(r"(\w+)='(.*)'", credentials))
    lines = [line for line in dump if _SETTINGS.match(line)]
    lines.append(f'Dir::Etc::netrc "{paths.get("file", "/dev/null")}";')
    lines.append(f'Dir::Etc::netrcparts "{paths.get("parts", "/dev/null")}";')
    return "".join(f"{line}\n" for line in lines)


def apt_sources(recipe: Recipe) -> tuple[str, ...]:
    """Return the sources of a box's packages, as lines of a sources.list."""
    if recipe.mirror is not None:
        return (f"deb {recipe.mirror} {recipe.release} main",)
    return _own_sources(recipe.release) or (
        f"deb {_DEBIAN} {recipe.release} main",
        f"deb {_DEBIAN} {recipe.release}-updates main",
        f"deb {_SECURITY} {recipe.release}-security main",
    )


def _own_sources(release: str) -> tuple[str, ...]:
    """Return this host's own sources of a release; none where it runs another one."""
    listed = process.run(
        [
            *("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)"),
            *("Identifier: Packages", "Component: main", "Architecture: amd64"),
        ],
        check=False,
    ).stdout
    suites = {release, f"{release}-updates", f"{release}-security"}
    targets = dict.fromkeys(tuple(line.rsplit(" ", 1)) for line in listed.splitlines())
    return tuple(f"deb {uri} {suite} main" for uri, suite in targets if suite in suites)
