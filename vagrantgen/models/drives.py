"""How many disks, cdroms and floppies fit into a machine, and under which names."""

from collections.abc import Sequence
from typing import Final

from vagrantgen.models.base import Mistake
from vagrantgen.models.disk import AnyDisk, Cdrom, Disk, Floppy
from vagrantgen.models.libvirt import Libvirt

_MOST_CDROMS: Final = 4
_MOST_FLOPPIES: Final = 2
_MOST_IDE: Final = 4
_MOST_DISKS: Final = 25


def check_drives(disks: Sequence[AnyDisk], libvirt: Libvirt, *, has_box: bool) -> None:
    """Raise a Mistake unless a machine's drives fit into it.

    Args:
        disks: The drives it has besides the box's.
        libvirt: Its provider block.
        has_box: Whether there is a box's disk.
    """
    _check_numbers(disks, libvirt, has_box=has_box)
    _check_controllers(disks, libvirt)
    _check_names(disks, libvirt, has_box=has_box)
    if "cdrom" in (libvirt.boot or ()) and not any(isinstance(disk, Cdrom) for disk in disks):
        raise Mistake("'cdrom' stands here, but `disks` has none", "libvirt", "boot")


def _check_numbers(disks: Sequence[AnyDisk], libvirt: Libvirt, *, has_box: bool) -> None:
    ide = sum(_is_ide(disk) * getattr(disk, "count", 1) for disk in disks)
    for kind, found, most in (
        ("cdroms", sum(isinstance(disk, Cdrom) for disk in disks), _MOST_CDROMS),
        ("floppies", sum(isinstance(disk, Floppy) for disk in disks), _MOST_FLOPPIES),
        ("drives on the ide bus", ide + (has_box and libvirt.disk_bus == "ide"), _MOST_IDE),
        ("disks", sum(disk.count for disk in disks if isinstance(disk, Disk)), _MOST_DISKS),
    ):
        if found > most:
            raise Mistake(f"{found} {kind}, but no more than {most} fit", "disks")


def _check_controllers(disks: Sequence[AnyDisk], libvirt: Libvirt) -> None:
    if libvirt.machine_type is None or "q35" not in libvirt.machine_type:
        return
    text = f"a {libvirt.machine_type!r} machine has no ide bus; write `bus: sata`"
    for place, disk in enumerate(disks):
        if _is_ide(disk):
            raise Mistake(text, "disks", place)
    if libvirt.disk_bus == "ide":
        raise Mistake(text, "libvirt", "disk_bus")


def _check_names(disks: Sequence[AnyDisk], libvirt: Libvirt, *, has_box: bool) -> None:
    seen = {libvirt.box_device: "the box's own disk"} if has_box else {}
    for place, disk in enumerate(disks):
        key = "device" if isinstance(disk, Disk) else "dev"
        name = getattr(disk, key)
        if name in seen:
            text = f"{name!r} is {seen[name]}; leave it out, or choose another"
            raise Mistake(text, "disks", place, key)
        if name is not None:
            seen[name] = "another disk already"


def _is_ide(disk: AnyDisk) -> bool:
    return isinstance(disk, Cdrom | Disk) and (
        disk.bus == "ide" or (isinstance(disk, Cdrom) and disk.bus is None)
    )
