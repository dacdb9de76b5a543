"""`vagrantgen cp`."""

import sys
from typing import Annotated

import typer

from vagrantgen.cli.options import LabFiles, LabName, Quiet
from vagrantgen.cli.target import find_target, note
from vagrantgen.driver.copying import copy


def cp(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", help="Files and folders: PATH, or MACHINE:PATH."),
    ],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="Where they go: PATH, or MACHINE:PATH; a counted machine or a group is all of it.",
        ),
    ],
    *,
    files: LabFiles = None,
    lab: LabName = None,
    quiet: Quiet = False,
) -> None:
    """Copy files to machines, and from them."""
    found = find_target((), files, lab=lab, as_made=True)
    show_progress = sys.stdout.isatty() and not quiet
    copy(found.open(note), sources, target, show_progress=show_progress)
