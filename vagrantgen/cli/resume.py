"""`vagrantgen resume`."""

from vagrantgen.cli.options import LabFiles, LabName, Provision, ProvisionWith, Quiet
from vagrantgen.cli.progress import progress
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.driver import power
from vagrantgen.driver.options import provisioning


def resume(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    provision: Provision = None,
    provision_with: ProvisionWith = None,
    quiet: Quiet = False,
) -> None:
    """Let suspended machines go on."""
    target = find_target(machines, files, lab=lab, as_made=True)
    options = provisioning(provision, provision_with or ())
    with progress(quiet=quiet) as listener:
        power.resume(target.open(listener), target.names, options)
