"""A private libvirt host with the project's own box, and folders of labs on it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vagrantgen.host.private import PrivateHost

BOX = "vagrantgen/debian12"
"""What labs call the box: it has ansible-core in it."""

LONGEST = 900.0
"""Seconds that one command may take, under emulation and with other tests beside it."""


@dataclass(frozen=True)
class LabHost:
    """A private libvirt host, and the Vagrant home that its labs share."""

    private: PrivateHost
    vagrant_home: Path

    @property
    def environment(self) -> dict[str, str]:
        """Where Vagrant and vagrantgen keep what is this user's: nowhere but here."""
        home = self.vagrant_home
        return {"VAGRANT_HOME": str(home), "XDG_STATE_HOME": str(home / "state")}

    def run(
        self, *words: str | Path, cwd: Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command on the host, and return what it said."""
        command = self.private.command([str(word) for word in words], cwd=cwd)
        done = subprocess.run(
            command,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
        if check and done.returncode != 0:
            raise AssertionError(
                f"{words} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done


@dataclass(frozen=True)
class LabFolder:
    """A folder with a lab file, on a host."""

    host: LabHost
    path: Path

    def write(self, text: str) -> None:
        """Write the lab file."""
        (self.path / "lab.yaml").write_text(text)

    def vagrantgen(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run vagrantgen in the folder."""
        command = [sys.executable, "-m", "vagrantgen.cli", *words]
        return self.host.run(*command, cwd=self.path, check=check)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start vagrantgen in the folder, and return the process itself, to be signalled."""
        program = (
            "import os, sys; sys.stderr.write(str(os.getpid()) + chr(10)); sys.stderr.flush();"
            "os.execv(sys.executable, [sys.executable, '-m', 'vagrantgen.cli', *sys.argv[1:]])"
        )
        command = self.host.private.command([sys.executable, "-c", program, *words], cwd=self.path)
        variables = os.environ | self.host.environment
        return subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True)

    def ssh(self, machine: str, *command: str, check: bool = True) -> str:
        """Run a command in a machine, and return what it prints."""
        return self.vagrantgen("ssh", machine, "--", *command, check=check).stdout

    def virsh(self, *words: str) -> list[str]:
        """Return the lines that virsh prints."""
        command: Sequence[str] = ["virsh", "--quiet", "--connect", "qemu:///system", *words]
        return [line for line in self.host.run(*command, cwd=self.path).stdout.splitlines() if line]
