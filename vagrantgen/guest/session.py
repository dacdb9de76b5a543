"""A running machine over ssh, on a connection that is kept for the next command."""

import contextlib
import itertools
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen.errors import CommandError
from vagrantgen.guest.connection import CONFIG, is_dead, socket_path, ssh_command

UNREACHABLE: Final = 255
"""What ssh ends with when it could not reach the machine."""

_ATTEMPT: Final = 5
"""Seconds until a connection that does not come about is given up."""

_PATIENCE: Final = 300.0
"""Seconds in which a machine has to answer."""

_PAUSES: Final = (0.1, 0.2, 0.5, 1.0)
"""Seconds between two attempts; the last one from then on."""

_ASK_FOR_TIME: Final = """\
sudo -n sh -c 'echo; read -r now; date -s "@$now" || date -s "@${now%.*}"'"""
"""Asks for the time only when it can set it: until then, an emulated machine takes seconds."""


def run(
    folder: Path, machine: str, words: Sequence[str], *, timeout: float | None = None
) -> process.Completed:
    """Run a command in a machine to its end, and return what it said, whatever its status."""
    command = ssh_command(folder, machine, *words)
    return process.run(command, check=False, timeout=timeout)


def boot_id(folder: Path, machine: str) -> str | None:
    """Return what tells this boot of a machine from another; None when it does not answer."""
    alone = ["-F", f"{folder / CONFIG}", "-o", "ControlPath=none"]
    alone += ["-o", f"ConnectTimeout={_ATTEMPT}"]
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
    _wait(folder, machine, lambda: boot_id(folder, machine) not in {None, after})


def _wait(folder: Path, machine: str, answers: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    pauses = itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1]))
    while time.monotonic() < deadline:
        if answers():
            return
        time.sleep(next(pauses))
    raise CommandError(
        ssh_command(folder, machine, "true"),
        UNREACHABLE,
        hint=f"`vagrantgen console {machine}` shows what the machine says",
    )


def wait_for_answer(folder: Path, machine: str) -> None:
    """Wait until a machine answers, on the connection that the next command takes.

    Raises:
        CommandError: It takes too long.
    """
    connect = ["ssh", "-F", f"{folder / CONFIG}", "-f", "-N", machine]
    _wait(folder, machine, lambda: process.run(connect, check=False).status == 0)


def set_clock(folder: Path, machine: str) -> None:
    """Set a machine's clock by this computer's, if its user may."""
    asking = process.Piped(ssh_command(folder, machine, _ASK_FOR_TIME))
    try:
        os.read(asking.stdout, 1)
        with contextlib.suppress(BrokenPipeError):
            os.write(asking.stdin, f"{time.time():.2f}\n".encode())
        asking.wait()
    finally:
        asking.end()


def close_dead_connections(folder: Path, machines: Iterable[str]) -> None:
    """End kept connections from before machines were stopped or restarted behind our back."""
    dead = [name for name in machines if is_dead(folder, name, socket_path(folder, name))]
    close_connections(folder, dead)


def close_connections(folder: Path, machines: Iterable[str]) -> None:
    """End the kept connections to machines that are about to stop."""
    for machine in machines:
        if Path(socket_path(folder, machine)).exists():
            process.run(["ssh", "-F", f"{folder / CONFIG}", "-O", "exit", machine], check=False)
