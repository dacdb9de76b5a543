"""What the plugin has to make of a machine's provider block."""

import re
from typing import Any
from xml.sax.saxutils import escape

from oracle.plain import settings_of, with_symbols
from oracle.seeds import seed_path

from vagrantgen.models.disk import Cdrom, Disk, Floppy
from vagrantgen.models.lab import Lab
from vagrantgen.models.libvirt import Libvirt
from vagrantgen.models.machine import Machine


def provider(lab: Lab, machine: Machine) -> dict[str, Any]:
    """Return what becomes of a machine's provider block, besides the plugin's defaults."""
    libvirt = machine.libvirt
    said = settings_of(libvirt, without={"boot", "disk_driver", "random", "ruby"})
    disks = [disk for disk in machine.drives if isinstance(disk, Disk) for _ in range(disk.count)]
    cdroms = [disk for disk in machine.drives if isinstance(disk, Cdrom)]
    floppies = [disk for disk in machine.drives if isinstance(disk, Floppy)]
    settings: dict[str, Any] = {
        "uri": lab.uri,
        "driver": "kvm",
        "default_prefix": f"{lab.name}_",
        "management_network_keep": True,
        "cpus": machine.cpus,
        "memory": machine.memory,
        "nested": machine.nested,
        "machine_virtual_size": machine.disk_size,
        **_management(lab),
        **said,
        **{key: escape(said[key]) for key in ("title", "description") if key in said},
        "boot_order": list(libvirt.boot or ()),
        "disk_driver_opts": with_symbols(settings_of(libvirt.disk_driver))
        if libvirt.disk_driver
        else {},
        "rng": {":model": "random"} if libvirt.random else {},
        "disks": [_disk(disk) for disk in disks],
        "cdroms": [
            _cdrom(disk, place, seed_path(lab, machine)) for place, disk in enumerate(cdroms)
        ],
        "floppies": [_floppy(disk, place) for place, disk in enumerate(floppies)],
    }
    return settings | _disk_names(libvirt) | _display(libvirt) | _host(settings["uri"])


def _management(lab: Lab) -> dict[str, Any]:
    own = lab.management
    if own is None:
        return {}
    return {
        "management_network_name": own.name,
        "management_network_address": str(own.subnet),
    }


def _disk(disk: Disk) -> dict[str, Any]:
    keys = "device address_type path allow_existing shareable serial io copy_on_read discard"
    nothing = dict.fromkeys(f"{keys} detect_zeroes pool wwn".split())
    usual = {"type": "qcow2", "bus": "virtio", "cache": "default"}
    return with_symbols(nothing | usual | settings_of(disk, without={"count"}))


def _cdrom(disk: Cdrom, place: int, seed: str) -> dict[str, Any]:
    return with_symbols(
        {
            "type": disk.type or "raw",
            "dev": disk.dev or f"hd{'abcd'[place]}",
            "bus": disk.bus or "ide",
            "path": seed if disk.cdrom == "seed" else disk.cdrom,
        }
    )


def _floppy(disk: Floppy, place: int) -> dict[str, Any]:
    return with_symbols({"dev": disk.dev or f"fd{'ab'[place]}", "bus": "fdc", "path": disk.floppy})


def _disk_names(libvirt: Libvirt) -> dict[str, Any]:
    device = libvirt.disk_device or ("sda" if libvirt.disk_bus == "scsi" else "vda")
    bus = libvirt.disk_bus or ("scsi" if device.startswith("sd") else "virtio")
    pool = libvirt.storage_pool_name or "default"
    return {
        "disk_device": device,
        "disk_bus": bus,
        "disk_controller_model": "virtio-scsi" if bus == "scsi" else None,
        "snapshot_pool_name": libvirt.snapshot_pool_name or pool,
    }


def _display(libvirt: Libvirt) -> dict[str, Any]:
    kind = libvirt.graphics_type or "vnc"
    spice = kind == "spice"
    agent = _channel("unix", "org.qemu.guest_agent.0") if libvirt.qemu_use_agent else []
    return {
        "graphics_autoport": "yes" if not spice and libvirt.graphics_port is None else None,
        "graphics_port": libvirt.graphics_port or (None if spice else -1),
        "graphics_websocket": None if spice else -1,
        "graphics_ip": libvirt.graphics_ip or (None if spice else "127.0.0.1"),
        "graphics_passwd": libvirt.graphics_passwd if kind in {"vnc", "spice"} else None,
        "channels": agent + (_channel("spicevmc", "com.redhat.spice.0") if spice else []),
    }


def _channel(kind: str, name: str) -> list[Any]:
    unsaid = ("source_mode", "source_path", "target_address", "target_port", "disabled")
    said = {"type": kind, "target_name": name, "target_type": "virtio"}
    return [with_symbols(dict.fromkeys(unsaid) | said)]


def _host(uri: str) -> dict[str, Any]:
    """Return what the plugin reads out of the libvirt host's address."""
    found = re.fullmatch(r"qemu\+ssh://(?:(?P<user>[^@/]+)@)?(?P<host>[^/:]+)/.*", uri)
    if found is None:
        return {"system_uri": uri.replace("/session", "/system")}
    user, host = found["user"], found["host"]
    login = f" -l '{user}'" if user else ""
    return {
        "system_uri": uri,
        "host": host,
        "username": user,
        "connect_via_ssh": True,
        "proxy_command": f"ssh '{host}'{login} -W %h:%p",
    }
