"""`vagrantgen reload`."""

from typing import Annotated

import typer

from vagrantgen.cli.options import (
    LabFiles,
    LabName,
    Overrides,
    Provision,
    ProvisionWith,
    Quiet,
)
from vagrantgen.cli.progress import progress
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.driver import power
from vagrantgen.driver.emulation import choose_driver
from vagrantgen.driver.options import provisioning


def reload(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    overrides: Overrides = None,
    lab: LabName = None,
    provision: Provision = None,
    provision_with: ProvisionWith = None,
    force: Annotated[
        bool, typer.Option("--force", help="Pull the plug instead of asking the guest.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Restart machines with what the lab file says now."""
    target = find_target(machines, files, overrides, lab, as_made=True)
    options = [*provisioning(provision, provision_with or ()), *(["--force"] if force else [])]
    with progress(quiet=quiet) as listener:
        environment = target.open_with_lab(listener)
        choose_driver(environment)
        power.reload(environment, target.names, options)
