import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from vagrantgen.box.cloud import from_image
from vagrantgen.errors import UsageError

WHOLE = {"format": "qcow2", "format-specific": {"data": {}}}


@pytest.fixture
def image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An image, whose description is `info.json` beside it."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "qemu-img"
    program.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = convert ] || exec cat {tmp_path}/info.json\n'
        'while [ $# -gt 2 ]; do shift; done; cp "$1" "$2"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    describe(tmp_path, WHOLE)
    image = Path("image.qcow2")
    image.write_text("disk")
    return image


def describe(folder: Path, info: dict[str, Any]) -> None:
    (folder / "info.json").write_text(json.dumps(info))


def test_a_box_has_the_image_as_it_is_and_a_disk_for_cloud_init(image: Path) -> None:
    box = Path("cloud.box")

    stages = list(from_image(image, box, "ops"))

    with tarfile.open(box) as archive:
        texts = {name: archive.extractfile(name) for name in archive.getnames()}
        content = {name: file.read() for name, file in texts.items() if file}
    seed = content.pop("seed.img")
    assert stages == ["looking at the image", "writing the disk for cloud-init", "packing the box"]
    assert json.loads(content["metadata.json"]) == {
        "provider": "libvirt",
        "disks": [{"path": "box.img"}, {"path": "seed.img"}],
    }
    assert content["box.img"] == b"disk"
    assert b'config.ssh.username = "ops"' in content["Vagrantfile"]
    assert b"  - name: ops\n" in seed
    assert b"vagrant insecure public key" in seed
    assert seed[0x8028:0x802E].lower() == b"cidata"


@pytest.mark.parametrize(
    ("info", "message"),
    [
        (WHOLE | {"format": "raw"}, "'image.qcow2' is not in the format qcow2, but raw"),
        (
            WHOLE | {"backing-filename": "base.qcow2"},
            "'image.qcow2' holds only what differs from 'base.qcow2'",
        ),
        (
            WHOLE | {"format-specific": {"data": {"data-file": "data.raw"}}},
            "'image.qcow2' keeps its data in another file",
        ),
        (
            WHOLE | {"encrypted": True},
            "'image.qcow2' is encrypted, and machines of a box start without a password",
        ),
    ],
)
def test_an_image_that_is_no_whole_disk_is_refused(
    image: Path, tmp_path: Path, info: dict[str, Any], message: str
) -> None:
    describe(tmp_path, info)

    with pytest.raises(UsageError) as caught:
        list(from_image(image, Path("cloud.box")))

    assert caught.value.message == message
    assert "qemu-img convert" in caught.value.hint
    assert not Path("cloud.box").exists()


def test_an_image_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"there is no image 'missing\.qcow2'"):
        list(from_image(Path("missing.qcow2"), Path("cloud.box")))


def test_a_name_that_no_user_can_have_is_refused(image: Path) -> None:
    with pytest.raises(UsageError) as caught:
        list(from_image(image, Path("cloud.box"), 'x"; system("true'))

    assert str(caught.value) == snapshot(
        """\
'x"; system("true' is no name for a user
hint: write small letters, digits, '-' and '_', such as vagrant\
"""
    )
