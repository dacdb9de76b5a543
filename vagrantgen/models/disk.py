"""Disks besides the box's own: hard disks, cdroms and floppies."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import (
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    model_validator,
)

from vagrantgen.models.base import Bool, Mistake, PositiveInt, Settings, is_partial
from vagrantgen.models.disk_values import (
    CacheMode,
    DeviceName,
    DiskAddress,
    DiskBus,
    ImageFormat,
    IoMode,
    SerialNumber,
    VolumeName,
    WorldWideName,
)
from vagrantgen.models.emits import Emits
from vagrantgen.models.quantity import DiskSize, to_bytes
from vagrantgen.models.text import NumberedHostFile, PoolName
from vagrantgen.models.values import Arguments, Symbol

_DISK: Final = "/domain/devices/disk"
_WITH_WWN: Final = ("ide", "scsi")

_LEAST_RAW: Final = 1024**3
"""What fog-libvirt allocates for a volume; a qcow2 image takes what is needed instead."""


class DiskDriver(Settings):
    """How the host reads and writes a disk."""

    is_merged: ClassVar[bool] = True
    """Whether `defaults` may say a part of it."""

    cache: Annotated[CacheMode | None, Emits(f"{_DISK}/driver/@cache", default="default")] = None
    """How the host caches it."""

    io: Annotated[IoMode | None, Emits(f"{_DISK}/driver/@io")] = None
    """How QEMU reads and writes it."""

    copy_on_read: Annotated[Literal["on", "off"] | None, Emits(f"{_DISK}/driver/@copy_on_read")] = (
        None
    )
    """Whether what is read from a backing image is kept."""

    discard: Annotated[Literal["unmap", "ignore"] | None, Emits(f"{_DISK}/driver/@discard")] = None
    """Whether space that the guest frees is given back."""

    detect_zeroes: Annotated[
        Literal["off", "on", "unmap"] | None, Emits(f"{_DISK}/driver/@detect_zeroes")
    ] = None
    """Whether zeroes are written."""

    type: Annotated[ImageFormat | None, Emits(since="vagrant-libvirt 0.12.0")] = None
    """The image's format."""

    @model_validator(mode="after")
    def _combines_only_what_qemu_does(self, info: ValidationInfo) -> Self:
        if is_partial(info) and self.is_merged:
            return self
        if self.io == "native" and self.cache not in {"none", "directsync"}:
            msg = "'native' needs `cache: none` or `cache: directsync`"
            raise Mistake(msg, "io")
        if self.detect_zeroes == "unmap" and self.discard != "unmap":
            msg = "'unmap' needs `discard: unmap`"
            raise Mistake(msg, "detect_zeroes")
        return self


class _Storage(Settings):
    """What the plugin's `storage` is called with."""

    own: ClassVar[frozenset[str]] = frozenset()

    def calls(self) -> tuple[Arguments, ...]:
        """Return the arguments of each call of `storage`."""
        return (Arguments((Symbol("file"),), self._named()),)

    def _named(self) -> Mapping[str, Any]:
        return {key: value for key, value in self.settings().items() if key not in self.own}


