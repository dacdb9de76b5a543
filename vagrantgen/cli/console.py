"""`vagrantgen console`."""

from typing import Annotated

import typer

from vagrantgen import process
from vagrantgen.cli import output
from vagrantgen.cli.options import LabFiles, LabName
from vagrantgen.cli.target import OneMachine, find_target
from vagrantgen.driver.environment import require_running


def console(
    machine: OneMachine,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    force: Annotated[
        bool, typer.Option("--force", help="Disconnect whoever is connected.")
    ] = False,
) -> None:
    """Open a machine's serial console; Ctrl-] leaves it."""
    environment = find_target((), files, lab=lab, as_made=True).open()
    name = environment.record.one(machine)
    domain = require_running(name, environment.domains().get(name))
    output.say(f"The serial console of {name}: press Enter to see it, Ctrl-] to leave.")
    process.become(environment.libvirt.console_command(domain.uuid, force=force))
