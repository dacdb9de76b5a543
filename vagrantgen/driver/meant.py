"""What a lab's files mean, kept so that those that have not changed need not be read again."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vagrantgen import _assets
from vagrantgen.driver.record import FOLDER, Record, Source

_FILE: Final = FOLDER / "meant"
_CODE: Final = ("models", "loader")
"""What of vagrantgen itself decides on what a lab file means."""


def keep_meant(folder: Path, meant: Record) -> None:
    """Keep what a lab's files mean now, beside what is known of its machines."""
    found = _digest(folder, meant.source)
    if found and (folder / FOLDER).is_dir():
        draft = folder / f"{_FILE}.{os.getpid()}"
        draft.write_text(f"{found}\n{meant}")
        draft.replace(folder / _FILE)


def kept_meant(folder: Path, source: Source) -> Record | None:
    """Return what a lab's files meant last; nothing if they, or the catalogues, have changed."""
    try:
        digest, _, text = (folder / _FILE).read_text().partition("\n")
    except FileNotFoundError:
        return None
    meant = Record.parse(text) if digest == _digest(folder, source) else None
    return meant if meant and meant.source == source else None


def _digest(folder: Path, source: Source) -> str:
    """Return what changes with all that a lab is made of; nothing where a file is missing."""
    try:
        parts = list(_parts(folder, source))
    except OSError:
        return ""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _parts(folder: Path, source: Source) -> Iterator[object]:
    yield from source.overrides
    for file in source.files:
        yield file, (folder / file).read_bytes()
    own = folder / _assets.BOX_CATALOG.name
    yield own.read_bytes() if own.is_file() else None
    yield _assets.BOX_CATALOG.read_bytes()
    package = Path(_assets.__file__).parent
    yield [(str(package / part), (package / part).stat().st_mtime_ns) for part in _CODE]
