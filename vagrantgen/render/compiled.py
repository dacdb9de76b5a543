"""Templates as Jinja2 has compiled them, kept in the user's cache folder."""

import contextlib
import os
from pathlib import Path
from pickle import UnpicklingError
from typing import Self

import jinja2
from jinja2.bccache import Bucket, BytecodeCache


class CompiledTemplates(BytecodeCache):
    """Compiled templates in a folder: compiling is a twentieth of what a small lab takes.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_user(cls) -> Self | None:
        """Return those of this user; None where none can be kept.

        What is in the folder is run, so that nobody else may have put it there.
        """
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
        try:
            folder = Path(base).expanduser() / "vagrantgen/templates"
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = folder.stat()
        except (OSError, RuntimeError):  # it can't be made, or there is no home
            return None
        is_private = found.st_uid == os.geteuid() and not found.st_mode & 0o022
        return cls(folder) if is_private else None

    def get_source_checksum(self, source: str) -> str:
        """Return what changes with a template, with Jinja2, and with how values are written."""
        rendering = Path(__file__).parent.stat().st_mtime_ns
        return super().get_source_checksum(f"{jinja2.__version__} {rendering} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a compiled template, if there is one that is whole."""
        with contextlib.suppress(OSError, EOFError, UnpicklingError):
            bucket.bytecode_from_string((self._folder / bucket.key).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, whole or not at all."""
        draft = self._folder / f"{bucket.key}.{os.getpid()}"
        with contextlib.suppress(OSError):
            try:
                draft.write_bytes(bucket.bytecode_to_string())
                draft.replace(self._folder / bucket.key)
            finally:
                draft.unlink(missing_ok=True)
