"""`up` of one machine: against the same image in plain QEMU, and against plain Vagrant."""

import json
import os
import statistics
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import box_boot, peers
from bench.floor import SKETCH, THERE
from bench.measure import VAGRANTGEN, cost, costs
from bench.table import Row

_BOX_FILE = Path(__file__).parents[1] / ".cache/bench.box"
BOX = "vagrantgen/debian12"
MEMORY = 512
_SLACK = 10.0

_OVERHEAD = 0.5
"""Seconds that `up` may add to Vagrant's, on the computer of the goals."""

_BY_HAND = f"""\
Vagrant.configure("2") do |config|
  config.vm.box = "{BOX}"
  config.vm.define "one"
  config.vm.hostname = "one"
  config.vm.synced_folder ".", "/vagrant", disabled: true
  config.vm.network :private_network, ip: "10.20.31.10"
  config.vm.provider :libvirt do |libvirt|
    libvirt.memory = {MEMORY}
    libvirt.driver = ENV.fetch("VAGRANTGEN_DRIVER", "kvm")
  end
end
"""


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Measure, and yield the figures."""
    add_box(folder)
    yield _beside_vagrant(folder, runs)
    places = {name: folder / name for name in ("by-hand", "rendered", "ours")}
    for place in places.values():
        write_lab(place, ["one"])
    (places["by-hand"] / "Vagrantfile").write_text(_BY_HAND)
    cost([VAGRANTGEN, "render", "-o", "Vagrantfile"], places["rendered"])
    image, ours, floors = _image(folder), [], []
    for run in range(2 * runs - 1):  # the computer's moods are larger than what is to be seen
        floors.append(_banner(image))
        ours.append(cost([VAGRANTGEN, "up", "-q"], places["ours"]).wall)
        _check(places["ours"])
        if run == 0:
            yield from _ssh(places["ours"], runs)
        cost([VAGRANTGEN, "destroy", "-y"], places["ours"])
    # After ours, as Vagrant keeps the network that it makes for the rendered file.
    by_hand, rendered = (_plain_up(places[name]) for name in ("by-hand", "rendered"))
    others = {"Vagrant": by_hand, "floor": statistics.median(floors)}
    note = f"a Vagrantfile by hand; QEMU to the SSH banner; plain Vagrant on ours: {rendered:.1f}"
    ours_taken = statistics.median(ours)
    yield Row("`up`", ours_taken, 2, "floor", "s", others, note, slack=_SLACK)


def _plain_up(place: Path) -> float:
    """`vagrant up`, once: nothing is compared with it, it is there to be seen."""
    taken = cost(["vagrant", "up"], place).wall
    cost(["vagrant", "destroy", "-f"], place)
    return taken


def _beside_vagrant(folder: Path, runs: int) -> Row:
    """`up` of a machine that is not waited for, as it has no box: a guest's moods are larger."""
    silent = {"box": None, "memory": 64, "networks": ["lan"], "libvirt": {"mgmt_attach": False}}
    taken: dict[str, list[float]] = {"rendered": [], "ours": []}
    verbs = {"rendered": ["vagrant"], "ours": [VAGRANTGEN]}
    places = {name: folder / f"silent-{name}" for name in taken}
    for place in places.values():
        write_lab(place, ["one"], **silent)
    cost([VAGRANTGEN, "render", "-o", "Vagrantfile"], places["rendered"])
    peers.write_labs(folder / "smallest", 1)
    sketch, sketched = [*SKETCH, str(folder / "smallest/lab.yml"), str(folder)], []
    for _ in range(2 * runs + 1):
        for name, place in places.items():
            taken[name].append(cost([*verbs[name], "up"], place).wall)
            cost(["virsh", "destroy", f"{place.name}_one"], place)  # it would not shut down
            cost([*verbs[name], "destroy", "--force" if name == "rendered" else "--yes"], place)
            sketched.append(cost(sketch, folder).wall)
    plain, ours = (statistics.median(taken[name]) for name in taken)
    slack = _OVERHEAD * statistics.median(sketched) / THERE
    what = "`up` of a machine without a box"
    return Row(what, ours, 1, "Vagrant", "s", {"Vagrant": plain}, "same file", slack=slack)


def add_box(folder: Path) -> None:
    """Let Vagrant know the box, in a home that goes with the folder."""
    os.environ["VAGRANT_HOME"] = str(folder / "home")
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    cost(["vagrant", "box", "add", "--name", BOX, str(_BOX_FILE)], folder)


def write_lab(place: Path, names: list[str], **more: Any) -> None:
    """Write a lab of machines that share a network, each with what more is said."""
    place.mkdir()
    each = {"box": BOX, "memory": MEMORY, "networks": ["lan"], **more}
    lab = {"name": place.name, "networks": {"lan": None}, "machines": dict.fromkeys(names, each)}
    (place / "lab.yaml").write_text(json.dumps(lab))


def _image(folder: Path) -> Path:
    image = folder / "box.img"
    with tarfile.open(_BOX_FILE) as archive, image.open("wb") as file:
        member = archive.extractfile("box.img")
        file.write(member.read() if member else b"")
    return image


def _banner(image: Path) -> float:
    with box_boot.started(image, ["-smp", "1", "-m", str(MEMORY)]) as machine:
        return box_boot.wait_for_banner(machine)[-1][0]


def _check(place: Path) -> None:
    """See that the machine has its name, and its address in the lab's network."""
    cost(
        [VAGRANTGEN, "ssh", "one", "--", 'test "$(hostname)" = one && ip addr | grep -q 10\\.'],
        place,
    )


def _ssh(place: Path, runs: int) -> Iterator[Row]:
    cost([VAGRANTGEN, "ssh-config"], place)
    cost([VAGRANTGEN, "ssh", "one", "--", "systemctl is-system-running --wait || :"], place)
    found = costs(
        {
            "floor": ["ssh", "-F", ".vagrant/vagrantgen/ssh_config", "one", "--", "true"],
            "ours": [VAGRANTGEN, "ssh", "one", "--", "true"],
        },
        place,
        40 * runs,
    )
    vagrant = cost(["vagrant", "ssh", "one", "-c", "true"], place).wall
    others = {"Vagrant": vagrant, "floor": found["floor"].wall}
    note = f"ssh -F on the same connection; medians of {40 * runs}"
    yield Row("`ssh MACHINE -- true`", found["ours"].wall, 1.15, "floor", "s", others, note)
