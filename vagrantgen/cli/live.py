"""What machines are doing, shown while a command works on them; all of it on stderr."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Self

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from vagrantgen.cli import output
from vagrantgen.driver.client import Listener
from vagrantgen.driver.events import Event, Said, Stray
from vagrantgen.driver.stages import ENDS, Stage, provisioner_of, stage_after

_KEPT_LINES: Final = 30
_COLORS: Final = {Stage.READY: "green", Stage.DONE: "green", Stage.FAILED: "red"}


@contextmanager
def shown() -> Iterator[Listener]:
    """Show events until the end: a table on a terminal, lines elsewhere."""
    console = output.stderr()
    if console.is_terminal:
        with _Board(console) as board:
            yield board.show
    else:
        yield lambda event: _print(console, event)


def _print(console: Console, event: Event) -> None:
    if isinstance(event, Said) and event.level == "error" and not event.machine:
        return  # the command's own error says it again
    for line in _lines(event):
        prefix = f"{event.machine}: " if event.machine else ""
        console.print(Text(f"{prefix}{line}"))


def _lines(event: Event) -> list[str]:
    text = event.text if isinstance(event, Said | Stray) else ""
    return [line.rstrip() for line in text.split("\n") if line.strip()]


@dataclass(slots=True)
class _Row:
    """A machine on the board."""

    stage: Stage = Stage.WAITING
    provisioner: str = ""
    since: float = field(default_factory=time.monotonic)
    until: float | None = None
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT_LINES))

    def take(self, event: Event) -> None:
        stage = stage_after(event)
        if stage and self.stage is Stage.WAITING:
            self.since = time.monotonic()
        self.stage = stage or self.stage
        self.provisioner = provisioner_of(event) or self.provisioner
        self.until = time.monotonic() if self.stage in ENDS else None
        self.lines.extend(_lines(event))

    def cells(self) -> tuple[Text, str, Text]:
        is_provisioning = self.stage is Stage.PROVISIONING
        stage = f"{self.stage} {self.provisioner}" if is_provisioning else str(self.stage)
        seconds = (self.until or time.monotonic()) - self.since
        shown = "" if self.stage is Stage.WAITING else f"{seconds:.0f} s"
        last = "" if self.stage in ENDS or not self.lines else self.lines[-1]
        return Text(stage, _COLORS.get(self.stage, "")), shown, Text(last, "dim")


class _Board:
    """A table with a row for each machine, drawn again as things happen."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rows: dict[str, _Row] = {}
        self._live = Live(console=console, get_renderable=self._table, refresh_per_second=4)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._live.__exit__(None, None, None)
        for name, row in self._rows.items() if kind and issubclass(kind, Exception) else ():
            if row.stage not in {Stage.READY, Stage.DONE, Stage.WAITING}:
                self._console.print(f"[bold]{escape(name)}[/] said last:")
                self._console.print(Text("\n".join(f"    {line}" for line in row.lines)))

    def show(self, event: Event) -> None:
        if event.machine:
            self._rows.setdefault(event.machine, _Row()).take(event)
        elif isinstance(event, Said) and event.level == "warn":
            self._console.print(Text("\n".join(_lines(event))))

    def _table(self) -> Table:
        table = Table(box=None, show_header=False, pad_edge=False, expand=True)
        table.add_column(no_wrap=True, style="bold")
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for name, row in self._rows.items():
            table.add_row(name, *row.cells())
        return table
