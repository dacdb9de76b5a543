"""`vagrantgen snapshot`."""

from typing import Annotated

import typer

from vagrantgen.cli import output
from vagrantgen.cli.options import Json, LabFiles, LabName, Quiet
from vagrantgen.cli.progress import progress
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.cli.usage import Commands
from vagrantgen.driver import snapshots

app = Commands("Save, restore, list and delete snapshots.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The snapshot's name.")]


@app.command()
def save(
    name: Name,
    machines: Machines = None,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a snapshot of that name.")
    ] = False,
    halt: Annotated[
        bool,
        typer.Option(
            "--halt", help="Shut down machines that can't be saved while they run; they stay off."
        ),
    ] = False,
    files: LabFiles = None,
    lab: LabName = None,
    quiet: Quiet = False,
) -> None:
    """Save the machines as they are, with their memory when they run."""
    target = find_target(machines, files, lab=lab, as_made=True)
    with progress(quiet=quiet) as listener:
        snapshots.save(target.open(listener), name, target.names, replace=force, halt=halt)


@app.command()
def restore(
    name: Name,
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    quiet: Quiet = False,
) -> None:
    """Put the machines back to a snapshot."""
    target = find_target(machines, files, lab=lab, as_made=True)
    with progress(quiet=quiet) as listener:
        snapshots.restore(target.open(listener), name, target.names)


@app.command("list")
def list_snapshots(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    as_json: Json = False,
) -> None:
    """Show the snapshots of each machine."""
    target = find_target(machines, files, lab=lab, as_made=True)
    environment = target.open()
    environment.record.require_machines()
    found = snapshots.snapshots(environment, target.names)
    if as_json:
        output.write_json(found)
        return
    output.write_table(
        ("MACHINE", "SNAPSHOT"), [(machine, name) for machine in found for name in found[machine]]
    )


@app.command()
def delete(
    name: Name, machines: Machines = None, *, files: LabFiles = None, lab: LabName = None
) -> None:
    """Delete a snapshot."""
    target = find_target(machines, files, lab=lab, as_made=True)
    snapshots.delete(target.open(), name, target.names)
