"""Rules on the network cards of a machine: how many fit, and which place each one has."""

from collections.abc import Iterator
from itertools import count
from typing import Final

from vagrantgen.errors import Problem
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.nic import Interface

_MOST: Final = 8
_MANAGEMENT: Final = 0
"""The place of the management network's card."""


def fits_the_interfaces_into_a_machine(lab: Lab) -> Iterator[Problem]:
    """The plugin gives a machine eight adapters, the management network's among them."""
    for machine in lab.machines:
        found = len(machine.interfaces) + _is_managed(machine)
        most = machine.libvirt.nic_adapter_count or _MOST
        if found > most:
            text = f"{found} interfaces, with the management network's; no more than {most} fit"
            hint = f"write `libvirt: {{nic_adapter_count: {found}}}`"
            yield Problem(text, ("machines", machine.name, "networks"), hint=hint)


def puts_each_card_into_a_place_of_its_own(lab: Lab) -> Iterator[Problem]:
    """The plugin goes from one interface to the next, and fails on a place that is taken."""
    for machine in lab.machines:
        most = machine.libvirt.nic_adapter_count or _MOST
        taken = {_MANAGEMENT} if _is_managed(machine) else set()
        for place, item in enumerate(machine.networks):
            if not isinstance(item, Interface):
                continue
            adapter = item.adapter
            if adapter is None:
                taken.add(next(free for free in count() if free not in taken))
                continue
            key = ("machines", machine.name, "networks", place, "adapter")
            if adapter in taken:
                owner = "the management network's" if adapter == _MANAGEMENT else "another's"
                hint = "interfaces without `adapter` take the first places, in their order"
                yield Problem(f"place {adapter} is {owner} already", key, hint=hint)
            elif adapter >= most:
                hint = f"write `libvirt: {{nic_adapter_count: {adapter + 1}}}`"
                yield Problem(f"{adapter} is beyond the last place, {most - 1}", key, hint=hint)
            taken.add(adapter)


def _is_managed(machine: Machine) -> bool:
    return machine.libvirt.mgmt_attach is not False
