"""What Vagrant has to make of other providers' blocks."""

from collections.abc import Iterator
from typing import Any

from oracle.plain import plain

from vagrantgen.models.disk import Disk
from vagrantgen.models.machine import Machine
from vagrantgen.models.other_providers import OtherProvider
from vagrantgen.models.quantity import to_bytes


def free(block: OtherProvider | None) -> dict[str, Any]:
    """Return the settings of another provider's block; it knows all of them."""
    return {**plain(block.model_extra), "unknown": []} if block else {}


def virtualbox(machine: Machine) -> dict[str, Any]:
    """Return the settings of VirtualBox's block."""
    block = machine.virtualbox
    if block is None:
        return {}
    commands = [
        ["modifyvm", ":id", "--cpus", block.cpus or machine.cpus],
        ["modifyvm", ":id", "--memory", str(block.memory or machine.memory)],
        *([str(word) for word in command] for command in block.customize),
    ]
    return free(block) | {"customizations": [["pre-boot", command] for command in commands]}


def virtualbox_disks(machine: Machine) -> Iterator[dict[str, Any]]:
    """Yield the disks that Vagrant grows and makes where VirtualBox runs the machine."""
    if machine.virtualbox and machine.disk_size:
        yield {"size": f"{machine.disk_size}GB", "primary": True}
    for disk in machine.disks if machine.virtualbox else ():
        if isinstance(disk, Disk):
            size = f"{(to_bytes(disk.size) or 0) // 1024**2}MB"
            yield from [{"size": size, "primary": False}] * disk.count
