"""The table of docs/performance.md: ours, Vagrant's, the best peer's, the floor, and the goals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_COLUMNS = ("what", "vagrantgen", "Vagrant", "best peer", "floor", "ratio", "goal", "met")


@dataclass(frozen=True)
class Row:
    """A figure of ours beside those of others, and what it is to be."""

    what: str
    ours: float
    goal: float
    """The most that ours may be; as a multiple of `of`, if there is one."""
    of: str = ""
    """What the goal is relative to: `Vagrant`, `best peer` or `floor`."""
    unit: str = "CPU s"
    others: dict[str, float] = field(default_factory=dict)
    """By the column's name."""
    note: str = ""
    """Which peer, or which floor."""
    slack: float = 0
    """What ours may be over the floor, where that is more."""

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        base = self.others[self.of] if self.of else 1
        return self.ours <= max(self.goal * base, base + self.slack if self.slack else 0)

    def cells(self) -> list[str]:
        """Return its line of the table."""
        others = [_number(self.others.get(name)) for name in _COLUMNS[2:5]]
        against = self.of or next(iter(self.others), "")
        ratio = f"{self.ours / self.others[against]:.2f} of {against}" if against else ""
        goal = f"≤ {self.goal:.3g}" + (f" of {self.of}" if self.of else f" {self.unit}")
        goal += f" or + {self.slack:.2g} {self.unit}" if self.slack else ""
        what = f"{self.what}, {self.unit}" + (f" ({self.note})" if self.note else "")
        return [what, _number(self.ours), *others, ratio, goal, "yes" if self.is_met else "**no**"]


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of the table, in Markdown."""
    yield _line(_COLUMNS)
    yield _line(["---"] * len(_COLUMNS))
    for row in rows:
        yield _line(row.cells())


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3f}"
