"""What Vagrant has to make of an image for cloud-init: a path, and triggers around it."""

import os
from collections.abc import Mapping
from typing import Any

from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine


def seed_path(lab: Lab, machine: Machine) -> str:
    """Return where a machine's image is."""
    return f"/var/tmp/vagrantgen-{os.getuid()}/{lab.name}_{machine.name}.iso"


def seed_triggers(machine: Machine, bare: dict[str, Any]) -> Mapping[str, list[dict[str, Any]]]:
    """Return what writes the image, and what removes it."""
    if machine.cloud_init is None:
        return {"before": [], "after": []}
    block = bare | {"run": None, "run_remote": None, "ruby_block": "a Proc"}
    name = "the image for cloud-init"
    return {
        "before": [block | {"name": name, "command": f":{word}"} for word in ("up", "reload")],
        "after": [block | {"command": ":destroy"}],
    }
