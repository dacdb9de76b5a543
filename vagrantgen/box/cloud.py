"""Boxes out of cloud images: nothing in the image changes, a second disk tells it who logs in."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from vagrantgen import process
from vagrantgen._assets import TEMPLATES
from vagrantgen.box.archive import check_target, write_box
from vagrantgen.box.seed import write_seed
from vagrantgen.errors import UsageError

_USER: Final = re.compile(r"[a-z_][a-z0-9_-]{0,31}")


def from_image(image: Path, target: Path, user: str = "vagrant") -> Iterator[str]:
    """Make a box of a qcow2 image that runs cloud-init; yield each stage when it begins.

    Args:
        image: The cloud image.
        target: The file to write.
        user: Who logs in; made at the first boot where the image doesn't have that user.

    Raises:
        UsageError: The image or the user can't be, or the file not be written.
        CommandError: A program failed.
    """
    if not _USER.fullmatch(user):
        raise UsageError(
            f"'{user}' is no name for a user",
            hint="write small letters, digits, '-' and '_', such as vagrant",
        )
    check_target(target)
    yield "looking at the image"
    _check(image)
    with tempfile.TemporaryDirectory(prefix="vagrantgen-box-") as folder:
        yield "writing the disk for cloud-init"
        seed = Path(folder) / "seed.img"
        write_seed(seed, user)
        yield "packing the box"
        metadata = {"disks": [{"path": "box.img"}, {"path": "seed.img"}]}
        vagrantfile = (TEMPLATES / "box" / "Vagrantfile.cloud").read_text(encoding="utf-8")
        images = {"box.img": image, "seed.img": seed}
        write_box(target, metadata, vagrantfile.replace("@user@", user), images)


def _check(image: Path) -> None:
    """Refuse an image that would not work as the only disk of a box."""
    if not image.is_file():
        raise UsageError(f"there is no image '{image}'")
    told = process.run(["qemu-img", "info", "--output=json", str(image)]).stdout
    info: dict[str, Any] = json.loads(told)
    convert = f"make one whole qcow2 image of it: qemu-img convert -O qcow2 {image} whole.qcow2"
    if info["format"] != "qcow2":
        raise UsageError(
            f"'{image}' is not in the format qcow2, but {info['format']}", hint=convert
        )
    if "backing-filename" in info:
        raise UsageError(
            f"'{image}' holds only what differs from '{info['backing-filename']}'", hint=convert
        )
    if "data-file" in info["format-specific"]["data"]:
        raise UsageError(f"'{image}' keeps its data in another file", hint=convert)
    if info.get("encrypted"):
        raise UsageError(
            f"'{image}' is encrypted, and machines of a box start without a password",
            hint="`qemu-img convert` writes one that is not",
        )
