"""`vagrantgen render`."""

from pathlib import Path
from typing import Annotated

import typer

from vagrantgen.cli import output
from vagrantgen.cli.options import LabFiles, Overrides
from vagrantgen.cli.target import find_target
from vagrantgen.render.vagrantfile import render_vagrantfile
from vagrantgen.render.write import difference, write_vagrantfile


def render(
    lab_file: Annotated[
        list[Path] | None, typer.Argument(metavar="LAB_FILE", help="The lab file.")
    ] = None,
    file: LabFiles = None,
    overrides: Overrides = None,
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it there, not to stdout (-)."),
    ] = None,
    *,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change in the file, and write nothing.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each setting means, in comments.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that a person wrote or changed.")
    ] = False,
) -> None:
    """Print a lab's Vagrantfile, or write it."""
    lab = find_target([], [*(lab_file or ()), *(file or ())], overrides)
    text = render_vagrantfile(lab.load(), lab.files[0].name, explain=explain)
    target = None if target == Path("-") else target
    if diff:
        output.write(difference(target or lab.folder / "Vagrantfile", text))
    elif target is None:
        output.write(text)
    elif write_vagrantfile(target, text, overwrite=overwrite):
        output.say(f"wrote {target}")
    else:
        output.say(f"{target} is up to date")
