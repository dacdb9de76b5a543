"""Describe labs of virtual machines; render, check and run them.

The names are imported when they are asked for, so that the command line imports what it needs.
"""

TYPE_CHECKING = False  # typing itself takes its time

if TYPE_CHECKING:
    from typing import Any

    from vagrantgen.api import Lab
    from vagrantgen.driver.options import UpOptions
    from vagrantgen.errors import (
        CommandError,
        HostError,
        LabError,
        Problem,
        UsageError,
        VagrantgenError,
    )
    from vagrantgen.models.ansible import Ansible
    from vagrantgen.models.disk import Cdrom, Disk, Floppy
    from vagrantgen.models.interface import LabInterface
    from vagrantgen.models.libvirt import Libvirt
    from vagrantgen.models.link import Link, LinkEnd
    from vagrantgen.models.machine import Machine
    from vagrantgen.models.port import ForwardedPort
    from vagrantgen.models.private_network import PrivateNetwork
    from vagrantgen.models.provisioner import File
    from vagrantgen.models.public_network import PublicNetwork
    from vagrantgen.models.shell import Shell
    from vagrantgen.models.synced_folder import Nfs, Rsync
    from vagrantgen.running import Result, RunningLab, RunningMachine

_HOMES = {
    "vagrantgen.api": ("Lab",),
    "vagrantgen.driver.options": ("UpOptions",),
    "vagrantgen.errors": (
        "CommandError", "HostError", "LabError", "Problem", "UsageError", "VagrantgenError",
    ),
    "vagrantgen.models.ansible": ("Ansible",),
    "vagrantgen.models.disk": ("Cdrom", "Disk", "Floppy"),
    "vagrantgen.models.interface": ("LabInterface",),
    "vagrantgen.models.libvirt": ("Libvirt",),
    "vagrantgen.models.link": ("Link", "LinkEnd"),
    "vagrantgen.models.machine": ("Machine",),
    "vagrantgen.models.port": ("ForwardedPort",),
    "vagrantgen.models.private_network": ("PrivateNetwork",),
    "vagrantgen.models.provisioner": ("File",),
    "vagrantgen.models.public_network": ("PublicNetwork",),
    "vagrantgen.models.shell": ("Shell",),
    "vagrantgen.models.synced_folder": ("Nfs", "Rsync"),
    "vagrantgen.running": ("Result", "RunningLab", "RunningMachine"),
}  # fmt: skip

__all__ = [
    "Ansible",
    "Cdrom",
    "CommandError",
    "Disk",
    "File",
    "Floppy",
    "ForwardedPort",
    "HostError",
    "Lab",
    "LabError",
    "LabInterface",
    "Libvirt",
    "Link",
    "LinkEnd",
    "Machine",
    "Nfs",
    "PrivateNetwork",
    "Problem",
    "PublicNetwork",
    "Result",
    "Rsync",
    "RunningLab",
    "RunningMachine",
    "Shell",
    "UpOptions",
    "UsageError",
    "VagrantgenError",
]


def __getattr__(name: str) -> "Any":
    import importlib  # noqa: PLC0415  (it takes its time)

    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
