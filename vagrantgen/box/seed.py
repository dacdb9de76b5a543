"""A cloud-init seed: a small disk from which a cloud image learns who may log in."""

import io
from pathlib import Path
from typing import Final

import pycdlib

from vagrantgen import process
from vagrantgen._assets import TEMPLATES

_INSTANCE: Final = "vagrantgen"
_LABEL: Final = "cidata"
"""The file system's label, by which cloud-init's source NoCloud knows its disk."""


def write_seed(target: Path, user: str) -> None:
    """Write a seed as a qcow2 image.

    Args:
        target: The image to write.
        user: Who logs in with Vagrant's insecure key, and may do everything with sudo.
    """
    key = (TEMPLATES / "box" / "vagrant.pub").read_text(encoding="utf-8").strip()
    template = (TEMPLATES / "box" / "user-data").read_text(encoding="utf-8")
    user_data = template.replace("@user@", user).replace("@key@", key)
    iso = target.with_suffix(".iso")
    _write_iso(iso, {"user-data": user_data, "meta-data": f"instance-id: {_INSTANCE}\n"})
    process.run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", str(iso), str(target)])
    iso.unlink()


def _write_iso(target: Path, files: dict[str, str]) -> None:
    iso = pycdlib.PyCdlib()
    iso.new(interchange_level=3, joliet=3, rock_ridge="1.09", vol_ident=_LABEL)
    for name, text in files.items():
        content = text.encode()
        short = name.replace("-", "").upper()
        iso.add_fp(
            io.BytesIO(content),
            len(content),
            f"/{short}.;1",
            rr_name=name,
            joliet_path=f"/{name}",
        )
    iso.write(str(target))
    iso.close()
