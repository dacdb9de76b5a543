"""What a disk's settings can be."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from vagrantgen.models.text import NumberedLine, NumberedXmlLine

DiskBus = Literal["virtio", "scsi", "sata", "ide", "usb", "sd"]
CacheMode = Literal["default", "none", "writethrough", "writeback", "directsync", "unsafe"]
ImageFormat = Literal["qcow2", "raw"]
DiskAddress = Literal["pci", "drive", "ccw", "spapr-vio", "virtio-mmio"]
"""The kinds that libvirt's schema takes without more of the address."""

IoMode = Literal["threads", "native", "io_uring"]

_DEVICE: Final = re.compile(r"(?:vd|sd|hd|xvd)[a-z]")
_WWN: Final = re.compile(r"[0-9A-Fa-f]{16}")
_SERIAL: Final = re.compile(r"[A-Za-z0-9_.+: ()-]{1,20}")


def _is_a_device(value: str) -> str:
    if value in {"cdrom", "floppy"}:
        msg = f"{value!r} is another kind of drive; write `{{{value}: PATH}}`, without a `size`"
        raise ValueError(msg)
    if not _DEVICE.fullmatch(value):
        msg = f"{value!r} is no disk of a guest; write 'vdb', or 'sdb' with `bus: scsi`"
        raise ValueError(msg)
    return value


def _is_in_the_pool(value: str) -> str:
    if "/" in value or value in {".", ".."}:
        msg = f"{value!r} must be the name of a volume in the storage pool, not a path"
        raise ValueError(msg)
    return value


def _is_a_world_wide_name(value: str) -> str:
    if not _WWN.fullmatch(value):
        msg = f"{value!r} is not a World Wide Name; write 16 hexadecimal digits"
        raise ValueError(msg)
    return value.lower()


def _is_a_serial_number(value: str) -> str:
    if not _SERIAL.fullmatch(value):
        msg = f"{value!r} is not a serial number; write up to 20 letters, digits and dashes"
        raise ValueError(msg)
    return value


DeviceName = Annotated[str, AfterValidator(_is_a_device)]
"""A disk's name in the guest, such as `vdb`."""

VolumeName = Annotated[NumberedXmlLine, AfterValidator(_is_in_the_pool)]
"""A volume's name in a storage pool."""

SerialNumber = Annotated[NumberedLine, AfterValidator(_is_a_serial_number)]
"""What a disk says of itself to the guest."""

WorldWideName = Annotated[NumberedLine, AfterValidator(_is_a_world_wide_name)]
"""A disk's name that no other in the world has."""
