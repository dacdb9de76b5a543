"""How many disks, cdroms and floppies fit into a machine, and under which names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Final

from vagrantgen.models.base import Mistake
from vagrantgen.models.disk import AnyDisk, Cdrom, Disk, Floppy
from vagrantgen.models.libvirt import Libvirt
from vagrantgen.models.values import Verbatim

_MOST_CDROMS: Final = 4
_MOST_FLOPPIES: Final = 2
_MOST_IDE: Final = 4
_MOST_DISKS: Final = 25
_BY_LETTER: Final = frozenset({"ide", "sata", "scsi", "usb"})
"""The buses on which a drive's place is the last letter of its name."""

_KINDS: Final[tuple[type, ...]] = (Disk, Cdrom, Floppy)
_IDE_LETTERS: Final = "abcd"
_LETTERS_OF_SEEDS: Final = "dcbaef"
_SEED: Final = Verbatim("seed")
"""The path of the image for cloud-init, which the Vagrantfile has in a variable."""


@dataclass(frozen=True, slots=True)
class _Target:
    """What a drive is called in the guest, and where it is connected."""

    name: str
    bus: str
    place: int | None
    """Its place in `disks`; None for the box's own disk."""
    is_apart: bool = False
    """Whether the plugin would give it a place that is taken, so that its name has to be said."""

    @property
    def slot(self) -> tuple[str, str]:
        """What no other drive can have: a place on the bus, or else the name."""
        return (self.bus, self.name[-1]) if self.bus in _BY_LETTER else ("", self.name)


