"""`vagrantgen suspend`."""

from vagrantgen.cli.options import LabFiles, LabName, Quiet
from vagrantgen.cli.progress import progress
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.driver import power


def suspend(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    quiet: Quiet = False,
) -> None:
    """Stop machines where they are, until `resume`."""
    target = find_target(machines, files, lab=lab, as_made=True)
    with progress(quiet=quiet) as listener:
        power.suspend(target.open(listener), target.names)
