"""`vagrantgen halt`."""

from typing import Annotated

import typer

from vagrantgen.cli.options import LabFiles, LabName, Quiet
from vagrantgen.cli.progress import progress
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.driver import power


def halt(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    force: Annotated[
        bool, typer.Option("--force", help="Pull the plug instead of asking the guest.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Shut machines down."""
    target = find_target(machines, files, lab=lab, as_made=True)
    with progress(quiet=quiet) as listener:
        power.halt(target.open(listener), target.names, force=force)
