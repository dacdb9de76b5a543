"""Where in Ruby Vagrant crashed: kept for those who want to know, and left out of messages."""

import re
from pathlib import Path
from typing import Final

from vagrantgen.driver.record import FOLDER

_FRAME: Final = re.compile(r"\s*(?:from )?\S+:\d+:in [`'].+?'(?:: (?P<message>.*))?")
_FILE: Final = FOLDER / "backtrace.txt"


def without_backtrace(said: str, folder: Path) -> str:
    """Return what Vagrant said without the lines on where in Ruby that was.

    The whole is kept in the lab's folder, and the last line names the file.
    """
    frames = [(_FRAME.fullmatch(line), line) for line in said.splitlines()]
    kept = [frame["message"] if frame else line for frame, line in frames]
    words = [line for line in kept if line is not None]
    if len(words) == len(kept):
        return said
    (folder / _FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / _FILE).write_text(f"{said}\n", encoding="utf-8")
    left_out = len(kept) - len(words)
    return "\n".join([*words, f"({left_out} lines of Ruby's backtrace are in {_FILE})"])