class Drives:
    """The drives of a machine.

    Args:
        disks: What it has besides the box's disk.
        libvirt: Its provider block.
        has_box: Whether there is a box's disk.
    """

    def __init__(self, disks: Sequence[AnyDisk], libvirt: Libvirt, *, has_box: bool) -> None:
        self._disks = disks
        self._libvirt = libvirt
        self._has_box = has_box

    def check(self, *, with_seed: bool) -> None:
        """Raise a Mistake unless they fit into the machine.

        Args:
            with_seed: Whether there is an image for cloud-init, in a drive of its own.
        """
        self._check_numbers(with_seed=with_seed)
        self._check_controllers()
        self._check_names()
        if with_seed:
            self.seed()
        cdroms = any(isinstance(disk, Cdrom) for disk in self._disks)
        if "cdrom" in (self._libvirt.boot or ()) and not cdroms:
            raise Mistake("'cdrom' stands here, but `disks` has none", "libvirt", "boot")

    def meant(self, *, with_seed: bool) -> Iterator[AnyDisk]:
        """Yield the drives, with a name where the plugin would choose one that can't be.

        Args:
            with_seed: Whether there is an image for cloud-init, in a drive of its own.
        """
        names: dict[int | None, list[_Target]] = {}
        for target in self._targets() if self._disks else ():
            names.setdefault(target.place, []).append(target)
        for place, disk in enumerate(self._disks):
            if not any(target.is_apart for target in names[place]):
                yield disk
                continue
            for target in names[place]:
                if isinstance(disk, Disk):
                    yield disk.replace(count=1, device=target.name)
                else:
                    yield disk.replace(dev=target.name)
        if with_seed:
            yield self.seed()

    def seed(self) -> Cdrom:
        """Return the drive with the image for cloud-init: the last free one of its bus.

        Raises:
            Mistake: None is free.
        """
        bus = self._bus_of_the_seed()
        taken = {part for target in self._targets() for part in (target.slot, target.name)}
        for letter in reversed(_IDE_LETTERS) if bus == "ide" else _LETTERS_OF_SEEDS:
            if not {(bus, letter), f"hd{letter}"} & taken:
                said: dict[str, Any] = {"cdrom": _SEED, "dev": f"hd{letter}", "bus": bus}
                return Cdrom.model_construct(**said)
        text = f"needs a drive, but no place is left for one on the {bus} bus"
        raise Mistake(text, "cloud_init")

    def _bus_of_the_seed(self) -> str:
        """Return a bus that the machine has, and its guest knows: the box's own if it is scsi."""
        kind = self._libvirt.machine_type or "pc"
        if self._has_box and _box_bus(self._libvirt) == "scsi":
            return "scsi"
        return "sata" if "q35" in kind else "ide" if kind.startswith("pc") else "scsi"

    def _check_numbers(self, *, with_seed: bool) -> None:
        ide = sum(_is_ide(disk) * getattr(disk, "count", 1) for disk in self._disks)
        ide += self._has_box and self._libvirt.disk_bus == "ide"
        cdroms = sum(isinstance(disk, Cdrom) for disk in self._disks) + with_seed
        for kind, found, most in (
            ("cdroms", cdroms, _MOST_CDROMS),
            ("floppies", sum(isinstance(disk, Floppy) for disk in self._disks), _MOST_FLOPPIES),
            ("drives on the ide bus", ide, _MOST_IDE),
            ("disks", sum(d.count for d in self._disks if isinstance(d, Disk)), _MOST_DISKS),
        ):
            if found > most:
                own = ", with cloud_init's" if kind == "cdroms" and with_seed else ""
                raise Mistake(f"{found} {kind}{own}, but no more than {most} fit", "disks")

    def _check_controllers(self) -> None:
        kind = self._libvirt.machine_type
        without_ide = kind is not None and "q35" in kind
        for place, disk in enumerate(self._disks):
            if without_ide and _is_ide(disk):
                text = f"a {kind!r} machine has no ide bus; write `bus: sata`"
                raise Mistake(text, "disks", place)
        if without_ide and self._libvirt.disk_bus == "ide":
            text = f"a {kind!r} machine has no ide bus; write `bus: sata`"
            raise Mistake(text, "libvirt", "disk_bus")

    def _check_names(self) -> None:
        names: dict[str, _Target] = {}
        slots: dict[tuple[str, str], _Target] = {}
        for target in self._targets():
            key = self._key(target.place)
            other = names.setdefault(target.name, target)
            if other is not target:
                whose = "the box's own disk" if other.place is None else "another disk already"
                text = f"{target.name!r} is {whose}; leave it out, or choose another"
                raise Mistake(text, *key)
            other = slots.setdefault(target.slot, target)
            if other is not target:
                text = f"{target.name!r} has the place of {other.name!r} on the {target.bus} bus"
                more = f"; the last letter says it: write another `{key[-1]}`"
                raise Mistake(text + more, *key)
            if target.bus == "ide" and target.name[-1] not in _IDE_LETTERS:
                text = f"{target.name!r} is no place on the ide bus, which ends with 'd'"
                raise Mistake(f"{text}; write another `{key[-1]}`", *key)

    def _key(self, place: int | None) -> tuple[str | int, ...]:
        if place is None:
            return "libvirt", "disk_device"
        return "disks", place, "device" if isinstance(self._disks[place], Disk) else "dev"

    def _targets(self) -> Iterator[_Target]:
        """Yield what the drives are called, which the plugin decides where nobody does.

        It looks for a free name among the drives of the same kind alone.
        """
        names = {
            kind: {_name(disk) for disk in self._disks if type(disk) is kind} for kind in _KINDS
        }
        slots = {target.slot for target in self._named()}
        if self._has_box:
            names[Disk].add(self._libvirt.box_device)
        yield from self._named()
        for place, disk in enumerate(self._disks):
            prefix, bus = _usual(disk, self._libvirt)
            for _ in range(0 if _name(disk) else getattr(disk, "count", 1)):
                free = [f"{prefix}{letter}" for letter in ascii_lowercase]
                free = [name for name in free if name not in names[type(disk)]]
                target = _Target(free[0], bus, place, is_apart=False)
                for name in free if target.slot in slots else ():
                    target = _Target(name, bus, place, is_apart=True)
                    if target.slot not in slots:
                        break
                names[type(disk)].add(target.name)
                slots.add(target.slot)
                yield target

    def _named(self) -> Iterator[_Target]:
        """Yield the drives whose names are said, and the box's."""
        if self._has_box:
            yield _Target(self._libvirt.box_device, _box_bus(self._libvirt), None)
        for place, disk in enumerate(self._disks):
            name = _name(disk)
            if name:
                yield _Target(name, _usual(disk, self._libvirt)[1], place)


def _name(disk: AnyDisk) -> str | None:
    return disk.device if isinstance(disk, Disk) else disk.dev


def _usual(disk: AnyDisk, libvirt: Libvirt) -> tuple[str, str]:
    """Return what a drive's name begins with if nobody names it, and its bus."""
    match disk:
        case Disk():
            return libvirt.box_device[:2], disk.bus or "virtio"
        case Cdrom():
            return "hd", disk.bus or "ide"
        case Floppy():
            return "fd", "fdc"


def _box_bus(libvirt: Libvirt) -> str:
    """Return what the box's disk is connected to."""
    return libvirt.disk_bus or ("scsi" if libvirt.box_device.startswith("sd") else "virtio")


def _is_ide(disk: AnyDisk) -> bool:
    return isinstance(disk, Cdrom | Disk) and (
        disk.bus == "ide" or (isinstance(disk, Cdrom) and disk.bus is None)
    )
