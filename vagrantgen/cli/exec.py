"""`vagrantgen exec`."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, TextIO

import typer

from vagrantgen.cli import output
from vagrantgen.cli.options import Jobs, LabFiles, LabName
from vagrantgen.cli.output import Styled, shows_colors
from vagrantgen.cli.target import Machines, find_target, note
from vagrantgen.cli.usage import Command, Commands
from vagrantgen.driver.execution import execute
from vagrantgen.errors import UsageError
from vagrantgen.guest.commands import AT_ONCE, Line, ignore_line
from vagrantgen.process import Completed

_WORDS: Final = "vagrantgen.words"
_COLORS: Final = ("36", "33", "32", "35", "34", "31")


class _CommandAfterDashes(Command):
    """A command that keeps the words after `--` apart from the machines before."""

    tail = ("-- COMMAND...",)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        place = args.index("--") if "--" in args else len(args)
        ctx.meta[_WORDS] = args[place + 1 :]
        return super().parse_args(ctx, args[:place])


app = Commands()


@app.command(cls=_CommandAfterDashes)
def exec(  # noqa: A001  (the command's name)
    context: typer.Context,
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    jobs: Jobs = AT_ONCE,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON instead, once all have ended.")
    ] = False,
) -> None:
    """Run one command in many machines at the same time."""
    words = context.meta[_WORDS]
    if not words:
        raise UsageError(
            "there is no command to run", hint="write it after `--`: `vagrantgen exec -- uptime`"
        )
    target = find_target(machines, files, lab=lab, as_made=True)
    on_line = ignore_line if as_json else _Printer().write
    done = execute(target.open(note), words, target.names, at_once=jobs, on_line=on_line)
    if as_json:
        output.write_json(_as_json(done))
    raise typer.Exit(next((one.status for one in done.values() if one.status), 0))


@dataclass(slots=True)
class _Printer:
    """Writes lines, each after the name of its machine."""

    colors: dict[str, str] = field(default_factory=dict)

    def write(self, line: Line) -> None:
        stream = sys.stderr if line.is_error else sys.stdout
        stream.write(f"{self._prefix(line.machine, stream)} {line.text}\n")
        stream.flush()

    def _prefix(self, machine: str, stream: TextIO) -> str:
        color = self.colors.setdefault(machine, _COLORS[len(self.colors) % len(_COLORS)])
        return Styled(f"{machine}:", color).shown(colored=shows_colors(stream))


def _as_json(done: Mapping[str, Completed]) -> list[dict[str, Any]]:
    return [
        {"machine": name, "exit_code": one.status, "stdout": one.stdout, "stderr": one.stderr}
        for name, one in done.items()
    ]
