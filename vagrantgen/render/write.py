"""A Vagrantfile on disk: written whole or not at all, and never over what a person wrote."""

import difflib
import os
import re
import tempfile
from pathlib import Path

from vagrantgen.errors import UsageError
from vagrantgen.render.vagrantfile import DIGEST, digest

_DIGEST_LINE = re.compile(rf"^{re.escape(DIGEST)}(?P<digest>[0-9a-f]+)\n", re.MULTILINE)


def write_vagrantfile(path: Path, text: str, *, overwrite: bool = False) -> bool:
    """Write a Vagrantfile, and tell whether it has changed.

    Args:
        path: Where it goes.
        text: What `render_vagrantfile` made.
        overwrite: Whether one that vagrantgen did not write like that may be lost.

    Raises:
        UsageError: A person wrote or changed the one that is there, or it can't be written.
    """
    try:
        present = path.read_text(encoding="utf-8") if path.exists() else None
        if present == text:
            return False
        if present is not None and not overwrite:
            _require_rendered(path, present)
        _write_whole(path, text)
    except OSError as error:
        msg = f"{path} can't be written: {(error.strerror or str(error)).lower()}"
        raise UsageError(msg) from None
    return True


def is_rendered(text: str) -> bool:
    """Tell whether a Vagrantfile is as vagrantgen rendered it."""
    found = _DIGEST_LINE.search(text)
    return found is not None and found["digest"] == digest(text[found.end() :])


def difference(path: Path, text: str) -> str:
    """Return how a Vagrantfile would change, as a unified diff; empty if it would not."""
    present = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(
        present.splitlines(keepends=True),
        text.splitlines(keepends=True),
        str(path),
        f"{path} (rendered now)",
    )
    return "".join(lines)


def _require_rendered(path: Path, present: str) -> None:
    if is_rendered(present):
        return
    changed = DIGEST in present
    msg = (
        f"{path} was changed by hand since vagrantgen wrote it"
        if changed
        else f"{path} was not written by vagrantgen"
    )
    hint = "put the change into the lab file (`ruby` takes what it lacks)" if changed else ""
    raise UsageError(msg, hint=f"{hint}{'; or ' if hint else ''}--overwrite replaces it")


def _write_whole(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
