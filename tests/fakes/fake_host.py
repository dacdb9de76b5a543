"""A pretended libvirt host: `vagrant`, `virsh` and `ssh` as programs on the PATH."""

import json
import shutil
import sys
import tempfile
import weakref
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = Path(__file__).with_name("programs.py")


class FakeHost:
    """What the programs of `programs.py` share, and what they were called with."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        folder.mkdir()
        self._write({"domains": {}, "networks": [], "volumes": [], "snapshots": {}})
        (folder / "calls.jsonl").touch()
        programs = folder / "bin"
        programs.mkdir()
        for name in ("vagrant", "virsh", "ssh"):
            program = programs / name
            program.write_text(f"#!{sys.executable} -IS\n{PROGRAMS.read_text()}")
            program.chmod(0o755)
        monkeypatch.setenv("FAKE_HOST", str(folder))
        monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
        self.runtime = Path(tempfile.mkdtemp(prefix="run-"))  # sockets need a short path
        weakref.finalize(self, shutil.rmtree, self.runtime, ignore_errors=True)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(self.runtime))
        monkeypatch.setenv("VAGRANTGEN_DRIVER", "qemu")

    def __getattr__(self, name: str) -> Any:
        return self._read()[name]

    def change(self, **values: Any) -> None:
        """Pretend that something else is so on the host."""
        self._write(self._read() | values)

    def add_domain(self, name: str, state: str = "running") -> None:
        """Pretend that somebody defined a domain."""
        uuid = f"ffffffff-0000-0000-0000-{len(self.domains):012}"
        domain = {"name": name, "state": state, "address": "192.168.121.200"}
        self.change(domains=self.domains | {uuid: domain})

    def add_guest(self, name: str) -> Path:
        """Let commands that ssh runs in a machine run in a folder, which is returned."""
        folder = self.folder / "guests" / name
        folder.mkdir(parents=True)
        return folder

    def say(
        self, command: str, output: str | bytes = "", *, error: str = "", status: int = 0
    ) -> None:
        """Let `vagrant COMMAND` say something and end, and do nothing else."""
        data = output.encode() if isinstance(output, str) else output
        (self.folder / f"{command}.out").write_bytes(data)
        (self.folder / f"{command}.err").write_text(error)
        (self.folder / f"{command}.exit").write_text(str(status))

    def names(self) -> list[str]:
        """Return the names of the domains there are."""
        return sorted(domain["name"] for domain in self.domains.values())

    def calls(self, program: str) -> list[list[str]]:
        """Return what a program was called with, each time."""
        return [arguments for name, arguments, _ in self._calls() if name == program]

    def vagrant(self) -> list[str]:
        """Return the commands that Vagrant was given, without what is always the same."""
        usual = {"--machine-readable", "--provider=libvirt", "--no-install-provider"}
        usual |= {"--destroy-on-error", "--parallel"}
        return [
            " ".join(word for word in arguments if word not in usual)
            for arguments in self.calls("vagrant")
        ]

    def variables(self) -> dict[str, str]:
        """Return Vagrant's variables in the environment of its last call."""
        return dict([noted for name, _, noted in self._calls() if name == "vagrant"][-1])

    def _calls(self) -> list[Any]:
        lines = (self.folder / "calls.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def _read(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "state.json").read_text()))

    def _write(self, data: dict[str, Any]) -> None:
        (self.folder / "state.json").write_text(json.dumps(data))
