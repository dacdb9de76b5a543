"""What a lab needs of Vagrant that Vagrant does only where it is switched on."""

from collections.abc import Sequence

from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine


def experimental_features(lab: Lab, machines: Sequence[Machine]) -> tuple[str, ...]:
    """Return what these machines of a lab need, by Vagrant's names, in order."""
    needed = {trigger.experimental for trigger in lab.triggers}
    for machine in machines:
        needed |= {trigger.experimental for trigger in machine.triggers}
        needed |= {provisioner.experimental for provisioner in machine.provisioners}
        blocks = [block for _, block in machine.other_providers()]
        if any(block.overrides(machine.disk_size, machine.disks) for block in blocks):
            needed.add("disks")
    return tuple(sorted(feature for feature in needed if feature))
