"""`up` of four machines that mostly wait, against one of them."""

from collections.abc import Iterator
from pathlib import Path

from bench.measure import VAGRANTGEN, cost
from bench.table import Row
from bench.up import add_box, write_lab

_WAIT = 60
"""Seconds that each machine waits for once it is up: none of them needs a processor then."""

_LABS = {"one": ["one"], "four": ["one", "two", "three", "four"]}


def rows(folder: Path, runs: int) -> Iterator[Row]:  # noqa: ARG001  (once: this takes minutes)
    """Measure, and yield the figure."""
    add_box(folder)
    taken = {}
    for name, machines in _LABS.items():
        place = folder / name
        write_lab(place, machines, provisioners=[{"type": "shell", "inline": f"sleep {_WAIT}"}])
        try:
            taken[name] = cost([VAGRANTGEN, "up", "-q"], place).wall
        finally:
            cost([VAGRANTGEN, "destroy", "-y"], place)
    others = {"floor": taken["one"]}
    note = f"one; each waits {_WAIT} s in a provisioner"
    yield Row("`up`, 4 machines", taken["four"], 1.6, "floor", "s", others, note)