class Disk(_Storage, DiskDriver):
    """A hard disk, which is made with the machine and removed with it."""

    is_merged: ClassVar[bool] = False
    own: ClassVar[frozenset[str]] = frozenset({"count"})

    refused: ClassVar[Mapping[str, str]] = {
        "dev": "is a cdrom's; write `device`",
        "name": "is nothing of a disk; write `path`, the volume's name in the pool",
        "disk": "says nothing; a hard disk is one that has a `size`",
    }

    size: Annotated[DiskSize, Emits("/volume/capacity")]
    """How large it is, with its unit: `20G`."""

    device: Annotated[DeviceName | None, Emits(f"{_DISK}/target/@dev")] = None
    """Its name in the guest, such as `vdb`; the next free one otherwise."""

    type: Annotated[ImageFormat | None, Emits(f"{_DISK}/driver/@type", default="qcow2")] = None
    """The image's format."""

    path: Annotated[VolumeName | None, Emits("/volume/name")] = None
    """The volume's name in the storage pool."""

    pool: PoolName | None = None
    """The storage pool; the machine's own otherwise."""

    bus: Annotated[DiskBus | None, Emits(f"{_DISK}/target/@bus", default="virtio")] = None
    """What it is connected to. An old controller for scsi, if not the box's."""

    address_type: Annotated[DiskAddress | None, Emits(f"{_DISK}/address/@type")] = None
    """The kind of its address, where libvirt is to choose none itself."""

    allow_existing: Annotated[Bool | None, Emits(default=False)] = None
    """Use the volume if it exists; it is then not removed with the machine."""

    shareable: Annotated[Bool | None, Emits(f"{_DISK}/shareable", default=False)] = None
    """Let several machines use it at once."""

    serial: Annotated[
        SerialNumber | None,
        Emits(f"{_DISK}/serial"),
    ] = None
    """Its serial number."""

    wwn: Annotated[
        WorldWideName | None,
        Emits(f"{_DISK}/wwn"),
    ] = None
    """Its World Wide Name, 16 hexadecimal digits."""

    count: Annotated[PositiveInt, Field(le=25)] = 1
    """How many such disks there are."""

    @model_validator(mode="after")
    def _is_one_where_it_says_which(self) -> Self:
        for key in ("device", "path", "serial", "wwn"):
            if self.count > 1 and getattr(self, key) is not None:
                msg = f"{self.count} disks can't have the same `{key}`; write them one by one"
                raise Mistake(msg, key)
        return self

    @model_validator(mode="after")
    def _is_made_as_libvirt_can(self) -> Self:
        if self.shareable and self.type != "raw":
            msg = "needs `type: raw`: machines can't share a qcow2 image"
            raise Mistake(msg, "shareable")
        if self.type == "raw" and (to_bytes(self.size) or 0) < _LEAST_RAW:
            msg = f"{self.size!r} is too small for a raw image, which the plugin makes 1 GiB large"
            raise Mistake(msg, "size")
        if self.wwn and self.bus not in _WITH_WWN:
            msg = "needs `bus: scsi` or `bus: ide`"
            raise Mistake(msg, "wwn")
        return self

    def calls(self) -> tuple[Arguments, ...]:
        """Return the arguments of each call of `storage`, one a disk."""
        return super().calls() * self.count

    def _named(self) -> Mapping[str, Any]:
        return {"size": self.size, **super()._named()}


class Cdrom(_Storage):
    """A cdrom drive with an image in it."""

    own: ClassVar[frozenset[str]] = frozenset({"cdrom"})

    cdrom: Annotated[NumberedHostFile, Emits(f"{_DISK}/source/@file")]
    """The image's path on the host, from the root."""

    dev: Annotated[
        Literal["hda", "hdb", "hdc", "hdd", "sda", "sdb", "sdc", "sdd"] | None,
        Emits(f"{_DISK}/target/@dev"),
    ] = None
    """Its name in the guest."""

    type: Annotated[
        Literal["raw", "qcow2"] | None, Emits(f"{_DISK}/driver/@type", default="raw")
    ] = None
    """The image's format, raw as of an ISO file."""

    bus: Annotated[DiskBus | None, Emits(f"{_DISK}/target/@bus", default="ide")] = None
    """What it is connected to. q35 machines lack ide: they need sata."""

    def _named(self) -> Mapping[str, Any]:
        return {"device": Symbol("cdrom"), "path": self.cdrom, **super()._named()}


class Floppy(_Storage):
    """A floppy drive with an image in it."""

    own: ClassVar[frozenset[str]] = frozenset({"floppy"})

    floppy: Annotated[NumberedHostFile, Emits(f"{_DISK}/source/@file")]
    """The image's path on the host, from the root."""

    dev: Annotated[Literal["fda", "fdb"] | None, Emits(f"{_DISK}/target/@dev")] = None
    """Its name in the guest."""

    def _named(self) -> Mapping[str, Any]:
        return {"device": Symbol("floppy"), "path": self.floppy, **super()._named()}


def _kind(value: Any) -> str:
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    return next((f"<{kind}>" for kind in ("cdrom", "floppy") if kind in keys), "<disk>")


AnyDisk = Annotated[
    Annotated[Disk, Tag("<disk>")]
    | Annotated[Cdrom, Tag("<cdrom>")]
    | Annotated[Floppy, Tag("<floppy>")],
    Discriminator(_kind),
]
"""A hard disk (`size`), a cdrom (`cdrom`) or a floppy (`floppy`)."""
