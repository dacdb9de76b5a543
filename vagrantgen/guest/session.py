"""A running machine over ssh, on a connection that is kept for the next command."""

import os
import shlex
import stat
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen.errors import CommandError, HostError

CONFIG: Final = Path(".vagrant/vagrantgen/ssh_config")
"""OpenSSH's configuration for a lab's machines, relative to the lab's folder."""

UNREACHABLE: Final = 255
"""What ssh ends with when it could not reach the machine."""

_KEPT: Final = "60"
"""Seconds that a connection outlives its last command."""

_ATTEMPT: Final = 5
"""Seconds until a connection that does not come about is given up."""

_PATIENCE: Final = 300.0
"""Seconds in which a machine has to answer."""

_PAUSE: Final = 1.0


def ssh_command(folder: Path, machine: str, words: Sequence[str] = ()) -> list[str]:
    """Return the command that runs another one in a machine, or a shell.

    Args:
        folder: The lab's folder.
        machine: The machine; `CONFIG` has its block.
        words: The command and its arguments; the guest's shell gets them as words.
    """
    remote = [shlex.join(words)] if len(words) > 1 else list(words)
    return ["ssh", *_options(folder), machine, *(["--", *remote] if remote else [])]


def run(
    folder: Path, machine: str, words: Sequence[str], *, timeout: float | None = None
) -> process.Completed:
    """Run a command in a machine to its end, and return what it said, whatever its status."""
    command = ssh_command(folder, machine, words)
    return process.run(command, check=False, timeout=timeout)


def boot_id(folder: Path, machine: str) -> str | None:
    """Return what tells this boot of a machine from another; None when it does not answer."""
    alone = [
        "-F",
        str(folder / CONFIG),
        "-o",
        "ControlPath=none",
        "-o",
        f"ConnectTimeout={_ATTEMPT}",
    ]
    command = ["ssh", *alone, machine, "--", "cat /proc/sys/kernel/random/boot_id"]
    answer = process.run(command, check=False, timeout=3 * _ATTEMPT)
    return answer.stdout.strip() if answer.status == 0 else None


def wait_for_boot(folder: Path, machine: str, *, after: str | None = None) -> None:
    """Wait until a machine answers.

    Args:
        folder: The lab's folder.
        machine: The machine.
        after: The boot that it has to have left behind.

    Raises:
        CommandError: It takes too long.
    """
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = boot_id(folder, machine)
        if found not in {None, after}:
            return
        time.sleep(_PAUSE)
    raise CommandError(
        ssh_command(folder, machine, ["true"]),
        UNREACHABLE,
        hint=f"`vagrantgen console {machine}` shows what the machine says",
    )


def close_connections(folder: Path, machines: Iterable[str]) -> None:
    """End the kept connections to machines that are about to stop."""
    if not (folder / CONFIG).exists():
        return
    for machine in machines:
        process.run(["ssh", *_options(folder), "-O", "exit", machine], check=False)


def _options(folder: Path) -> list[str]:
    return [
        *("-F", str(folder / CONFIG)),
        *("-o", "ConnectTimeout=10"),
        *("-o", "ControlMaster=auto"),
        *("-o", f"ControlPersist={_KEPT}"),
        *("-o", f"ControlPath={_sockets()}/%C"),
    ]


def _sockets() -> Path:
    """Return a folder of this user alone, with a path that is short enough for sockets."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime or tempfile.gettempdir()) / f"vagrantgen-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == stat.S_IRWXU
    if not private or status.st_uid != os.getuid():
        raise HostError(
            f"'{folder}' is not a folder that only this user can enter",
            hint="remove it; it keeps connections to machines",
        )
    return folder
