"""A private libvirt host: a libvirt that only its own commands see, and that ends with them."""

import contextlib
import fcntl
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen.errors import HostError
from vagrantgen.host import kvm, namespace

ROOT: Final = Path("/var/tmp")  # noqa: S108  (a folder of random name is made in it)
"""Where the state lies unless said otherwise: on disk, where /tmp may be memory."""

_PROGRAMS: Final = (
    *("unshare", "nsenter", "setpriv", "mount", "ip"),
    *("virtlogd", "libvirtd", "virsh", "dnsmasq"),
)

_KEEPER: Final = 'unshare --net --mount --pid --fork -- "$@"; rm -rf --one-file-system -- "$0"'
"""Removes the state, whoever is still there: a shell outside of the namespaces and their mounts."""


@dataclass(frozen=True, slots=True)
class PrivateHost:
    """A libvirt in namespaces of its own: mounts, processes and network."""

    pid: int
    """Its process 1, as seen from outside."""

    environment: Mapping[str, str]
    """What Vagrant and virsh are told inside: which libvirt, and which driver."""

    def command(self, command: Sequence[str], *, cwd: Path | None = None) -> list[str]:
        """Return the command line that runs a command inside.

        The command gets SIGTERM when the process that this command line started is killed.

        Args:
            command: The program and its arguments.
            cwd: The folder to run in; the current one of whoever starts it otherwise.
        """
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        return [
            *("nsenter", f"--target={self.pid}", "--net", "--mount", "--pid"),
            f"--wd={cwd or '.'}",
            *("setpriv", "--pdeathsig", "TERM", "env", *variables, *command),
        ]


def run(command: Sequence[str], *, root: Path = ROOT) -> int:
    """Run a command on this terminal, inside a private host of its own.

    Returns:
        The command's exit status; 127 if there is no such program.
    """
    with started(root=root) as host:
        return process.call(host.command(command))


@contextlib.contextmanager
def started(*, root: Path = ROOT) -> Iterator[PrivateHost]:
    """Start a private host; everything in it ends with the block.

    Nothing is left then: no process, mount, network or file. That holds too when this process is
    killed. Several of them work side by side.

    Args:
        root: The folder in which the host keeps its disks, as long as it lives.

    Raises:
        MissingProgramError: A program that it takes is not installed.
        HostError: This process isn't root, or may not make namespaces.
    """
    _check_host()
    kvm_works = kvm.runs_guests()
    state = Path(tempfile.mkdtemp(prefix="vagrantgen-host-", dir=root))
    with (state / "alive").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        keeper = process.start(
            ["sh", "-c", _KEEPER, str(state), *_program("hold", state)],
            log=state / "keeper.log",
        )
        try:
            host = PrivateHost(
                _wait_for_process_1(state, keeper.poll), _environment(kvm_works=kvm_works)
            )
            _prepare(host, state, kvm_works=kvm_works)
            yield host
        finally:
            fcntl.flock(alive, fcntl.LOCK_UN)
            keeper.wait()


def _check_host() -> None:
    if os.geteuid() != 0:
        raise HostError(
            "a private libvirt host can be started by root alone",
            hint="start the command with sudo",
        )
    for program in _PROGRAMS:
        process.require(program)


def _program(part: str, state: Path, *options: str) -> list[str]:
    # -P: a file in the current folder must not pass for a module of Python's.
    return [sys.executable, "-P", "-m", namespace.__name__, part, str(state), *options]


def _environment(*, kvm_works: bool) -> Mapping[str, str]:
    driver = {} if kvm_works else {"VAGRANTGEN_DRIVER": "qemu"}
    return {"LIBVIRT_DEFAULT_URI": namespace.URI, **driver}


def _wait_for_process_1(state: Path, ended: Callable[[], int | None]) -> int:
    file = state / "pid"
    while not (file.exists() and (pid := file.read_text())):
        if ended() is not None:
            raise _did_not_start((state / "keeper.log").read_text())
        time.sleep(0.01)
    return int(pid)


def _prepare(host: PrivateHost, state: Path, *, kvm_works: bool) -> None:
    options = ["kvm"] if kvm_works else []
    command = host.command(_program("prepare", state, *options), cwd=Path("/"))
    prepared = process.run(command, check=False)
    if prepared.status != 0:
        raise _did_not_start(prepared.stderr)


def _did_not_start(details: str) -> HostError:
    return HostError(
        "the private libvirt host did not start",
        details=details,
        hint="it mounts and makes namespaces: a container has to be a privileged one",
    )
