"""Snapshots of a lab of three that runs: saved, and put back."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import VAGRANTGEN, cost
from bench.table import Row
from bench.up import add_box, write_lab

_NAMES = ["one", "two", "three"]
_CLOCK = 2
"""Seconds that a clock may be wrong."""


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Measure, and yield the figures."""
    add_box(folder)
    lab = folder / "lab"
    write_lab(lab, _NAMES)
    up = cost([VAGRANTGEN, "up", "-q"], lab).wall
    booted = [VAGRANTGEN, "exec", "--", "systemctl is-system-running --wait"]
    try:
        cost(booted, lab, status=None)
        saved = cost([VAGRANTGEN, "snapshot", "save", "fresh"], lab).wall
        restored = sorted(_restore(lab) for _ in range(runs))[runs // 2]
        theirs = {
            verb: cost(["vagrant", "snapshot", verb, "theirs"], lab).wall
            for verb in ("save", "restore")
        }
    finally:
        cost([VAGRANTGEN, "destroy", "-y"], lab)
    note = f"`up` took {up:.0f} s"
    others = {"Vagrant": theirs["save"], "up": up}
    yield Row("`snapshot save`, 3 machines", saved, 0.15, "up", "s", others, note)
    others = {"Vagrant": theirs["restore"], "up": up}
    yield Row("`snapshot restore`, 3 machines", restored, 0.15, "up", "s", others, note)


def _restore(lab: Path) -> float:
    """Put the lab back; all machines have to answer then, with the right time."""
    time.sleep(2 * _CLOCK)
    taken = cost([VAGRANTGEN, "snapshot", "restore", "fresh"], lab).wall
    now = int(time.time())
    clock = f"test $(date +%s) -ge {now - _CLOCK} -a $(date +%s) -le {now + 60}"
    cost([VAGRANTGEN, "exec", "--", clock], lab)
    return taken
