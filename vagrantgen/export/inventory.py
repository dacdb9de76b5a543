"""The Ansible inventory of a lab, for the computer that its machines run on."""

import json
import shlex
from ast import literal_eval
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from vagrantgen.export.ssh_config import HostBlock
from vagrantgen.models.lab import Lab

_SSH_PORT: Final = 22
_SSH_OPTIONS: Final = ("UserKnownHostsFile", "StrictHostKeyChecking", "IdentitiesOnly")


@dataclass(frozen=True, slots=True)
class InventoryGroup:
    """A group of an inventory."""

    hosts: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    vars: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return what it has."""
        parts = {"hosts": list(self.hosts), "children": list(self.children)}
        return {key: part for key, part in (parts | {"vars": dict(self.vars)}).items() if part}


@dataclass(frozen=True, slots=True)
class Inventory:
    """What Ansible has to know of machines: their variables, and their groups."""

    hosts: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, InventoryGroup]

    @classmethod
    def of(cls, lab: Lab, blocks: Mapping[str, HostBlock]) -> "Inventory":
        """Return the inventory of the machines that ssh reaches.

        Args:
            lab: The lab; its groups are the inventory's, and so are its counted machines.
            blocks: How ssh reaches each machine.
        """
        hosts = {
            machine.name: _connection(blocks[machine.name]) | machine.vars
            for machine in lab.machines
            if machine.name in blocks
        }
        return cls(hosts, groups_of(lab, hosts))

    def as_list(self) -> dict[str, Any]:
        """Return what a dynamic inventory answers to `--list`."""
        ungrouped = {"all": {"hosts": list(self.hosts)}}
        groups = {name: group.as_dict() for name, group in self.groups.items()}
        return {"_meta": {"hostvars": self.hosts}, **ungrouped, **groups}

    def as_yaml(self) -> str:
        """Return it as a YAML file."""
        groups = {
            name: group.as_dict() | ({"hosts": dict.fromkeys(group.hosts)} if group.hosts else {})
            for name, group in self.groups.items()
        }
        for group in groups.values():
            if "children" in group:
                group["children"] = dict.fromkeys(group["children"])
        children = {"children": groups} if groups else {}
        plain = json.loads(json.dumps({"all": {"hosts": self.hosts, **children}}, default=str))
        return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)

    def as_ini(self) -> str:
        """Return it as an INI file."""
        return "\n".join(self._ini_lines()) + "\n"

    def _ini_lines(self) -> Iterator[str]:
        for name, variables in self.hosts.items():
            yield f"{name} {host_line(variables)}".rstrip()
        for name, group in self.groups.items():
            yield from ("", f"[{name}]", *group.hosts)
            if group.children:
                yield from ("", f"[{name}:children]", *group.children)
            if group.vars:
                yield from ("", f"[{name}:vars]")
                yield from (f"{key}={literal(value)}" for key, value in group.vars.items())


def groups_of(lab: Lab, hosts: Collection[str]) -> dict[str, InventoryGroup]:
    """Return a lab's groups, counted machines among them, with those of these hosts in them."""
    counted: dict[str, list[str]] = {}
    for machine in lab.machines:
        if machine.base and machine.name in hosts:
            counted.setdefault(_group_name(machine.base), []).append(machine.name)
    groups = {name: InventoryGroup(tuple(members)) for name, members in counted.items()}
    for name, group in lab.groups.items():
        members = tuple(member for member in group.machines if member in hosts)
        groups[name] = InventoryGroup(members, group.groups, group.vars)
    return groups


def _connection(block: HostBlock) -> dict[str, Any]:
    options = [f"-o {key}={block[key]}" for key in _SSH_OPTIONS if block[key]]
    proxy = block["ProxyCommand"]
    options += [f"-o ProxyCommand={shlex.quote(proxy)}"] if proxy else []
    variables = {
        "ansible_host": block.address,
        "ansible_port": int(block["Port"] or _SSH_PORT),
        "ansible_user": block["User"],
        "ansible_ssh_private_key_file": block["IdentityFile"],
        "ansible_ssh_common_args": " ".join(options),
    }
    return {name: value for name, value in variables.items() if value}


def _group_name(base: str) -> str:
    """Return a counted machine's name as Ansible allows it for groups."""
    return base.replace("-", "_")


def host_line(variables: Mapping[str, Any]) -> str:
    """Return a host's variables as they stand behind its name."""
    return " ".join(f"{key}={shlex.quote(literal(value))}" for key, value in variables.items())


def literal(value: Any) -> str:
    """Return a value so that Ansible, which reads it as a Python literal, gets it back."""
    if not isinstance(value, str):
        return repr(value)
    try:
        literal_eval(value)
    except (ValueError, SyntaxError):
        plain = value == value.strip() and "#" not in value and value.isprintable()
        return value if plain and value else repr(value)
    return repr(value)
