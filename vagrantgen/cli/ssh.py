"""`vagrantgen ssh`."""

from typing import Annotated

import typer

from vagrantgen import process
from vagrantgen.cli.options import LabFiles, LabName
from vagrantgen.cli.target import OneMachine, find_target, note
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.guest.connection import ssh_command


def ssh(
    machine: OneMachine,
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- COMMAND", help="A command instead of a shell."),
    ] = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
) -> None:
    """Log in to a machine, or run one command in it."""
    target = find_target((), files, lab=lab, as_made=True)
    environment = target.open(note)
    name = environment.record.one(machine)
    keep_ssh_config(environment, [name])
    process.become(ssh_command(environment.folder, name, *(command or ())))
