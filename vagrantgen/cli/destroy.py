"""`vagrantgen destroy`."""

import shutil
import sys
from typing import Annotated

import typer

from vagrantgen.cli import output
from vagrantgen.cli.app import INTERRUPTED
from vagrantgen.cli.options import LabFiles, LabName, Quiet, Yes
from vagrantgen.cli.progress import progress
from vagrantgen.cli.target import Machines, find_target, labs_without_a_file
from vagrantgen.driver.destroy import destroy as destroy_machines
from vagrantgen.errors import UsageError


def destroy(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    graceful: Annotated[
        bool, typer.Option("--graceful", "-g", help="Shut the guest down first.")
    ] = False,
    parallel: Annotated[
        bool, typer.Option("--parallel/--no-parallel", help="Destroy at the same time.")
    ] = False,
    quiet: Quiet = False,
    yes: Yes = False,
) -> None:
    """Destroy machines, with all that was made for them."""
    target = find_target(machines, files, lab=lab, as_made=True)
    environment = target.open()
    existing = list(environment.existing(target.names))
    if existing and not yes:
        _ask(existing)
    options = [*(["--graceful"] if graceful else []), *(["--parallel"] if parallel else [])]
    with progress(quiet=quiet) as environment.tell:
        destroy_machines(environment, target.names, options)
    if target.folder.parent == labs_without_a_file() and not environment.record.machines:
        shutil.rmtree(target.folder)


def _ask(machines: list[str]) -> None:
    """Ask on a terminal whether to go on.

    Raises:
        UsageError: There is no terminal to ask on.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"this destroys {', '.join(machines)}", hint="say so with `--yes`, or `-y`"
        )
    output.stderr().print(f"This destroys {', '.join(machines)}, with their disks.")
    if not typer.confirm("Go on?", err=True):
        raise typer.Exit(INTERRUPTED)
