"""`vagrantgen inventory`."""

from enum import StrEnum
from typing import Annotated

import typer

from vagrantgen.cli import output
from vagrantgen.cli.options import LabFiles, LabName, Overrides
from vagrantgen.cli.target import Machines, complete_machine, find_target, note
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.export.control import control_inventory
from vagrantgen.export.inventory import Inventory


class Format(StrEnum):
    """How an inventory is written."""

    INI = "ini"
    YAML = "yaml"
    JSON = "json"


def inventory(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    overrides: Overrides = None,
    lab: LabName = None,
    form: Annotated[
        Format, typer.Option("--format", help="INI or YAML for a file; JSON as `--list` prints.")
    ] = Format.INI,
    control: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="MACHINE",
            help="As this control node has it, by its `controls`.",
            autocompletion=complete_machine,
        ),
    ] = None,
    as_list: Annotated[
        bool, typer.Option("--list", help="Answer as a dynamic inventory: everything.")
    ] = False,
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="NAME", help="Answer as a dynamic inventory: one host."),
    ] = None,
) -> None:
    """Print the Ansible inventory of the machines that run."""
    target = find_target(machines, files, overrides, lab, as_made=True)
    environment = target.open_with_lab(note)
    meant = environment.require_lab()
    if control is not None:
        output.write(control_inventory(meant, meant.machine(control)))
        return
    found = Inventory.of(meant, keep_ssh_config(environment, target.names))
    if host is not None:
        output.write_json(found.hosts.get(host, {}))
    elif as_list or form is Format.JSON:
        output.write_json(found.as_list())
    else:
        output.write(found.as_yaml() if form is Format.YAML else found.as_ini())
