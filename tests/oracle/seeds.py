"""What Vagrant has to make of an image for cloud-init: a drive, and triggers around it."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from oracle.plain import with_symbols

from vagrantgen.models.disk import Cdrom
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine


def seed_cdroms(lab: Lab, machine: Machine) -> Iterator[dict[str, Any]]:
    """Yield the drive that a machine has besides those of the lab file, if it has one."""
    if machine.cloud_init is None:
        return
    kind = machine.libvirt.machine_type
    bus = {None: "ide", "pc": "ide", "q35": "sata"}.get(kind, "scsi")
    if machine.box and machine.libvirt.disk_bus == "scsi":
        bus = "scsi"
    taken = {
        disk.dev and disk.dev[-1]
        for disk in machine.disks
        if isinstance(disk, Cdrom) and (disk.bus or "ide") == bus
    }
    letter = next(letter for letter in "dcba" if letter not in taken)
    path = f"/var/tmp/vagrantgen-{os.getuid()}/{lab.name}_{machine.name}.iso"
    yield with_symbols({"type": "raw", "dev": f"hd{letter}", "bus": bus, "path": path})


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
