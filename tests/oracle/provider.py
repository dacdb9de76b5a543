"""What the plugin has to make of a machine's provider block."""

import re
from html import escape
from typing import Any

from oracle.methods import METHODS, kept
from oracle.plain import plain, settings_of, with_symbols
from oracle.seeds import seed_path

from vagrantgen.models.disk import Cdrom, Disk, Floppy
from vagrantgen.models.lab import Lab
from vagrantgen.models.libvirt import Libvirt
from vagrantgen.models.machine import Machine


def provider(lab: Lab, machine: Machine) -> dict[str, Any]:
    """Return what becomes of a machine's provider block, besides the plugin's defaults."""
    libvirt = machine.libvirt
    said = settings_of(libvirt, without={*METHODS, "ruby", "volume_cache", "sysinfo", "numa_nodes"})
    implied = libvirt.cpu_mode == "host-passthrough" and not libvirt.numa_nodes
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
        "nested": machine.nested and not implied,
        "machine_virtual_size": machine.disk_size,
        **_management(lab),
        **said,
        **{
            key: escape(said[key], quote=False)
            for key in ("title", "description", "cmd_line")
            if key in said
        },
        **_blocks(libvirt),
        **kept(libvirt),
        **_memory(machine, kept(libvirt).get("memory_backing", [])),
        "disks": [_disk(disk) for disk in disks],
        "cdroms": [
            _cdrom(disk, place, seed_path(lab, machine)) for place, disk in enumerate(cdroms)
        ],
        "floppies": [_floppy(disk, place) for place, disk in enumerate(floppies)],
    }
    settings |= _disk_names(libvirt) | _display(libvirt) | _host(settings["uri"], said)
    channels = [*settings.get("channels", ()), *_added_channels(libvirt)]
    return settings | {"channels": [item for item in channels if not item[":disabled"]]}


def _blocks(libvirt: Libvirt) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if libvirt.numa_nodes:
        nodes = [settings_of(node) for node in libvirt.numa_nodes]
        found["numa_nodes"] = [
            with_symbols({**node, "memory": node["memory"] * 1024}) for node in nodes
        ]
    if libvirt.sysinfo:
        names = {"base_board": "base board", "oem_strings": "oem strings"}
        blocks = {name: getattr(libvirt.sysinfo, name) for name in libvirt.sysinfo.model_fields_set}
        found["sysinfo"] = {
            names.get(name, name): [escape(text, quote=False) for text in block]
            if isinstance(block, tuple)
            else {key: escape(text, quote=False) for key, text in settings_of(block).items()}
            for name, block in blocks.items()
            if block
        }
    return found


def _memory(machine: Machine, said: list[Any]) -> dict[str, Any]:
    """Return how memory is backed, where a folder needs that it is shared."""
    names = {item[":name"] for item in said}
    uses_it = any(f.type == "virtiofs" and not f.disabled for f in machine.synced_folders)
    if not uses_it or ":access" in names:
        return {}
    source = {":name": ":source", ":config": {":type": "memfd"}}
    access = {":name": ":access", ":config": {":mode": "shared"}}
    added = [access] if ":source" in names else [source, access]
    return {"memory_backing": [*said, *added]}


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
        "disk_controller_model": libvirt.disk_controller_model
        or ("virtio-scsi" if bus == "scsi" else None),
        "snapshot_pool_name": libvirt.snapshot_pool_name or pool,
    }


def _display(libvirt: Libvirt) -> dict[str, Any]:
    kind = libvirt.graphics_type or "vnc"
    spice = kind == "spice"
    accelerated = bool(libvirt.video_accel3d)
    nothing = ("graphics_autoport", "graphics_port", "graphics_websocket", "graphics_ip", "keymap")
    without = dict.fromkeys(nothing) if kind == "sdl" else {}
    return {
        "graphics_autoport": "yes" if not spice and libvirt.graphics_port is None else None,
        "graphics_port": libvirt.graphics_port or (None if spice else -1),
        "graphics_websocket": libvirt.graphics_websocket or (None if spice else -1),
        "graphics_ip": libvirt.graphics_ip or (None if spice else "127.0.0.1"),
        "graphics_passwd": plain(libvirt.graphics_passwd) if kind in {"vnc", "spice"} else None,
        "graphics_gl": accelerated if libvirt.graphics_gl is None else libvirt.graphics_gl,
        "video_type": libvirt.video_type or ("virtio" if accelerated else "cirrus"),
        **without,
    }


def _added_channels(libvirt: Libvirt) -> list[Any]:
    """Return the channels that the plugin adds, where the lab has none for the purpose."""
    names = [channel.target_name or "" for channel in libvirt.channel or ()]
    wanted = {
        "org.qemu.guest_agent.": libvirt.qemu_use_agent and "unix",
        "com.redhat.spice.": libvirt.graphics_type == "spice" and "spicevmc",
    }
    return [
        channel
        for prefix, kind in wanted.items()
        if kind and not any(name.startswith(prefix) for name in names)
        for channel in _channel(kind, f"{prefix}0")
    ]


def _channel(kind: str, name: str) -> list[Any]:
    unsaid = ("source_mode", "source_path", "target_address", "target_port", "disabled")
    said = {"type": kind, "target_name": name, "target_type": "virtio"}
    return [with_symbols(dict.fromkeys(unsaid) | said)]


def _host(uri: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return what the plugin reads out of the address of another libvirt host.

    This host's own is left as a bare file has it: some of Ruby's releases write its empty
    host name (`qemu:///system`), others don't (`qemu:/system`).
    """
    found = re.fullmatch(r"qemu\+ssh://(?:(?P<user>[^@/]+)@)?(?P<host>[^/:]+)/.*", uri)
    if found is None:
        return {}
    user, host = found["user"], found["host"]
    login = f" -l '{user}'" if user else ""
    key = f" -i '{said['id_ssh_key_file']}'" if "id_ssh_key_file" in said else ""
    command = said.get("proxy_command", f"ssh '{host}'{login}{key} -W %h:%p")
    return {
        "system_uri": uri,
        "host": host,
        "username": user,
        "connect_via_ssh": True,
        "proxy_command": command.replace("{host}", host),
    }
