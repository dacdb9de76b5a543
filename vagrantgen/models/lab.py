"""A lab: machines that live and die together, with the networks between them."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from pydantic import Field

from vagrantgen.errors import UsageError
from vagrantgen.models.address import Subnet
from vagrantgen.models.base import Model
from vagrantgen.models.deferred import late
from vagrantgen.models.interface import LabInterface
from vagrantgen.models.machine import Machine
from vagrantgen.models.names import GroupName, Label
from vagrantgen.models.network import LabNetwork
from vagrantgen.models.plugins import Plugins, section_settings
from vagrantgen.models.values import Environment, HostTable, MachineTable

if TYPE_CHECKING:
    from vagrantgen.models.trigger import Trigger
else:
    Trigger = late("trigger.Trigger")


class Group(Model):
    """A group of machines, as it is meant: with every machine in it."""

    machines: tuple[str, ...] = ()
    """Its machines, those of the groups in it among them."""

    groups: tuple[str, ...] = ()
    """The groups in it."""

    vars: dict[str, Any] = Field(default_factory=dict)
    """Its variables in the Ansible inventory."""


class ManagementNetwork(Model):
    """A network by which Vagrant reaches the lab's machines."""

    name: str
    subnet: Subnet


class Lab(Model):
    """A lab as it is meant: machines one by one, addresses assigned, names resolved.

    `vagrantgen.models.assembly.assemble` makes it out of what is written.
    """

    name: Label
    uri: str = "qemu:///system"
    """The libvirt host."""

    networks: dict[str, LabNetwork] = Field(default_factory=dict)
    machines: tuple[Machine, ...]
    groups: dict[GroupName, Group] = Field(default_factory=dict)
    management: ManagementNetwork | None = None
    triggers: tuple[Trigger, ...] = ()
    plugins: Plugins = Field(default_factory=dict)
    vagrant_version: str | tuple[str, ...] | None = None
    ruby: str | None = None

    @cached_property
    def _by_name(self) -> Mapping[str, Machine]:
        return {machine.name: machine for machine in self.machines}

    def machine(self, name: str) -> Machine:
        """Return the machine of this name.

        Raises:
            UsageError: There is none.
        """
        if name not in self._by_name:
            raise self._unknown(name)
        return self._by_name[name]

    def select(self, names: Sequence[str]) -> tuple[Machine, ...]:
        """Return the machines that these names mean, in the lab's order; all if there are none.

        Args:
            names: Machines, counted machines (`node` for `node1`, `node2`, ...) or groups.

        Raises:
            UsageError: The lab has nothing of such a name.
        """
        if not names:
            return self.machines
        wanted = {machine for name in names for machine in self.named(name)}
        return tuple(machine for machine in self.machines if machine.name in wanted)

    def named(self, name: str) -> tuple[str, ...]:
        """Return the names of the machines that a machine's, a counted or a group's name means."""
        found = members(name, self.machines, self.groups)
        if not found:
            raise self._unknown(name)
        return found

    def _unknown(self, name: str) -> UsageError:
        known = [*self._by_name, *(m.base for m in self.machines if m.base), *self.groups]
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(self._by_name)}"
        return UsageError(f"the lab {self.name!r} has no machine or group {name!r}", hint=hint)

    @property
    def prefix(self) -> str:
        """What the domains' names begin with."""
        return f"{self.name}_"

    def domain_name(self, machine: Machine) -> str:
        """Return a machine's name in libvirt."""
        prefix = machine.libvirt.default_prefix
        return f"{self.prefix if prefix is None else prefix}{machine.name}"

    def provider_settings(self) -> Mapping[str, Any]:
        """Return what is assigned in every machine's provider block."""
        own = self.management
        management = (
            {"management_network_name": own.name, "management_network_address": own.subnet}
            if own
            else {}
        )
        return {
            "uri": self.uri,
            "driver": Environment("VAGRANTGEN_DRIVER", "kvm"),
            "default_prefix": self.prefix,
            **management,
            "management_network_keep": True,
        }

    def plugin_settings(self) -> Mapping[str, Any]:
        """Return what is assigned of the settings of Vagrant's other plugins."""
        return section_settings(self.plugins)

    @property
    def needed_plugins(self) -> frozenset[str]:
        """The plugins of Vagrant that it needs, besides the one for libvirt."""
        named = [self.plugins, *(machine.plugins for machine in self.machines)]
        kinds = [
            kind
            for machine in self.machines
            for kind in (*machine.provisioners, *machine.synced_folders)
        ]
        added = {plugin for kind in kinds if (plugin := getattr(kind, "needed_plugin", None))}
        return frozenset(added.union(*named))

    def is_controlled(self, machine: Machine) -> bool:
        """Tell whether a control node logs in to a machine."""
        return machine.name in self._controlled

    @cached_property
    def _controlled(self) -> frozenset[str]:
        return frozenset(name for machine in self.machines for name in machine.controls)

    def controlled_hosts(self, control: Machine) -> MachineTable:
        """Return, for each machine that a control node controls, its address, user and names."""
        return MachineTable(
            "".join(
                f"{address} {machine.ssh_user} {','.join((*self._names(machine), str(address)))}\n"
                for machine in map(self.machine, control.controls)
                if (address := self.shared_address(control, machine))
            )
        )

    def interface_settings(self, interface: LabInterface) -> Mapping[str, Any]:
        """Return what a machine says of its connection to a lab network, besides the network."""
        network = self.networks[interface.network]
        match interface.ip:
            case "dhcp":
                address = {
                    "type": "dhcp",
                    "libvirt__network_address": network.subnet.network_address,
                }
            case "none":
                address = {"auto_config": False}
            case _:
                address = {"ip": interface.ip}
        return {**address, **interface.settings()}

    def host_tables(self, machines: Sequence[Machine]) -> Mapping[str, HostTable]:
        """Return the lines for these guests' hosts files, by the networks that a guest is on."""
        tables: dict[str, HostTable] = {}
        for machine in machines:
            key = self.host_table(machine)
            if key is not None and key not in tables:
                tables[key] = HostTable("".join(self._host_lines(machine)))
        return tables

    def host_table(self, machine: Machine) -> str | None:
        """Return the key of a machine's table in `host_tables`; None if it gets none."""
        on = machine.joined
        speaks_shell = machine.box is not None and machine.vm.communicator != "winrm"
        return " ".join(on) if on and machine.names and speaks_shell else None

    def _host_lines(self, viewer: Machine) -> Iterator[str]:
        for machine in self.machines:
            address = self.shared_address(viewer, machine)
            if address is not None:
                yield f"{address} {' '.join(self._names(machine))}\n"

    def _names(self, machine: Machine) -> tuple[str, ...]:
        names = (machine.guest_name, machine.name, f"{machine.name}.{self.name}")
        return tuple(dict.fromkeys(names))

    def shared_address(self, viewer: Machine, machine: Machine) -> IPv4Address | None:
        """Return the address by which one machine knows another.

        It is that on the first network of the lab that both share, or else on the first wire.
        """
        shared = map(machine.address_on, viewer.joined)
        return next((address for address in shared if address is not None), None)

    def levels(self, machines: Sequence[Machine]) -> list[tuple[Machine, ...]]:
        """Return machines in the order they start: each level needs only those before it."""
        waiting = {machine.name: machine for machine in machines}
        levels: list[tuple[Machine, ...]] = []
        while waiting:
            ready = tuple(
                machine
                for machine in waiting.values()
                if not any(name in waiting for name in machine.depends_on)
            )
            levels.append(ready)
            for machine in ready:
                del waiting[machine.name]
        return levels


def members(name: str, machines: Sequence[Machine], groups: Mapping[str, Group]) -> tuple[str, ...]:
    """Return the names of the machines that a name means; none if it means nothing."""
    exact = tuple(machine.name for machine in machines if machine.name == name)
    counted = tuple(machine.name for machine in machines if machine.base == name)
    return exact or counted or (groups[name].machines if name in groups else ())
