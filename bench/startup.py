"""Start-up: what `--help` takes, and the shell's completion."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench import peers
from bench.floor import GRIFTERS_HELP_THERE, PYTHON_THERE
from bench.measure import VAGRANTGEN, costs
from bench.table import Row

_GOAL = 0.12

_COMPLETION = ["_VAGRANTGEN_COMPLETE=complete_bash", "COMP_WORDS=vagrantgen s", "COMP_CWORD=1"]


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Measure, and yield the figures."""
    commands = {
        "ours": [VAGRANTGEN, "--help"],
        "Vagrant": ["vagrant", "--help"],
        "grifter": [peers.GRIFTER, "--help"],
        "netlab": [peers.NETLAB, "--help"],
        "floor": [sys.executable, "-c", "pass"],
        "completion": ["env", *_COMPLETION, VAGRANTGEN],
    }
    found = {name: one.cpu for name, one in costs(commands, folder, 2 * runs + 1).items()}
    others = {
        "Vagrant": found["Vagrant"],
        "best peer": min(found["grifter"], found["netlab"]),
        "floor": found["floor"],
    }
    goal, note = _GOAL / GRIFTERS_HELP_THERE, "grifter; python -c pass"
    yield Row("`--help`", found["ours"], goal, "best peer", others=others, note=note)
    goal, floor = _GOAL / PYTHON_THERE, {"floor": found["floor"]}
    yield Row("completion", found["completion"], goal, "floor", others=floor, note="python -c pass")
