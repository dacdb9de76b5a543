"""How much memory and disk this host has left."""

import shutil
from pathlib import Path


def available_memory(meminfo: Path = Path("/proc/meminfo")) -> int:
    """Return the bytes that can be given to machines without swapping."""
    sizes = dict(line.split(":") for line in meminfo.read_text(encoding="utf-8").splitlines())
    return int(sizes["MemAvailable"].removesuffix("kB")) * 1024


def free_disk(folder: Path) -> int:
    """Return the bytes left where a folder is, or will be once it is made."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
