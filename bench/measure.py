"""What a command costs: time, processor time and memory, of all its processes."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VAGRANTGEN = str(Path(sys.executable).with_name("vagrantgen"))


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    wall: float
    cpu: float
    memory: float
    """MiB of its largest process."""


def cost(command: Sequence[str], cwd: Path, *, status: int | None = 0) -> Cost:
    """Run a command and return what it cost.

    Args:
        command: The program and its arguments.
        cwd: The folder to run in.
        status: The exit status that it has to have; whichever if None.
    """
    started = time.perf_counter()
    with (
        (cwd / "said").open("w") as said,
        subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        ) as process,
    ):
        _, ended, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(ended)
    if status is not None and process.returncode != status:
        raise SystemExit(
            f"{command} ended with {process.returncode}:\n{(cwd / 'said').read_text()}"
        )
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def costs(commands: Mapping[str, Sequence[str]], cwd: Path, runs: int) -> dict[str, Cost]:
    """Return what commands cost that run in turn, so that other load hits all of them: medians.

    Args:
        commands: By their names.
        cwd: The folder to run in.
        runs: How often each is run.
    """
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(cost(command, cwd))
    return {name: _median(measured) for name, measured in found.items()}


def _median(measured: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(one.wall for one in measured),
        statistics.median(one.cpu for one in measured),
        statistics.median(one.memory for one in measured),
    )
