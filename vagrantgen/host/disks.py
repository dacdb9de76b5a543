"""Disks that become something else than they look like."""

import json
from collections.abc import Iterator

from vagrantgen.box.installed import InstalledBox, installed_boxes
from vagrantgen.host.finding import Finding
from vagrantgen.models.disk import Disk
from vagrantgen.models.lab import Lab


def findings(lab: Lab) -> Iterator[Finding]:
    """Yield a warning for each disk that will be larger than it says, or that may not be seen."""
    yield from _smaller_disks(lab)
    yield from _old_controllers(lab)


def _smaller_disks(lab: Lab) -> Iterator[Finding]:
    asked = [
        (machine, size)
        for machine in lab.machines
        if (size := machine.disk_size or machine.libvirt.machine_virtual_size)
    ]
    boxes = {box.name: box for box in reversed(installed_boxes())} if asked else {}
    for machine, size in asked:
        box = boxes.get(machine.box or "")
        own = _gibibytes(box) if box else 0
        if size < own:
            text = f"is to have {size} GiB, but the box's has {own} GiB, and can only grow"
            cure = f"write `disk_size: {own} GiB` or more, or leave it out"
            yield Finding(f"disk of {machine.name}", "warning", text, cure)


def _gibibytes(box: InstalledBox) -> int:
    """Return how large a box says its disk is; 0 if it does not."""
    try:
        said = json.loads((box.path / "metadata.json").read_bytes())
    except (OSError, ValueError):
        return 0
    size = said.get("virtual_size") if isinstance(said, dict) else None
    return size if isinstance(size, int) else 0


def _old_controllers(lab: Lab) -> Iterator[Finding]:
    for machine in lab.machines:
        on_scsi = any(isinstance(disk, Disk) and disk.bus == "scsi" for disk in machine.disks)
        if on_scsi and not (machine.box and machine.libvirt.has_scsi):
            text = "on scsi get an lsilogic controller, which RHEL and others have no driver for"
            cure = (
                "write `bus: virtio`, or `libvirt: {disk_bus: scsi}` for a virtio-scsi controller"
            )
            yield Finding(f"disks of {machine.name}", "warning", text, cure)
