"""The disk of a box: a boot sector, a boot loader behind it, and one ext4 partition."""

import struct
from pathlib import Path
from typing import Final

SECTOR: Final = 512
PARTITION_START: Final = 1024 * 1024
"""Bytes before the partition; the boot loader lies there."""

ROOT_UUID: Final = "6b1f0a52-6f0b-4c9e-8d5c-0e5b7d2f9a31"
_SIGNATURE: Final = 0x76616772
_LINUX: Final = 0x83
_BOOTABLE: Final = 0x80
_NO_CYLINDERS: Final = b"\xfe\xff\xff"
"""Cylinder, head and sector of what lies beyond their reach: firmware counts blocks instead."""


def file_system_command(disk: Path, size: int) -> tuple[str, ...]:
    """Return the command that makes a disk's file system; the folder to fill it from comes last.

    Args:
        disk: The file of the disk.
        size: The disk's size in bytes.
    """
    kibibytes = (size - PARTITION_START) // 1024
    return (
        *("mke2fs", "-q", "-F", "-t", "ext4", "-m", "1", "-U", ROOT_UUID, "-e", "remount-ro"),
        *("-E", f"offset={PARTITION_START},lazy_itable_init=1,hash_seed={ROOT_UUID}"),
        *(str(disk), f"{kibibytes}k", "-d"),
    )


def make_bootable(disk: Path, boot: bytes, core: bytes, size: int) -> None:
    """Write a disk's first sectors: GRUB's boot sector with the partition table, and its core.

    GRUB's boot sector loads the core from the sector behind it, and the core's first sector
    knows where its rest lies, so nothing has to be installed on a mounted disk.

    Args:
        disk: The file of the disk.
        boot: GRUB's `boot.img`.
        core: The image that `grub-mkimage` made.
        size: The disk's size in bytes.
    """
    if len(core) > PARTITION_START - SECTOR:
        msg = f"a boot loader of {len(core)} bytes does not fit before the partition"
        raise ValueError(msg)
    with disk.open("r+b") as file:
        file.write(boot[:440] + _partition_table(size) + core)


def _partition_table(size: int) -> bytes:
    start = PARTITION_START // SECTOR
    entry = struct.pack(
        "<B3sB3sII",
        *(_BOOTABLE, _NO_CYLINDERS, _LINUX, _NO_CYLINDERS),
        *(start, size // SECTOR - start),
    )
    return struct.pack("<IH", _SIGNATURE, 0) + entry + bytes(3 * len(entry)) + b"\x55\xaa"
