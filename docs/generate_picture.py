"""Write docs/images/up.svg: the README's lab, started for real in a terminal.

`vagrantgen host private -- python docs/generate_picture.py`, where Vagrant has the README's box.
"""  # noqa: INP001

import io
import re
import tempfile
import time
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from vagrantgen import process

README: Final = Path(__file__).parents[1] / "README.md"
PICTURE: Final = Path(__file__).parent / "images" / "up.svg"
COMMANDS: Final = ("vagrantgen up", "vagrantgen ssh control -- ansible managed -m ping --one-line")

_WIDTH: Final = 124
_HEIGHT: Final = 40
_PATIENCE: Final = 900.0
_TMUX: Final = ("tmux", "-L", "picture", "-f", "/dev/null")
_SHELL: Final = ("env", "PS1=$ ", "PS2=> ", "bash", "--norc", "--noprofile")


def terminal(folder: Path) -> str:
    """Return what a terminal shows after the commands, with its escape sequences."""
    size = ("-x", str(_WIDTH), "-y", str(_HEIGHT))
    process.run([*_TMUX, "new-session", "-d", *size, "-c", str(folder), *_SHELL])
    try:
        for command in COMMANDS:
            _wait_for_prompt()
            process.run([*_TMUX, "send-keys", command, "Enter"])
        _wait_for_prompt()
        return process.run([*_TMUX, "capture-pane", "-e", "-p"]).stdout
    finally:
        process.run([*_TMUX, "kill-server"])


def _wait_for_prompt() -> None:
    end = time.monotonic() + _PATIENCE
    while process.run([*_TMUX, "capture-pane", "-p"]).stdout.rstrip()[-2:] not in {"$", "\n$"}:
        if time.monotonic() > end:
            msg = f"no prompt within {_PATIENCE:.0f} s"
            raise TimeoutError(msg)
        time.sleep(1)


def picture(shown: str) -> str:
    """Return what a terminal shows as SVG, in the fonts of whoever looks at it."""
    text = Text.from_ansi(shown.rstrip().removesuffix("$").rstrip())
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(text, end="\n\n")
    svg = console.export_svg(title="lab", unique_id="up")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")


def _main() -> None:
    lab_file = README.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "lab"
        folder.mkdir()
        (folder / "lab.yaml").write_text(lab_file, encoding="utf-8")
        try:
            PICTURE.write_text(picture(terminal(folder)), encoding="utf-8")
        finally:
            process.run(["vagrantgen", "destroy", "--yes"], cwd=folder, check=False)


if __name__ == "__main__":
    _main()
