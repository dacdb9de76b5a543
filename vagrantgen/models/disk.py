"""Disks besides the box's own: hard disks, cdroms and floppies."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Discriminator, Tag

from vagrantgen.models.base import Bool, Numbered, PositiveInt, Settings
from vagrantgen.models.quantity import DiskSize
from vagrantgen.models.values import Arguments, Symbol

DiskBus = Literal["virtio", "scsi", "sata", "ide", "usb", "sd"]
CacheMode = Literal["default", "none", "writethrough", "writeback", "directsync", "unsafe"]
IoMode = Literal["threads", "native", "io_uring"]


def _is_not_the_box_disk(value: str) -> str:
    if value == "vda":
        msg = "'vda' is the box's own disk; leave `device` out, or begin with 'vdb'"
        raise ValueError(msg)
    return value


def _is_in_the_pool(value: str) -> str:
    if value.startswith("/"):
        msg = f"{value!r} must be the name of a volume in the storage pool, not a path"
        raise ValueError(msg)
    return value


class _Storage(Settings):
    """What the plugin's `storage` is called with."""

    own: ClassVar[frozenset[str]] = frozenset()

    def calls(self) -> tuple[Arguments, ...]:
        """Return the arguments of each call of `storage`."""
        return (Arguments((Symbol("file"),), self._named()),)

    def _named(self) -> Mapping[str, Any]:
        return {key: value for key, value in self.settings().items() if key not in self.own}


class Disk(_Storage):
    """A hard disk, which is made with the machine and removed with it."""

    own: ClassVar[frozenset[str]] = frozenset({"count"})

    size: DiskSize
    """How large it is, with its unit: `20G`."""

    device: Annotated[str, AfterValidator(_is_not_the_box_disk)] | None = None
    """Its name in the guest, such as `vdb`; the next free one otherwise."""

    type: Literal["qcow2", "raw"] | None = None
    """The image's format; qcow2 otherwise."""

    path: Annotated[Numbered, AfterValidator(_is_in_the_pool)] | None = None
    """The volume's name in the storage pool."""

    pool: str | None = None
    """The storage pool; the machine's own otherwise."""

    bus: DiskBus | None = None
    """What it is connected to; virtio otherwise."""

    cache: CacheMode | None = None
    """How the host caches it."""

    io: IoMode | None = None
    """How QEMU reads and writes it."""

    copy_on_read: Literal["on", "off"] | None = None
    """Whether what is read from a backing file is kept."""

    discard: Literal["unmap", "ignore"] | None = None
    """Whether space that the guest frees is given back."""

    detect_zeroes: Literal["off", "on", "unmap"] | None = None
    """Whether zeroes are written."""

    address_type: str | None = None
    """The kind of its address, where libvirt is to choose none itself."""

    allow_existing: Bool | None = None
    """Use the volume if it exists; it is then not removed with the machine."""

    shareable: Bool | None = None
    """Let several machines use it at once."""

    serial: Numbered | None = None
    """Its serial number."""

    wwn: Numbered | None = None
    """Its World Wide Name, 16 hexadecimal digits."""

    count: PositiveInt = 1
    """How many such disks there are."""

    def calls(self) -> tuple[Arguments, ...]:
        """Return the arguments of each call of `storage`, one a disk."""
        return super().calls() * self.count


class Cdrom(_Storage):
    """A cdrom drive with an image in it."""

    own: ClassVar[frozenset[str]] = frozenset({"cdrom"})

    cdrom: Numbered
    """The image's path on the host."""

    dev: Literal["hda", "hdb", "hdc", "hdd", "sda", "sdb", "sdc", "sdd"] | None = None
    """Its name in the guest."""

    bus: DiskBus | None = None
    """What it is connected to; ide otherwise, which q35 machines lack: they need sata."""

    def _named(self) -> Mapping[str, Any]:
        return {"device": Symbol("cdrom"), "path": self.cdrom, **super()._named()}


class Floppy(_Storage):
    """A floppy drive with an image in it."""

    own: ClassVar[frozenset[str]] = frozenset({"floppy"})

    floppy: Numbered
    """The image's path on the host."""

    dev: Literal["fda", "fdb"] | None = None
    """Its name in the guest."""

    def _named(self) -> Mapping[str, Any]:
        return {"device": Symbol("floppy"), "path": self.floppy, **super()._named()}


def _kind(value: Any) -> str:
    keys = value if isinstance(value, dict) else type(value).model_fields
    return next((f"<{kind}>" for kind in ("cdrom", "floppy") if kind in keys), "<disk>")


AnyDisk = Annotated[
    Annotated[Disk, Tag("<disk>")]
    | Annotated[Cdrom, Tag("<cdrom>")]
    | Annotated[Floppy, Tag("<floppy>")],
    Discriminator(_kind),
]
"""A hard disk (`size`), a cdrom (`cdrom`) or a floppy (`floppy`)."""
