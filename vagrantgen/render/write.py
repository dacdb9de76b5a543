"""A Vagrantfile on disk: written whole or not at all, and never over what a person wrote."""

import difflib
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vagrantgen.errors import UsageError
from vagrantgen.render.vagrantfile import DIGEST, digest, header

_HEADER: Final = re.compile(
    re.escape(header("SOURCE", "")).replace("SOURCE", ".*").replace(digest(""), "(?P<digest>.*)")
)


def write_vagrantfile(path: Path, text: str, *, overwrite: bool = False) -> bool:
    """Write a Vagrantfile, and tell whether it has changed.

    Where a link stands, what it leads to is written.

    Args:
        path: Where it goes.
        text: What `render_vagrantfile` made.
        overwrite: Whether one that vagrantgen did not write like that may be lost.

    Raises:
        UsageError: A person wrote or changed the one that is there, or it can't be written.
    """
    try:
        present = _read(path)
        if present == text:
            return False
        if present is not None and not overwrite:
            _require_rendered(path, present)
        _write_whole(path.resolve(), text)
    except OSError as error:
        msg = f"{path} can't be written: {(error.strerror or str(error)).lower()}"
        raise UsageError(msg) from None
    return True


def is_rendered(text: str) -> bool:
    """Tell whether a Vagrantfile is as vagrantgen rendered it."""
    found = _HEADER.match(text)
    return found is not None and found["digest"] == digest(text[found.end() :])


def difference(path: Path, text: str) -> str:
    """Return how a Vagrantfile would change, as a unified diff; empty if it would not."""
    lines = difflib.unified_diff(
        (_read(path) or "").splitlines(keepends=True),
        text.splitlines(keepends=True),
        str(path),
        f"{path} (rendered now)",
    )
    return "".join(_ended(lines))


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _read(path: Path) -> str | None:
    """Return a file's text, whatever its encoding; None if there is no file."""
    return path.read_text(encoding="utf-8", errors="backslashreplace") if path.exists() else None


def _require_rendered(path: Path, present: str) -> None:
    if is_rendered(present):
        return
    if DIGEST not in present:
        msg = f"{path} was not written by vagrantgen"
        raise UsageError(msg, hint="--overwrite replaces it")
    msg = f"{path} was changed by hand since vagrantgen wrote it"
    hint = "put the change into the lab file (`ruby` takes what it lacks); or --overwrite loses it"
    raise UsageError(msg, hint=hint)


def _write_whole(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.write(text)
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
