"""Folders that stand for a guest's, to run its scripts in."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parents[1] / "golden"


PROVISIONS = Path(__file__).with_name("provisions.rb")
APPLETS = "awk cat chmod chown cut date grep mkdir mktemp rm sed sh sleep sort tail touch true"
INSIDE = """
mount --bind "$0/etc" /etc
mount --bind "$0/home" /home
mount --bind "$0/root" /root
exec "$@"
"""


@dataclass(frozen=True)
class Guest:
    """Folders that stand for a guest's, and the programs it has."""

    folder: Path

    @property
    def programs(self) -> Path:
        """Programs that come before all others."""
        return self.folder / "programs"

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text)

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()

    def fake(self, name: str, text: str) -> None:
        (self.programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (self.programs / name).chmod(0o755)

    def run(self, script: str, *args: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "script").write_text(script)
        command = ["unshare", "--map-root-user", "--mount", "sh", "-euc", INSIDE, str(self.folder)]
        return subprocess.run(
            [*command, "sh", str(self.folder / "script"), *args],
            env={"PATH": f"{self.programs}:/usr/sbin:/usr/bin:/sbin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )


def made_guest(name: str, tmp_path: Path) -> Guest:
    """Return a guest that has dash and the host's programs, or busybox alone."""
    guest = Guest(tmp_path)
    shutil.copytree("/etc", tmp_path / "etc", symlinks=True, ignore=_unreadable)
    shutil.rmtree(tmp_path / "etc/ansible", ignore_errors=True)
    for folder in ("home/vagrant", "root", "programs", "etc/ssh"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / "etc/profile.d/lab.sh").unlink(missing_ok=True)
    guest.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nvagrant:x:0:0::/home/vagrant:/bin/sh\n")
    guest.write("etc/group", "root:x:0:\n")
    shell = shutil.which(name)
    assert shell is not None
    applets = APPLETS.split() if name == "busybox" else ["sh"]
    for applet in applets:
        (guest.programs / applet).symlink_to(shell)
    return guest


def _unreadable(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not Path(folder, name).exists()]


def provisions(case: str, folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what the machines of a golden file are provisioned with, by name."""
    shutil.copy(GOLDEN / case / "Vagrantfile", folder)
    command = ["ruby", str(PROVISIONS), str(folder / "Vagrantfile")]
    found: dict[str, dict[str, Any]] = json.loads(subprocess.check_output(command))
    return found
