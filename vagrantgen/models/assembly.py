"""What is written of a lab, put together: names resolved, subnets chosen, addresses assigned."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from pydantic import BeforeValidator, Field

from vagrantgen.errors import LabError, Problem
from vagrantgen.models import guest_setup
from vagrantgen.models.addressing import assign_addresses, choose_subnets, management_network
from vagrantgen.models.base import Model, OneOrSeveral
from vagrantgen.models.deferred import DEFERRED, late
from vagrantgen.models.lab import Group, Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.names import GroupName, Label
from vagrantgen.models.network import LabNetworkKeys
from vagrantgen.models.plugins import Plugins
from vagrantgen.models.references import Names
from vagrantgen.models.rules import rulebook
from vagrantgen.models.text import Line, ScriptText, Versions
from vagrantgen.models.uri import LibvirtUri, VagrantVersions
from vagrantgen.models.variables import Variables

if TYPE_CHECKING:
    from vagrantgen.models.link import Link
    from vagrantgen.models.trigger import Trigger
else:
    Link = late("link.Link")
    Trigger = late("trigger.Trigger")

_AS_WRITTEN: Final = ("name", "uri", "triggers", "plugins", "vagrant_version", "ruby")
"""The keys that mean what they say."""


def _nothing_said(value: object) -> object:
    return {} if value is None else value


def _members_alone(value: object) -> object:
    return {"machines": value} if isinstance(value, str | list | tuple) else _nothing_said(value)


class GroupKeys(Model):
    """A group of machines, as it is written."""

    refused: ClassVar[Mapping[str, str]] = {
        "hosts": "is called `machines`",
        "children": "is called `groups`",
    }
    """Ansible's words for what has a name here."""

    machines: Annotated[tuple[Line, ...], OneOrSeveral] = ()
    """Machines and counted machines."""

    groups: Annotated[tuple[Line, ...], OneOrSeveral] = ()
    """Other groups, with all their machines."""

    vars: Variables = Field(default_factory=dict)
    """Its variables in the Ansible inventory."""


class LabKeys(Model):
    """What is said of a lab besides its machines."""

    refused: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("vms", "nodes", "hosts", "servers"), "is called `machines`"),
        **dict.fromkeys(
            ("box", "memory", "cpus", "provisioners"),
            "does not stand here; write it under `defaults`, or of a machine",
        ),
    }
    """Other words for what has a name here."""

    name: Label
    """The lab's name: its domains' and networks' names begin with it."""

    uri: LibvirtUri = "qemu:///system"
    """The libvirt host."""

    networks: dict[Label, Annotated[LabNetworkKeys, BeforeValidator(_nothing_said)]] = Field(
        default_factory=dict
    )
    """The lab's own networks, by name."""

    links: Annotated[tuple[Link, ...], DEFERRED] = ()
    """Wires between two machines."""

    groups: dict[
        GroupName,
        Annotated[
            GroupKeys,
            BeforeValidator(_members_alone, json_schema_input_type=GroupKeys | str | list[str]),
        ],
    ] = Field(default_factory=dict)
    """Groups of machines, for commands and for the Ansible inventory."""

    triggers: Annotated[tuple[Trigger, ...], DEFERRED] = ()
    """What Vagrant runs before or after its commands."""

    plugins: Plugins = Field(default_factory=dict)
    """Vagrant's other plugins, each with its sections: `{vagrant-vbguest: {vbguest: {...}}}`."""

    vagrant_version: VagrantVersions | tuple[Versions, ...] | None = None
    """The versions of Vagrant that are good enough: `>= 2.3`."""

    ruby: ScriptText | None = None
    """Ruby for the end of the Vagrantfile, where its variable is called `config`."""


def assemble(keys: LabKeys, machines: Sequence[Machine], *, whole: bool = True) -> Lab:
    """Return the lab that is meant by what is written.

    Args:
        keys: What is said of the lab.
        machines: Its machines, counted ones one by one.
        whole: Whether everything that is written is in them. Otherwise nothing is said that might
            come from what is missing.

    Raises:
        LabError: The parts don't fit together; each problem names the machine's own key, such as
            `("machines", "node2", "networks", 0, "ip")`.
    """
    names = Names(machines, keys.groups)
    problems = list(names.problems())
    unsure: list[Problem] = []
    resolved = [names.resolve(machine) for machine in machines]
    networks = choose_subnets(keys, resolved, unsure)
    assigned = assign_addresses(networks, resolved, unsure)
    problems += unsure if whole else []
    wired = _wired(keys, assigned, names, problems) if keys.links else assigned
    meant = tuple(guest_setup.plan(wired, networks, problems))
    lab = Lab.model_construct(
        **{key: getattr(keys, key) for key in _AS_WRITTEN},
        networks=networks,
        machines=meant,
        groups=_groups(keys, names),
        management=management_network(keys.name, meant, networks),
    )
    problems += rulebook.problems(lab, whole=whole)
    if problems:
        raise LabError(problems)
    return lab


def _wired(
    keys: LabKeys, machines: Sequence[Machine], names: Names, problems: list[Problem]
) -> list[Machine]:
    from vagrantgen.models.wiring import Wiring  # noqa: PLC0415

    return Wiring(keys.name, keys.links, keys.networks).connect(machines, names, problems)


def _groups(keys: LabKeys, names: Names) -> dict[str, Group]:
    return {
        name: Group(machines=names.all_in(name), groups=group.groups, vars=group.vars)
        for name, group in keys.groups.items()
    }
