"""The peers: what they are called, and labs of any size in their words."""

import json
import os
from importlib.metadata import distributions
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / ".cache/peers"
GRIFTER = str(_FOLDER / "bin/grifter")
NETLAB = str(_FOLDER / "bin/netlab")
BOX = "generic/ubuntu1804"
"""A box that all of us know."""


def on_the_path() -> None:
    """Let netlab find its Ansible modules and itself."""
    os.environ["PATH"] = f"{_FOLDER / 'bin'}:{os.environ['PATH']}"


def versions() -> dict[str, str]:
    """Return the peers' versions."""
    found = distributions(path=[str(path) for path in _FOLDER.glob("lib/*/site-packages")])
    return {it.name: it.version for it in found if it.name in {"grifter", "networklab"}}


def write_labs(folder: Path, size: int) -> None:
    """Write a lab of so many machines for each of us; JSON is YAML too."""
    folder.mkdir(parents=True)
    names = [f"n{number}" for number in range(1, size + 1)]
    ours = {"machines": {name: {"box": BOX, "memory": 512} for name in names}}
    grifter = {name: {"vagrant_box": {"name": BOX}} for name in names}
    netlab = {"provider": "libvirt", "defaults": {"device": "linux"}, "nodes": names}
    for file, lab in {"lab": ours, "grifter": grifter, "topology": netlab}.items():
        (folder / f"{file}.yml").write_text(json.dumps(lab))
    (folder / "hand").mkdir()
    blocks = "".join(f'  config.vm.define "{name}"\n' for name in names)
    text = f'Vagrant.configure("2") do |config|\n  config.vm.box = "{BOX}"\n{blocks}end\n'
    (folder / "hand/Vagrantfile").write_text(text)
