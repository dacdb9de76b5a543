"""What a probe finds out about a host, and the host as a probe sees it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vagrantgen.host.distribution import Distribution, read_distribution

State = Literal["ok", "warning", "problem"]
"""A problem keeps labs from running; with a warning they run, but less well than they could."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one probe found."""

    name: str
    """What was looked at, in a word or two."""

    state: State

    text: str
    """What was found, as a clause without its stop."""

    cure: str = ""
    """What to do about it: a command line for this distribution, or a sentence."""

    def __str__(self) -> str:
        cure = f"\n    hint: {self.cure}" if self.cure else ""
        return f"{self.state}: {self.name}: {self.text}{cure}"


@dataclass(frozen=True, slots=True)
class Host:
    """The computer that runs the labs."""

    root: Path = Path("/")
    """The folder that is its `/`."""

    distribution: Distribution = field(default_factory=read_distribution)
    """What its cures are written for."""
