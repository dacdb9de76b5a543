"""The project's pages, and the blocks of code in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
README_KO = ROOT / "README.ko.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code in a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The commands in a block of shell, each with the output that is shown under it."""
        if self.language != "console":
            lines = self.text.replace("\\\n", "").splitlines()
            return [(line, "") for line in lines if line and not line.startswith("#")]
        parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        return [(command, output) for command, _, output in map(_at_its_end, parts)]


def _at_its_end(part: str) -> tuple[str, str, str]:
    return part.partition("\n")


def blocks(*languages: str, pages: list[Path] = PAGES) -> Iterator[Block]:
    """Yield the blocks in these languages, page by page."""
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(text):
            if found["language"] in languages:
                line = text.count("\n", 0, found.start()) + 1
                yield Block(page, line, found["language"], found["text"])
