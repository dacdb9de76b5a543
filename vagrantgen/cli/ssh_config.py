"""`vagrantgen ssh-config`."""

from vagrantgen.cli import output
from vagrantgen.cli.options import LabFiles, LabName
from vagrantgen.cli.target import Machines, find_target, note
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.export.ssh_config import render_ssh_config


def ssh_config(machines: Machines = None, *, files: LabFiles = None, lab: LabName = None) -> None:
    """Print what ssh, scp and editors need to reach machines."""
    target = find_target(machines, files, lab=lab, as_made=True)
    environment = target.open(note)
    environment.record.require_machines()
    blocks = keep_ssh_config(environment, target.names)
    output.write(render_ssh_config(blocks))
