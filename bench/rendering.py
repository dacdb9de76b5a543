"""Rendering labs of 1 to 10,000 machines, with all checks."""

from collections.abc import Iterator
from pathlib import Path

from bench import peers
from bench.floor import SKETCH, THERE
from bench.measure import VAGRANTGEN, costs
from bench.table import Row

_GOALS = {1: 0.20, 100: 0.22, 1000: 0.40, 10_000: 2.5}
_NETLABS_MOST = 100
_GRIFTERS_MOST = 1000
_MEMORY = 250
_SMALL = 100
"""Up to here, a computer's other doings weigh as much: these are measured more often."""


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Measure, and yield the figures."""
    peers.write_labs(folder / "smallest", 1)
    sketch = [*SKETCH, str(folder / "smallest/lab.yml"), str(folder)]
    for size, goal in _GOALS.items():
        place = folder / f"of-{size}"
        peers.write_labs(place, size)
        commands = {"ours": [VAGRANTGEN, "render", "-f", "lab.yml"], "floor": sketch}
        if size <= _GRIFTERS_MOST:
            commands["grifter"] = [peers.GRIFTER, "create", "grifter.yml"]
        if size <= _NETLABS_MOST:
            commands["netlab"] = [peers.NETLAB, "create", "-o", "provider"]
        found = costs(commands, place, runs if size > _SMALL else 3 * runs)
        ours, floor = found.pop("ours"), found.pop("floor").cpu
        best = min(found, key=lambda name: found[name].cpu, default="")
        others = {"floor": floor} | ({"best peer": found[best].cpu} if best else {})
        what, note = f"render, {size:,} machines", f"{best}; a sketch of one machine".lstrip("; ")
        yield Row(what, ours.cpu, goal / THERE, "floor", others=others, note=note)
        if size == max(_GOALS):
            yield Row(f"render, {size:,} machines", ours.memory, _MEMORY, unit="MiB")
