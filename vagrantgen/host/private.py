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
from typing import Final, TextIO

from vagrantgen import process
from vagrantgen.errors import HostError
from vagrantgen.host import kvm, namespace

ROOT: Final = Path("/var/tmp")  # noqa: S108  (a folder of random name is made in it)
"""Where the state lies unless said otherwise: on disk, where /tmp may be memory."""

_PROGRAMS: Final = (
    *("unshare", "nsenter", "setpriv", "mount", "ip"),
    *("virtlogd", "libvirtd", "virsh", "dnsmasq"),
)
_ROOTLESS_PROGRAMS: Final = ("newuidmap", "newgidmap")

_KEEPER: Final = 'unshare --net --mount --pid --fork -- "$@"; rm -rf --one-file-system -- "$0"'
"""A shell that stays outside of the mounts, and removes the state even when all else was killed."""

_AS_ROOT: Final = ("unshare", "--user", "--map-root-user", "--map-auto", "--")
"""Makes a user the root of a user namespace, with the further users that daemons change to."""


@dataclass(frozen=True, slots=True)
class PrivateHost:
    """A libvirt in namespaces of its own: mounts, processes and network."""

    pid: int
    """Its process 1, as seen from outside."""

    environment: Mapping[str, str]
    """What Vagrant and virsh are told inside: which libvirt, and which driver."""

    def command(self, command: Sequence[str], *, cwd: Path | None = None) -> list[str]:
        """Return the command line that runs a command inside.

        In there it runs as root, also for a user who isn't. It gets SIGTERM when the process that
        this command line started is killed.

        Args:
            command: The program and its arguments.
            cwd: The folder to run in; this process's own otherwise.
        """
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        return [
            *("env", "--ignore-signal=INT,QUIT"),  # Ctrl-C is the command's to answer, below
            *("nsenter", f"--target={self.pid}", *(() if _is_root() else ("--user",))),
            *("--net", "--mount", "--pid", "setpriv", "--pdeathsig", "TERM"),
            # The folder by its path: a descriptor of it would lead out of the namespace again.
            *("env", f"--chdir={(cwd or Path()).absolute()}"),
            *("--default-signal=INT,QUIT", *variables, *command),
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
        HostError: This user may not make namespaces, or libvirt doesn't start in them.
    """
    for program in (*_PROGRAMS, *(() if _is_root() else _ROOTLESS_PROGRAMS)):
        process.require(program)
    kvm_works = kvm.runs_guests()
    state = Path(tempfile.mkdtemp(prefix="vagrantgen-host-", dir=root))
    log = state / "keeper.log"
    with (state / "alive").open("w") as alive, log.open("w+") as words:
        fcntl.flock(alive, fcntl.LOCK_EX)
        keeper = process.start(
            [
                *(() if _is_root() else _AS_ROOT),
                *("sh", "-c", _KEEPER, str(state), *_program("hold", state)),
            ],
            log=log,
        )
        try:
            host = PrivateHost(
                _wait_for_process_1(state, keeper.poll, words), _environment(kvm_works=kvm_works)
            )
            _prepare(host, state, kvm_works=kvm_works)
            yield host
        finally:
            fcntl.flock(alive, fcntl.LOCK_UN)
            keeper.wait()


def _is_root() -> bool:
    return os.geteuid() == 0


def _program(part: str, state: Path, *options: str) -> list[str]:
    # -P: a file in the current folder must not pass for a module of Python's.
    return [sys.executable, "-P", "-m", namespace.__name__, part, str(state), *options]


def _environment(*, kvm_works: bool) -> Mapping[str, str]:
    driver = {} if kvm_works else {"VAGRANTGEN_DRIVER": "qemu"}
    return {"LIBVIRT_DEFAULT_URI": namespace.URI, **driver}


def _wait_for_process_1(state: Path, ended: Callable[[], int | None], words: TextIO) -> int:
    file = state / "pid"
    while not (file.exists() and (pid := file.read_text())):
        if ended() is not None:
            raise _did_not_start(words.read())
        time.sleep(0.01)
    return int(pid)


def _prepare(host: PrivateHost, state: Path, *, kvm_works: bool) -> None:
    options = ["kvm"] if kvm_works else []
    command = host.command(_program("prepare", state, *options), cwd=Path("/"))
    prepared = process.run(command, check=False)
    if prepared.status != 0:
        raise _did_not_start(prepared.stderr)


def _did_not_start(details: str) -> HostError:
    hint = (
        "it mounts and makes namespaces: a container has to be a privileged one"
        if _is_root()
        else "start it as root; other users need a range in /etc/subuid and /etc/subgid, "
        "a kernel that lets them make user namespaces, and unshare of util-linux 2.38 or newer"
    )
    return HostError("the private libvirt host did not start", details=details, hint=hint)
