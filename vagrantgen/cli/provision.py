"""`vagrantgen provision`."""

from vagrantgen.cli.options import LabFiles, LabName, Overrides, ProvisionWith, Quiet
from vagrantgen.cli.progress import progress
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.driver import power
from vagrantgen.driver.options import provisioning


def provision(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    overrides: Overrides = None,
    lab: LabName = None,
    provision_with: ProvisionWith = None,
    quiet: Quiet = False,
) -> None:
    """Run the provisioners of running machines again."""
    target = find_target(machines, files, overrides, lab, as_made=True)
    options = provisioning(None, provision_with or ())
    with progress(quiet=quiet) as listener:
        power.provision(target.open_with_lab(listener), target.names, options)
