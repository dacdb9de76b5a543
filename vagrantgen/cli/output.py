"""What the command line shows: results on stdout, everything else on stderr."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TextIO
from unicodedata import east_asian_width

from vagrantgen.errors import LabError, VagrantgenError

if TYPE_CHECKING:  # most commands start without it
    from rich.console import Console

_BOLD: Final = "1"


@dataclass(frozen=True, slots=True)
class Styled:
    """A text that is shown in a colour where there are any."""

    text: str
    style: str = ""
    """Its ANSI code, such as 32 for green."""

    @property
    def width(self) -> int:
        """How many columns of a terminal it takes."""
        return len(self.text) + sum(east_asian_width(each) in "WF" for each in self.text)

    def shown(self, *, colored: bool) -> str:
        """Return what is to be written."""
        return f"\x1b[{self.style}m{self.text}\x1b[0m" if colored and self.style else self.text


def stdout() -> "Console":
    """Return the console of results."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def stderr() -> "Console":
    """Return the console of everything that is not a result."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def write(text: str) -> None:
    """Write a result as it is, without colour or wrapping, and in UTF-8 on every host."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def write_json(value: Any) -> None:
    """Write a result as JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str | Styled]]) -> None:
    """Write a table: with its heading in bold on a terminal, plain elsewhere."""
    lines = [[Styled(column, _BOLD) for column in columns], *map(_styled, rows)]
    widths = [max(cell.width for cell in column) for column in zip(*lines, strict=True)]
    colored = shows_colors(sys.stdout)
    for cells in lines:
        padded = (" " * (width - cell.width) for cell, width in zip(cells, widths, strict=True))
        parts = [cell.shown(colored=colored) + pad for cell, pad in zip(cells, padded, strict=True)]
        sys.stdout.write("  ".join(parts).rstrip() + "\n")


def shows_colors(stream: TextIO) -> bool:
    """Tell whether whoever reads a stream sees colours, and wants to."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return stream.isatty() and wanted


def _styled(cells: Iterable[str | Styled]) -> list[Styled]:
    return [cell if isinstance(cell, Styled) else Styled(cell) for cell in cells]


def say(text: str) -> None:
    """Tell the user something that is not a result."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def show_error(error: VagrantgenError) -> None:
    """Show an error on stderr: what is wrong, what was said, what to do."""
    if isinstance(error, LabError):
        say(error.message)
        return
    from rich.text import Text

    console = stderr()
    console.print(Text.assemble(("error: ", "bold red"), error.message))
    if error.details:
        console.print(Text(error.details))
    if error.hint:
        console.print(Text.assemble(("hint: ", "bold"), error.hint))
