"""The Ansible inventory that a control node in a lab works with."""

import json
from collections.abc import Iterator
from typing import Any

from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.values import Inventory


def control_inventory(lab: Lab, control: Machine) -> Inventory:
    """Return a control node's inventory, as YAML: itself, and the machines it controls.

    The others are reached at their address on the network that both share.
    """
    return Inventory("\n".join(_lines(lab, control)) + "\n")


def _lines(lab: Lab, control: Machine) -> Iterator[str]:
    members = {control.name, *control.controls}
    yield "all:"
    yield "  hosts:"
    for machine in lab.machines:
        if machine.name in members:
            yield f"    {machine.name}:"
            for key, value in _variables(lab, control, machine).items():
                yield f"      {key}: {json.dumps(value, default=str)}"
    groups = {name: _group(lab, name, members) for name in lab.groups}
    if groups:
        yield "  children:"
    for name, lines in groups.items():
        yield f"    {name}:"
        yield from (f"      {line}" for line in lines)


def _variables(lab: Lab, control: Machine, machine: Machine) -> dict[str, Any]:
    if machine.name == control.name:
        return {"ansible_connection": "local", **machine.vars}
    address = lab.shared_address(control, machine)
    return {"ansible_host": str(address), "ansible_user": machine.ssh_user, **machine.vars}


def _group(lab: Lab, name: str, members: set[str]) -> Iterator[str]:
    group = lab.groups[name]
    found = [machine for machine in group.machines if machine in members]
    if found:
        yield "hosts:"
        yield from (f"  {machine}:" for machine in found)
    if group.groups:
        yield "children:"
        yield from (f"  {child}:" for child in group.groups)
    if group.vars:
        yield "vars:"
        yield from (
            f"  {key}: {json.dumps(value, default=str)}" for key, value in group.vars.items()
        )
