"""What the command line shows: results on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from vagrantgen.errors import LabError, VagrantgenError

if TYPE_CHECKING:  # commands that show no table start without it
    from rich.console import Console
    from rich.text import Text


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


def write_table(columns: Sequence[str], rows: "Iterable[Sequence[str | Text]]") -> None:
    """Write a table: with its heading in bold on a terminal, plain elsewhere."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = stdout()
    if not console.is_terminal:
        console.width = 10_000  # never cut what another program reads
    console.print(table, crop=False)


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
