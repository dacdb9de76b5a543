"""Files for cloud-init: a mistake in one is found before the first boot, and a change later."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from vagrantgen.errors import LabError, Problem
from vagrantgen.loader.reader import parse
from vagrantgen.models.machine import Machine

_COMPRESSED: Final = b"\x1f\x8b"


def read_seeds(
    machines: Sequence[Machine], folder: Path, problems: list[Problem]
) -> Iterator[Machine]:
    """Yield machines that know which files cloud-init will read, as these are now.

    Args:
        machines: The machines.
        folder: Where relative paths start.
        problems: Takes what is wrong in the files. Of those that are missing, nothing is said.
    """
    for machine in machines:
        digests: dict[str, str] = {}
        for key, path in machine.cloud_init.paths.items() if machine.cloud_init else ():
            try:
                content = (folder / Path(path).expanduser()).read_bytes()
            except (OSError, RuntimeError):
                continue
            digests[key] = hashlib.sha256(content).hexdigest()
            where = ("machines", machine.name, "cloud_init", key)
            problems += [
                Problem(f"{path!r} {text}", where, hint=hint)
                for text, hint in _mistakes(key, content)
            ]
        yield machine.replace(cloud_init_files=digests) if digests else machine


def _mistakes(key: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a file, with a hint."""
    from vagrantgen.models.cloud_init import CLOUD_CONFIG, is_user_data  # noqa: PLC0415

    if content.startswith(_COMPRESSED):
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield "is no text in UTF-8", ""
        return
    if key == "user_data" and not is_user_data(text):
        hint = f"its first line is to be '{CLOUD_CONFIG}', or '#!' and a program"
        yield "does not begin as user data does, so that cloud-init ignores it", hint
    elif key != "user_data" or text.split("\n", 1)[0].strip() == CLOUD_CONFIG:
        try:
            data = parse(text, "").data
        except LabError as error:
            first = error.problems[0]
            line = first.place.line if first.place else 1
            yield f"is no YAML in line {line}: {first.text}", first.hint
        else:
            if not isinstance(data, dict):
                yield "is no mapping, as cloud-init needs it", "write KEY: VALUE on its lines"
