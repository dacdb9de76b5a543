"""Day two: the state of a large lab, one machine of it, and a command in many."""

from collections.abc import Iterator
from pathlib import Path

from bench import hollow
from bench.floor import ONE_OF_MANY_THERE, STATUS_THERE
from bench.measure import VAGRANTGEN, cost, costs
from bench.table import Row

_SIZE = 100
_MANY = [f"n{number}" for number in range(1, 21)]


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Measure, and yield the figures."""
    with hollow.made(folder / "hollow", _SIZE) as lab:
        cost([VAGRANTGEN, "render", "-o", "Vagrantfile"], lab)
        cost([VAGRANTGEN, "port"], lab)  # adopts the machines
        cost([VAGRANTGEN, "status"], lab)
        yield from _status(lab, runs)
        yield from _one_of_many(lab, runs)
        with hollow.answering(lab, _MANY, folder / "keys"):
            yield from _exec(lab, runs)


def _status(lab: Path, runs: int) -> Iterator[Row]:
    ours = costs({"ours": [VAGRANTGEN, "status"]}, lab, 2 * runs + 1)["ours"].cpu
    others = {
        "Vagrant": costs({"it": ["vagrant", "status"]}, lab, 1)["it"].cpu,
        "floor": costs({"it": ["virsh", "list", "--all"]}, lab, runs)["it"].cpu,
    }
    what, goal = f"`status`, {_SIZE} machines", 0.3 / STATUS_THERE
    yield Row(what, ours, goal, "Vagrant", others=others, note="virsh list")


def _one_of_many(lab: Path, runs: int) -> Iterator[Row]:
    """What Vagrant takes to load one machine as our commands let it, and as the file has it."""
    selected = ["env", "VAGRANT_VAGRANTFILE=.vagrant/vagrantgen/Vagrantfile"]
    selected += ["VAGRANTGEN_MACHINES=n5", "vagrant", "status", "n5"]
    found = costs({"ours": selected, "Vagrant": ["vagrant", "status", "n5"]}, lab, runs)
    others = {"Vagrant": found["Vagrant"].cpu}
    what, goal = f"Vagrant, on one machine of {_SIZE}", 1.1 / ONE_OF_MANY_THERE
    yield Row(what, found["ours"].cpu, goal, "Vagrant", others=others)


def _exec(lab: Path, runs: int) -> Iterator[Row]:
    sleep = ["--", "sleep 1"]
    commands = {
        "one": [VAGRANTGEN, "exec", _MANY[0], *sleep],
        "many": [VAGRANTGEN, "exec", *_MANY, *sleep],
    }
    cost(commands["many"], lab)  # the connections are kept from now on
    found = costs(commands, lab, runs)
    yield Row(
        f"`exec` of a second's work on {len(_MANY)} machines",
        found["many"].wall,
        2,
        of="floor",
        unit="s",
        others={"floor": found["one"].wall},
        note="on one machine",
    )
