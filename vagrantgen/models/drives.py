"""How many disks, cdroms and floppies fit into a machine, and under which names."""

from collections.abc import Iterator, Sequence
from typing import Final

from vagrantgen.models.disk import AnyDisk, Cdrom, Disk, Floppy
from vagrantgen.models.libvirt import Libvirt

_MOST_CDROMS: Final = 4
_MOST_FLOPPIES: Final = 2
_MOST_IDE: Final = 4
_MOST_DISKS: Final = 25


def drive_mistakes(disks: Sequence[AnyDisk], libvirt: Libvirt, *, has_box: bool) -> Iterator[str]:
    """Yield what is wrong with a machine's drives.

    Args:
        disks: The drives it has besides the box's.
        libvirt: Its provider block.
        has_box: Whether there is a box's disk.
    """
    yield from _too_many(disks, libvirt, has_box=has_box)
    yield from _without_a_controller(disks, libvirt)
    yield from _of_one_name(disks, libvirt, has_box=has_box)
    if "cdrom" in (libvirt.boot or ()) and not any(isinstance(disk, Cdrom) for disk in disks):
        yield "boots from 'cdrom', but `disks` has none"


def _too_many(disks: Sequence[AnyDisk], libvirt: Libvirt, *, has_box: bool) -> Iterator[str]:
    cdroms = sum(isinstance(disk, Cdrom) for disk in disks)
    floppies = sum(isinstance(disk, Floppy) for disk in disks)
    hard = sum(disk.count for disk in disks if isinstance(disk, Disk))
    ide = sum(_is_ide(disk) * getattr(disk, "count", 1) for disk in disks)
    ide += has_box and libvirt.disk_bus == "ide"
    for kind, found, most in (
        ("cdroms", cdroms, _MOST_CDROMS),
        ("floppies", floppies, _MOST_FLOPPIES),
        ("drives on the ide bus", ide, _MOST_IDE),
        ("disks besides the box's", hard, _MOST_DISKS),
    ):
        if found > most:
            yield f"has {found} {kind}, but no more than {most} fit"


def _without_a_controller(disks: Sequence[AnyDisk], libvirt: Libvirt) -> Iterator[str]:
    if libvirt.machine_type is None or "q35" not in libvirt.machine_type:
        return
    if any(_is_ide(disk) for disk in disks) or libvirt.disk_bus == "ide":
        yield f"is a {libvirt.machine_type!r}, which has no ide bus; write `bus: sata`"


def _of_one_name(disks: Sequence[AnyDisk], libvirt: Libvirt, *, has_box: bool) -> Iterator[str]:
    seen = {libvirt.box_device} if has_box else set()
    for disk in disks:
        name = disk.device if isinstance(disk, Disk) else disk.dev
        if name is None:
            continue
        if name in seen:
            whose = "the box's own disk" if name == libvirt.box_device else "another disk too"
            yield f"has {name!r} twice: it is {whose}; leave it out, or choose another"
        seen.add(name)


def _is_ide(disk: AnyDisk) -> bool:
    return isinstance(disk, Cdrom | Disk) and (
        disk.bus == "ide" or (isinstance(disk, Cdrom) and disk.bus is None)
    )
