"""The lab's groups and variables, for the Ansible inventory that Vagrant itself writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.values import Verbatim

if TYPE_CHECKING:
    from vagrantgen.models.provisioning import Provisioner

_PLAYBOOKS: Final = ("ansible", "ansible_local")

Groups = Mapping[str, Sequence[str] | Mapping[str, str]]
"""Groups as Vagrant has them: `web`, `web:children` and `web:vars`."""


@dataclass(frozen=True, slots=True)
class VagrantInventory:
    """What Vagrant is told of a lab's groups and variables: nothing, if no playbook needs it."""

    groups: Groups
    host_vars: Mapping[str, str]

    @classmethod
    def of(cls, lab: Lab, machines: Sequence[Machine]) -> Self:
        """Return the inventory for the playbooks of some of a lab's machines."""
        if not any(_missing(item) for machine in machines for item in machine.provisioners):
            return cls({}, {})
        return cls(dict(_groups(lab)), dict(_variables(lab)))

    def settings(self, provisioner: "Provisioner") -> Mapping[str, Any]:
        """Return a provisioner's settings; a playbook's with what it does not say itself."""
        said = provisioner.settings()
        return {
            **said,
            **{key: Verbatim(f"lab_{key}") for key in _missing(provisioner) if getattr(self, key)},
        }


def _missing(provisioner: Any) -> tuple[str, ...]:
    """Return what a playbook's inventory lacks: nothing, if it has one of its own."""
    if provisioner.type not in _PLAYBOOKS or provisioner.inventory_path:
        return ()
    return tuple(key for key in ("groups", "host_vars") if getattr(provisioner, key) is None)


def _groups(lab: Lab) -> Iterator[tuple[str, Sequence[str] | Mapping[str, str]]]:
    from vagrantgen.export.inventory import groups_of, literal  # noqa: PLC0415  (few labs need it)

    for name, group in groups_of(lab, [machine.name for machine in lab.machines]).items():
        yield name, list(group.hosts)
        if group.children:
            yield f"{name}:children", list(group.children)
        if group.vars:
            yield f"{name}:vars", {key: literal(value) for key, value in group.vars.items()}


def _variables(lab: Lab) -> Iterator[tuple[str, str]]:
    from vagrantgen.export.inventory import host_line  # noqa: PLC0415  (few labs need it)

    for machine in lab.machines:
        if machine.vars:
            yield machine.name, host_line(machine.vars)
