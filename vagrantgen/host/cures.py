"""What to type on a host where something is missing, by its distribution."""

import os
from collections.abc import Mapping
from typing import Final

from vagrantgen import process
from vagrantgen.host.distribution import Family
from vagrantgen.host.finding import Host

_INSTALL: Final[Mapping[Family, str]] = {
    "debian": "apt-get install",
    "redhat": "dnf install",
    "fedora": "dnf install",
    "suse": "zypper install",
    "arch": "pacman -S",
}

_PACKAGES: Final[Mapping[str, Mapping[Family, str]]] = {
    "dnsmasq": {"debian": "dnsmasq-base"},
    "libvirtd": {
        "debian": "libvirt-daemon-system",
        "redhat": "libvirt",
        "fedora": "libvirt",
        "suse": "libvirt",
        "arch": "libvirt",
    },
    "lscpu": dict.fromkeys(_INSTALL, "util-linux"),
    "qemu": {
        "debian": "qemu-system-x86",
        "redhat": "qemu-kvm",
        "fedora": "qemu-kvm",
        "suse": "qemu-kvm",
        "arch": "qemu-base",
    },
    "ssh": {
        "debian": "openssh-client",
        "redhat": "openssh-clients",
        "fedora": "openssh-clients",
        "suse": "openssh-clients",
        "arch": "openssh",
    },
    "virsh": {
        "debian": "libvirt-clients",
        "redhat": "libvirt-client",
        "fedora": "libvirt-client",
        "suse": "libvirt-client",
        "arch": "libvirt",
    },
}
"""The package of a program, where its name is not the program's own."""

_WITH_PLUGIN: Final = ("debian", "fedora")
"""Distributions that have a package of Vagrant's plugin, by their short names."""

_MODULAR_SOCKETS: Final = "virtqemud.socket virtnetworkd.socket virtstoraged.socket"


def as_root(command: str) -> str:
    """Return a command line that runs a command as root."""
    return command if os.geteuid() == 0 else f"sudo {command}"


def install(program: str, host: Host) -> str:
    """Return the command that installs a program."""
    family = host.distribution.family
    package = _PACKAGES.get(program, {}).get(family, program)
    if family not in _INSTALL:
        return f"install {package} with the package manager of {host.distribution.name}"
    return as_root(f"{_INSTALL[family]} {package}")


def install_vagrant(host: Host) -> str:
    """Return the command that installs Vagrant with its plugin."""
    if host.distribution.id in _WITH_PLUGIN:
        return as_root(f"{_INSTALL[host.distribution.family]} vagrant vagrant-libvirt")
    return "vagrantgen host setup"


def start_libvirt(host: Host) -> str:
    """Return the command that starts libvirt, now and with the host."""
    if not (host.root / "run/systemd/system").is_dir():
        return as_root("sh -c 'virtlogd --daemon && libvirtd --daemon'")
    units = "libvirtd" if process.find("libvirtd") else _MODULAR_SOCKETS
    return as_root(f"systemctl enable --now {units}")


def restart_networks(host: Host) -> str:
    """Return the command that restarts the part of libvirt that makes networks."""
    modular = (host.root / "run/libvirt/virtnetworkd-sock").exists()
    return as_root(f"systemctl restart {'virtnetworkd' if modular else 'libvirtd'}")


def join_group(group: str, user: str) -> str:
    """Return the command that makes a user a member of a group."""
    return as_root(f"usermod --append --groups {group} {user}") + ", then log in anew"
