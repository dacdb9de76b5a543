"""What Vagrant told of how ssh reaches machines, kept in the lab's folder."""

import os
from pathlib import Path
from typing import Final

from vagrantgen.driver.record import FOLDER
from vagrantgen.export.ssh_config import HostBlock, parse_blocks, render_ssh_config
from vagrantgen.guest.connection import CONFIG, RUNNING, kept_connection, machine_id

_BLOCKS: Final = FOLDER / "ssh"
_RUNS: Final = Path("/run/libvirt/qemu")
"""Where the system's libvirt has a file for each domain that runs."""

_MADE_FOR: Final = "# domain "


def keep(folder: Path, name: str, block: HostBlock) -> None:
    """Keep how ssh reaches the machine that exists now by this name."""
    _write(folder / _BLOCKS / name, f"{_MADE_FOR}{machine_id(folder, name)}\n{block.text}")


def kept(folder: Path, name: str) -> HostBlock | None:
    """Return what was kept of this very machine; nothing when it was made or keyed anew."""
    try:
        made_for, _, text = (folder / _BLOCKS / name).read_text().partition("\n")
    except FileNotFoundError:
        return None
    block = parse_blocks(text)[name]
    is_this = made_for == f"{_MADE_FOR}{machine_id(folder, name)}"
    return block if is_this and Path(block["IdentityFile"]).exists() else None


def keep_started(folder: Path, name: str, domain: str) -> None:
    """Keep where this host's libvirt shows that a domain runs, and since when.

    Not every libvirt does: one of another host or of a user shows nothing there.
    """
    shown = _RUNS / f"{domain}.pid"
    link = folder / RUNNING / name
    if shown.exists() and not link.is_symlink():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(shown)


def forget(folder: Path, name: str) -> None:
    """Keep nothing of a machine any more."""
    (folder / _BLOCKS / name).unlink(missing_ok=True)
    (folder / RUNNING / name).unlink(missing_ok=True)


def write_together(folder: Path) -> None:
    """Write what is kept of all machines as one configuration, `CONFIG`."""
    texts = {path.name: path.read_text() for path in sorted((folder / _BLOCKS).glob("[!.]*"))}
    blocks = {
        name: parse_blocks(text)[name].audible().but(kept_connection(folder, name))
        for name, text in texts.items()
    }
    _write(folder / CONFIG, render_ssh_config(blocks))


def _write(path: Path, text: str) -> None:
    """Write a file that other commands may read meanwhile, unless it says that already."""
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)
