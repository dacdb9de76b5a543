"""`vagrantgen check`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vagrantgen.cli import output
from vagrantgen.cli.options import Json, LabFiles, Overrides
from vagrantgen.cli.target import Target, find_target
from vagrantgen.errors import HostError, LabError, Problem

if TYPE_CHECKING:
    from vagrantgen.host.finding import Finding
    from vagrantgen.models.lab import Lab


def check(
    lab_file: Annotated[
        list[Path] | None, typer.Argument(metavar="LAB_FILE", help="The lab file.")
    ] = None,
    file: LabFiles = None,
    overrides: Overrides = None,
    *,
    no_host: Annotated[
        bool, typer.Option("--no-host", help="Check the lab file alone, and start no program.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what is wrong with a lab file, or with this host."""
    target = find_target([], [*(lab_file or ()), *(file or ())], overrides)
    try:
        lab = target.load()
    except LabError as error:
        if as_json:
            output.write_json([_as_json(problem) for problem in error.problems])
            raise typer.Exit(error.exit_code) from None
        raise
    found = [] if no_host else _host_findings(target, lab)
    if as_json:
        output.write_json([asdict(finding) for finding in found])
    else:
        _show(target, lab, found)
    if any(finding.state == "problem" for finding in found):
        raise typer.Exit(HostError.exit_code)


def _host_findings(target: Target, lab: "Lab") -> "list[Finding]":
    from vagrantgen.cli import preflight
    from vagrantgen.driver.environment import Environment
    from vagrantgen.host.finding import Host
    from vagrantgen.host.probes import examine

    environment = Environment(target.folder, lab)
    found = preflight.findings(environment, examine(Host()))
    return [*found, *preflight.unsavable(environment)]


def _show(target: Target, lab: "Lab", findings: "Sequence[Finding]") -> None:
    for finding in findings:
        output.say(str(finding))
    count = len(lab.machines)
    machines = f"{count} machine{'s' if count > 1 else ''}"
    output.say(f"{target.files[0].name} is right: the lab {lab.name!r} with {machines}")


def _as_json(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "file": place and place.source,
        "line": place and place.line,
        "column": place and place.column,
        "key": problem.dotted_key,
        "text": problem.text,
        "hint": problem.hint,
    }
