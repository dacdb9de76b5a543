"""The Ansible inventory that a control node in a lab works with."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.values import Inventory

_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What YAML takes for a value of its own, though it looks like a name."""


def control_inventory(lab: Lab, control: Machine) -> Inventory:
    """Return a control node's inventory, as YAML: itself, and the machines it controls.

    The others are reached at their address on the network that both share.
    """
    return Inventory("".join(f"{line}\n" for line in _lines(lab, control)))


def _lines(lab: Lab, control: Machine) -> Iterator[str]:
    members = {control.name, *control.controls}
    yield "all:"
    yield "  hosts:"
    for machine in lab.machines:
        if machine.name in members:
            yield f"    {_key(machine.name)}:"
            yield from _variables("      ", _host_variables(lab, control, machine))
    if lab.groups:
        yield "  children:"
    for name in lab.groups:
        yield f"    {_key(name)}:"
        yield from _group(lab, name, members)


def _host_variables(lab: Lab, control: Machine, machine: Machine) -> Mapping[str, Any]:
    if machine.name == control.name:
        return {"ansible_connection": "local", **machine.vars}
    address = lab.shared_address(control, machine)
    return {"ansible_host": str(address), "ansible_user": machine.ssh_user, **machine.vars}


def _group(lab: Lab, name: str, members: set[str]) -> Iterator[str]:
    group = lab.groups[name]
    found = [machine for machine in group.machines if machine in members]
    for kind, names in (("hosts", found), ("children", group.groups)):
        if names:
            yield f"      {kind}:"
            yield from (f"        {_key(name)}:" for name in names)
    if group.vars:
        yield "      vars:"
        yield from _variables("        ", group.vars)


def _variables(indent: str, variables: Mapping[str, Any]) -> Iterator[str]:
    for key, value in variables.items():
        yield f"{indent}{_key(key)}: {_scalar(value)}"


def _key(name: str) -> str:
    """Return a name as a key, in quotes where YAML would take it for something else."""
    return _scalar(name) if name.lower() in _WORDS or not name[0].isalpha() else name


def _scalar(value: Any) -> str:
    """Return a value as JSON, which YAML reads too once all that shows nothing is escaped."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return "".join(
        character if character.isprintable() else _escaped(character) for character in text
    )


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004
