"""Files of this host that a lab names, and that are not there."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vagrantgen.errors import Problem
from vagrantgen.loader.reader import Key
from vagrantgen.models.assembly import LabKeys
from vagrantgen.models.machine import Machine
from vagrantgen.models.text import is_from_a_root, is_url

if TYPE_CHECKING:
    from vagrantgen.models.trigger import Trigger

Kind = Literal["file", "folder", "own", "path"]
"""A file, a folder, a folder that the user's own QEMU reads, or either."""
Named = Iterator[tuple[Key, str | None, Kind]]


def missing_files(keys: LabKeys, machines: Sequence[Machine], folder: Path) -> Iterator[Problem]:
    """Yield a problem for each file or folder that a lab names and that doesn't exist.

    Args:
        keys: What is said of the lab besides its machines.
        machines: Its machines.
        folder: Where relative paths start.
    """
    look = cache(lambda path, kind: _mistake(folder, path, kind))
    is_here = "://" in keys.uri and ":///" in keys.uri
    named = [*_of_lab(keys, is_here=is_here)]
    for machine in machines:
        found = _of_machine(machine, is_here=is_here)
        named += [
            (("machines", machine.name, *key), path, kind) for key, path, kind in found if path
        ]
    for key, path, kind in named:
        mistake = look(path, kind) if path and not is_url(path) else ""
        if path and mistake:
            whole = is_from_a_root(path) or path.startswith("~")
            hint = "" if whole else "a relative path starts at the lab file"
            yield Problem(mistake, key, hint=hint)


def _mistake(folder: Path, path: str, kind: Kind) -> str:
    try:
        found = folder / Path(path).expanduser()
        if kind in {"folder", "own"} and found.is_file():
            return f"{path!r} is a file, and must be a folder"
        if kind == "own" and found.exists() and not os.access(found, os.R_OK):
            return f"you can't read {path!r}, and the machine runs as you"
        if kind == "file" and found.is_dir():
            return f"{path!r} is a folder, and must be a file"
        return "" if found.exists() else f"there is no {path!r} on this host"
    except (OSError, RuntimeError):  # too long, or of a user there is not
        return f"there is no {path!r} on this host"


def _of_lab(keys: LabKeys, *, is_here: bool) -> Named:
    for name, network in keys.networks.items():
        if is_here:
            yield ("networks", name, "tftp_root"), network.tftp_root, "folder"
    yield from _of_triggers(keys.triggers)


def _of_machine(machine: Machine, *, is_here: bool) -> Named:
    for place, url in enumerate(machine.box_url or ()):
        if isinstance(url, str):
            yield ("box_url", place), url.removeprefix("file://"), "file"
    yield from _of_connection(machine)
    for place, provisioner in enumerate(machine.provisioners):
        for key, path, kind in provisioner.host_paths():
            yield ("provisioners", place, *key), path.removeprefix("@"), kind
    yield from _of_cloud_init(machine)
    for place, shared in enumerate(machine.synced_folders):
        if not shared.create and not shared.disabled:
            own = shared.type == "9p" and machine.libvirt.qemu_use_session
            yield ("synced_folders", place, "host"), shared.host, "own" if own else "folder"
    yield from _of_host(machine) if is_here else ()
    yield from _of_triggers(machine.triggers)


def _of_cloud_init(machine: Machine) -> Named:
    for name, path in machine.cloud_init.paths.items() if machine.cloud_init else ():
        yield ("cloud_init", name), path, "file"


def _of_host(machine: Machine) -> Named:
    """Yield what libvirt reads, which is on its own host."""
    for place, disk in enumerate(machine.disks):
        for kind in ("cdrom", "floppy"):
            yield ("disks", place, kind), getattr(disk, kind, None), "file"
    for name in ("loader", "kernel", "initrd", "dtb", "emulator_path"):
        yield ("libvirt", name), getattr(machine.libvirt, name), "file"


def _of_connection(machine: Machine) -> Named:
    for place, path in enumerate(machine.ssh.private_key_path or ()):
        yield ("ssh", "private_key_path", place), path, "file"
    yield ("ssh", "config"), machine.ssh.config, "file"
    for name in ("box_download_ca_cert", "box_download_ca_path", "box_download_client_cert"):
        yield ("vm", name), getattr(machine.vm, name), "path"


def _of_triggers(triggers: "Sequence[Trigger]") -> Named:
    for place, trigger in enumerate(triggers):
        for name in ("run", "run_remote"):
            script = getattr(trigger, name)
            yield ("triggers", place, name, "path"), script.path if script else None, "file"
