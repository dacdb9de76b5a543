"""Files to machines and from them: by rsync where both ends have it, by scp otherwise."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from vagrantgen import process
from vagrantgen.errors import CommandError, UsageError
from vagrantgen.guest.connection import CONFIG, ssh_command

_RSYNC: Final = ("rsync", "--recursive", "--links", "--perms", "--times", "--secluded-args")


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder: of this computer, or of a machine."""

    path: str
    machine: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what `machine:path` means, or a path of this computer."""
        before, colon, after = text.partition(":")
        if not colon or not before or "/" in before:
            return cls(text)
        return cls(after.removeprefix("~/") or ".", before)

    def __str__(self) -> str:
        return f"{self.machine}:{self.path}" if self.machine else self.path


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a transfer, this computer or a machine, and what is there."""

    has_rsync: bool
    folders: frozenset[str]
    """The paths that are folders."""


def copy(
    folder: Path, sources: Sequence[Place], target: Place, *, show_progress: bool = False
) -> None:
    """Copy files and folders with all that is in them, as `cp -r` does.

    A target that is a folder gets the sources into it; otherwise it is a single source's new name.

    Args:
        folder: The lab's folder; ssh is configured for the machines.
        sources: What is copied.
        target: Where it goes.
        show_progress: Show it on this process's terminal.

    Raises:
        UsageError: Several sources have no folder to go to.
        CommandError: It went wrong.
    """
    places = (*sources, target)
    ends = {machine: _look(folder, machine, places) for machine in {one.machine for one in places}}
    into = target.path.endswith("/") or target.path in ends[target.machine].folders
    if len(sources) > 1 and not into:
        raise UsageError(f"'{target}' is not a folder", hint="several files need one to go to")
    named = [str(place).rstrip("/") or "/" for place in sources]
    between_two = len({place.machine for place in sources}) == 1 and "" in ends
    if between_two and all(end.has_rsync for end in ends.values()):
        is_folder = sources[0].path in ends[sources[0].machine].folders
        named = [f"{named[0]}/"] if is_folder and not into else named
        progress = ["--info=progress2"] if show_progress else []
        remote = f"ssh -F {shlex.quote(str(folder / CONFIG))}"
        command = [*_RSYNC, *progress, "-e", remote, "--", *named, str(target)]
    else:
        progress = [] if show_progress else ["-q"]
        command = ["scp", "-3", "-r", "-p", *progress, "-F", str(folder / CONFIG), "--", *named]
        command.append(str(target))
    _run(command, [*named, str(target)], show_progress=show_progress)


def _look(folder: Path, machine: str, places: Sequence[Place]) -> _End:
    paths = [place.path for place in places if place.machine == machine]
    if not machine:
        here = frozenset(path for path in paths if Path(path).is_dir())
        return _End(process.find("rsync") is not None, here)
    tests = [f"test -d {shlex.quote(path)} && echo {place}" for place, path in enumerate(paths)]
    asked = "; ".join([*tests, "command -v rsync >/dev/null && echo rsync", "true"])
    said = process.run(ssh_command(folder, machine, asked)).stdout.split()
    there = frozenset(path for place, path in enumerate(paths) if str(place) in said)
    return _End("rsync" in said, there)


def _run(command: Sequence[str], named: Sequence[str], *, show_progress: bool) -> None:
    if not show_progress:
        process.run(command)
    elif status := process.call(command):
        raise CommandError([command[0], *named], status)
