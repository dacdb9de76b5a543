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
    from vagrantgen.models.disk import Cdrom, Disk, Floppy
    from vagrantgen.models.interface import LabInterface
    from vagrantgen.models.libvirt import Libvirt
    from vagrantgen.models.link import Link, LinkEnd
    from vagrantgen.models.machine import Machine
    from vagrantgen.models.port import ForwardedPort
    from vagrantgen.models.private_network import PrivateNetwork
    from vagrantgen.models.provisioners.ansible import Ansible
    from vagrantgen.models.provisioners.ansible_local import AnsibleLocal
    from vagrantgen.models.provisioners.chef_apply import ChefApply
    from vagrantgen.models.provisioners.chef_client import ChefClient
    from vagrantgen.models.provisioners.chef_solo import ChefSolo
    from vagrantgen.models.provisioners.chef_zero import ChefZero
    from vagrantgen.models.provisioners.docker import Docker
    from vagrantgen.models.provisioners.file import File
    from vagrantgen.models.provisioners.podman import Podman
    from vagrantgen.models.provisioners.puppet import Puppet
    from vagrantgen.models.provisioners.puppet_server import PuppetServer
    from vagrantgen.models.provisioners.salt import Salt
    from vagrantgen.models.provisioners.shell import Shell
    from vagrantgen.models.public_network import PublicNetwork
    from vagrantgen.models.secret import Secret
    from vagrantgen.models.synced_folders.nfs import Nfs
    from vagrantgen.models.synced_folders.nine_p import NineP
    from vagrantgen.models.synced_folders.rsync import Rsync
    from vagrantgen.models.synced_folders.smb import Smb
    from vagrantgen.models.synced_folders.sshfs import Sshfs
    from vagrantgen.models.synced_folders.virtiofs import Virtiofs
    from vagrantgen.running import Result, RunningLab, RunningMachine

_HOMES = {
    "vagrantgen.api": ("Lab",),
    "vagrantgen.driver.options": ("UpOptions",),
    "vagrantgen.errors": (
        "CommandError", "HostError", "LabError", "Problem", "UsageError", "VagrantgenError",
    ),
    "vagrantgen.models.disk": ("Cdrom", "Disk", "Floppy"),
    "vagrantgen.models.interface": ("LabInterface",),
    "vagrantgen.models.libvirt": ("Libvirt",),
    "vagrantgen.models.link": ("Link", "LinkEnd"),
    "vagrantgen.models.machine": ("Machine",),
    "vagrantgen.models.port": ("ForwardedPort",),
    "vagrantgen.models.private_network": ("PrivateNetwork",),
    "vagrantgen.models.provisioners.ansible": ("Ansible",),
    "vagrantgen.models.provisioners.ansible_local": ("AnsibleLocal",),
    "vagrantgen.models.provisioners.chef_apply": ("ChefApply",),
    "vagrantgen.models.provisioners.chef_client": ("ChefClient",),
    "vagrantgen.models.provisioners.chef_solo": ("ChefSolo",),
    "vagrantgen.models.provisioners.chef_zero": ("ChefZero",),
    "vagrantgen.models.provisioners.docker": ("Docker",),
    "vagrantgen.models.provisioners.file": ("File",),
    "vagrantgen.models.provisioners.podman": ("Podman",),
    "vagrantgen.models.provisioners.puppet": ("Puppet",),
    "vagrantgen.models.provisioners.puppet_server": ("PuppetServer",),
    "vagrantgen.models.provisioners.salt": ("Salt",),
    "vagrantgen.models.provisioners.shell": ("Shell",),
    "vagrantgen.models.public_network": ("PublicNetwork",),
    "vagrantgen.models.secret": ("Secret",),
    "vagrantgen.models.synced_folders.nfs": ("Nfs",),
    "vagrantgen.models.synced_folders.nine_p": ("NineP",),
    "vagrantgen.models.synced_folders.rsync": ("Rsync",),
    "vagrantgen.models.synced_folders.smb": ("Smb",),
    "vagrantgen.models.synced_folders.sshfs": ("Sshfs",),
    "vagrantgen.models.synced_folders.virtiofs": ("Virtiofs",),
    "vagrantgen.running": ("Result", "RunningLab", "RunningMachine"),
}  # fmt: skip

__all__ = [
    "Ansible",
    "AnsibleLocal",
    "Cdrom",
    "ChefApply",
    "ChefClient",
    "ChefSolo",
    "ChefZero",
    "CommandError",
    "Disk",
    "Docker",
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
    "NineP",
    "Podman",
    "PrivateNetwork",
    "Problem",
    "PublicNetwork",
    "Puppet",
    "PuppetServer",
    "Result",
    "Rsync",
    "RunningLab",
    "RunningMachine",
    "Salt",
    "Secret",
    "Shell",
    "Smb",
    "Sshfs",
    "UpOptions",
    "UsageError",
    "VagrantgenError",
    "Virtiofs",
]


def __getattr__(name: str) -> "Any":
    import importlib  # noqa: PLC0415  (it takes its time)

    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
