"""The command `doctor`: whether this host can run labs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vagrantgen.cli import output
from vagrantgen.cli.options import Json
from vagrantgen.errors import HostError
from vagrantgen.host.finding import Finding, Host
from vagrantgen.host.probes import examine

_STYLES: Final = {"ok": "green", "warning": "yellow", "problem": "bold red"}
_WIDTH: Final = max(map(len, _STYLES))


def doctor(*, json: Json = False) -> None:
    """Show whether this host can run labs, and what cures it."""
    findings = examine(Host())
    if json:
        output.write_json([asdict(finding) for finding in findings])
    else:
        _show(findings, output.stdout())
        output.say(_sum_up(findings))
    if _problems(findings):
        raise typer.Exit(HostError.exit_code)


def _show(findings: Sequence[Finding], console: Console) -> None:
    if not console.is_terminal:
        console.width = 10_000  # one line for each text
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=_WIDTH, style=_STYLES[finding.state])
        table.add_column(width=width)
        table.add_row(finding.state, finding.name, Text(finding.text))
        console.print(table, soft_wrap=False)
        if finding.cure:
            # Never broken, so that it can be copied.
            console.print(Text.assemble(" " * (_WIDTH + width + 4), (finding.cure, "bold")))


def _sum_up(findings: Sequence[Finding]) -> str:
    problems = _problems(findings)
    if not problems:
        return "\nLabs can run here."
    return (
        f"\nNo lab can run here until this is cured: {', '.join(problems)}.\n"
        "`vagrantgen host setup` shows how to set the whole host up, or does it."
    )


def _problems(findings: Sequence[Finding]) -> list[str]:
    return [finding.name for finding in findings if finding.state == "problem"]
