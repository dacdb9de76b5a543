from pathlib import Path

import pytest

from vagrantgen.box.disk import PARTITION_START, make_bootable

GIBIBYTE = 1024**3


def test_firmware_finds_a_loader_and_the_loader_a_bootable_partition(tmp_path: Path) -> None:
    disk = tmp_path / "disk.raw"
    disk.write_bytes(b"?" * (PARTITION_START + 4))

    make_bootable(disk, boot=b"B" * 512, core=b"C" * 1000, size=10 * GIBIBYTE)

    written = disk.read_bytes()
    assert written[:440] == b"B" * 440
    assert written[446:462].hex() == "80feffff83feffff0008000000f83f01"
    assert written[462:512] == bytes(48) + b"\x55\xaa"
    assert written[512:1512] == b"C" * 1000
    assert written[1512:] == b"?" * (PARTITION_START + 4 - 1512)


def test_a_loader_never_reaches_into_the_partition(tmp_path: Path) -> None:
    disk = tmp_path / "disk.raw"
    disk.touch()

    with pytest.raises(ValueError, match="does not fit before the partition"):
        make_bootable(disk, b"B" * 512, core=b"C" * PARTITION_START, size=GIBIBYTE)

    assert disk.read_bytes() == b""
