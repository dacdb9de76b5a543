"""The rules between the machines of a lab, and between machines and networks."""

import difflib
from collections.abc import Callable, Hashable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from ipaddress import IPv4Network
from itertools import combinations
from typing import Final, TypeVar

from vagrantgen.errors import Problem
from vagrantgen.models.addressing import SHARED_MANAGEMENT
from vagrantgen.models.interface import Interface, LabInterface, PrivateNetwork
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.port import ForwardedPort

_MOST_INTERFACES: Final = 8
_LONGEST_INTERFACE_NAME: Final = 15

Key = tuple[str | int, ...]
Value = TypeVar("Value", bound=Hashable)


def problems(lab: Lab) -> Iterator[Problem]:
    """Yield everything that is wrong between the parts of a lab."""
    for rule in _RULES:
        yield from rule(lab)


def _has_machines(lab: Lab) -> Iterator[Problem]:
    if not lab.machines:
        yield Problem(
            "a lab needs a machine", ("machines",), hint="add one: `web: {box: debian12}`"
        )


def _has_one_primary_machine(lab: Lab) -> Iterator[Problem]:
    primary = [machine.name for machine in lab.machines if machine.primary]
    for name in primary[1:]:
        yield Problem(
            f"{primary[0]!r} is `primary` already, and only one can be",
            ("machines", name, "primary"),
        )


def _has_guests_of_different_names(lab: Lab) -> Iterator[Problem]:
    guests = (
        (machine.guest_name.casefold(), machine, ("machines", machine.name, "hostname"))
        for machine in lab.machines
        if machine.hostname
    )
    for value, other, key in _repeated(guests):
        hint = "put {n}, the machine's number, into it" if other.base else ""
        yield Problem(f"the hostname {value!r} is that of {other.name!r} too", key, hint=hint)


def _has_networks_that_do_not_overlap(lab: Lab) -> Iterator[Problem]:
    networks = [(network.subnet, name) for name, network in lab.networks.items()]
    for (subnet, name), (other, second) in combinations(networks, 2):
        if subnet.overlaps(other):
            yield Problem(
                f"the subnet {other} overlaps {subnet} of {name!r}",
                ("networks", second, "subnet"),
            )
    for subnet, name in networks:
        for management in _management_subnets(lab):
            if subnet.overlaps(management):
                yield Problem(
                    f"the subnet {subnet} overlaps {management}, the management network",
                    ("networks", name, "subnet"),
                )


def _management_subnets(lab: Lab) -> set[IPv4Network]:
    own = lab.management.subnet if lab.management else SHARED_MANAGEMENT
    return {
        machine.libvirt.management_network_address or own
        for machine in lab.machines
        if machine.libvirt.mgmt_attach is not False
    }


def _connects_to_networks_there_are(lab: Lab) -> Iterator[Problem]:
    for machine, place, interface in _interfaces(lab):
        if isinstance(interface, LabInterface) and interface.network not in lab.networks:
            near = difflib.get_close_matches(interface.network, lab.networks, 1)
            known = ", ".join(lab.networks) or "none"
            yield Problem(
                f"the lab has no network {interface.network!r}",
                ("machines", machine.name, "networks", place, "network"),
                hint=f"did you mean {near[0]!r}?" if near else f"its networks: {known}",
            )


def _gives_addresses_that_belong_to_their_network(lab: Lab) -> Iterator[Problem]:
    for machine, place, interface in _interfaces(lab):
        if not isinstance(interface, LabInterface) or interface.network not in lab.networks:
            continue
        network = lab.networks[interface.network]
        key = ("machines", machine.name, "networks", place, "ip")
        if interface.ip == "dhcp" and network.forward_mode == "veryisolated":
            yield Problem("a veryisolated network has no host that gives out addresses", key)
        address = interface.address
        if address is None:
            continue
        if address not in network.subnet:
            yield Problem(f"{address} is not in {network.subnet}, the subnet of"
                          f" {network.name!r}", key)  # fmt: skip
        elif address in {network.subnet.network_address, network.subnet.broadcast_address}:
            yield Problem(f"{address} is no machine's address, but the subnet's own", key)
        elif address == network.gateway:
            yield Problem(f"{address} is the host's own address on {network.name!r}", key)
        elif network.gives_out(address):
            first, last = network.dhcp_range
            yield Problem(f"{address} is one that DHCP gives out ({first} to {last})", key)


def _gives_each_address_once(lab: Lab) -> Iterator[Problem]:
    written = (
        (address, machine, ("machines", machine.name, "networks", place, "ip"))
        for machine in lab.machines
        for place, address in machine.addresses()
    )
    for address, other, key in _repeated(written):
        yield Problem(f"{address} is the address of {other.name!r} too", key)


def _keeps_out_of_the_management_network(lab: Lab) -> Iterator[Problem]:
    subnets = _management_subnets(lab)
    for machine, place, interface in _interfaces(lab):
        if not isinstance(interface, PrivateNetwork) or interface.address is None:
            continue
        for subnet in subnets:
            if interface.address in subnet:
                yield Problem(
                    f"{interface.address} lies in {subnet}, the management network",
                    ("machines", machine.name, "networks", place, "ip"),
                    hint="choose an address of another subnet",
                )


def _forwards_each_host_port_once(lab: Lab) -> Iterator[Problem]:
    ports = (
        (port.host, machine, ("machines", machine.name, place[0], place[1], "host"))
        for machine in lab.machines
        for place, port in _ports(machine)
    )
    for port, other, key in _repeated(ports):
        yield Problem(f"port {port} of the host is forwarded to {other.name!r} too", key)


def _ports(machine: Machine) -> Iterator[tuple[tuple[str, int], ForwardedPort]]:
    for place, port in enumerate(machine.ports):
        if not port.disabled:
            yield ("ports", place), port
    for place, item in enumerate(machine.networks):
        if isinstance(item, ForwardedPort) and not item.disabled:
            yield ("networks", place), item


def _gives_each_mac_address_once(lab: Lab) -> Iterator[Problem]:
    written: Iterator[tuple[str, Machine, Key]] = (
        (interface.mac, machine, ("machines", machine.name, "networks", place, "mac"))
        for machine, place, interface in _interfaces(lab)
        if interface.mac
    )
    for mac, other, key in _repeated(written):
        yield Problem(f"{mac} is the MAC address of {other.name!r} too", key)


def _gives_interfaces_names_that_the_host_takes(lab: Lab) -> Iterator[Problem]:
    written = []
    for machine, place, interface in _interfaces(lab):
        if interface.iface_name is None:
            continue
        key: Key = ("machines", machine.name, "networks", place, "iface_name")
        if len(interface.iface_name) > _LONGEST_INTERFACE_NAME:
            text = f"{interface.iface_name!r} is longer than {_LONGEST_INTERFACE_NAME} characters"
            yield Problem(text, key)
        written.append((interface.iface_name, machine, key))
    for name, other, key in _repeated(written):
        yield Problem(f"{name!r} is an interface of {other.name!r} too", key)


def _fits_the_interfaces_into_a_machine(lab: Lab) -> Iterator[Problem]:
    for machine in lab.machines:
        attached = machine.libvirt.mgmt_attach is not False
        found = sum(isinstance(item, Interface) for item in machine.networks) + attached
        if found > _MOST_INTERFACES:
            text = f"{found} interfaces with the management network's; no more than 8 fit"
            yield Problem(text, ("machines", machine.name, "networks"))


def _starts_in_some_order(lab: Lab) -> Iterator[Problem]:
    try:
        TopologicalSorter({m.name: m.depends_on for m in lab.machines}).prepare()
    except CycleError as error:
        circle = error.args[1]
        text = f"waits for itself: {' needs '.join(reversed(circle))}"
        machine = lab.machine(circle[-1])
        key = "controls" if circle[-2] in machine.controls else "depends_on"
        yield Problem(text, ("machines", machine.name, key))


def _controls_machines_it_can_reach(lab: Lab) -> Iterator[Problem]:
    for machine in lab.machines:
        for name in machine.controls:
            other = lab.machine(name)
            key = ("machines", machine.name, "controls")
            if other.box is None:
                yield Problem(f"{name!r} has no box, so nothing in it can be controlled", key)
            elif lab.shared_address(machine, other) is None:
                yield Problem(
                    f"{machine.name!r} can't reach {name!r}: they share no network of the lab",
                    key,
                    hint="put both on one of `networks`, with an address",
                )


def _uses_the_users_own_libvirt_whole(lab: Lab) -> Iterator[Problem]:
    session = lab.uri.endswith("/session")
    for machine in lab.machines:
        key: Key = ("machines", machine.name, "libvirt", "qemu_use_session")
        if session and not machine.libvirt.qemu_use_session:
            yield Problem(f"{lab.uri} needs `qemu_use_session: true`", key)
        if not machine.libvirt.qemu_use_session:
            continue
        for place, item in enumerate(machine.networks):
            if isinstance(item, LabInterface | PrivateNetwork):
                yield Problem(
                    "is never made with `qemu_use_session`: private networks need qemu:///system",
                    ("machines", machine.name, "networks", place),
                )


def _has_triggers_for_machines_there_are(lab: Lab) -> Iterator[Problem]:
    names = [machine.name for machine in lab.machines]
    for place, trigger in enumerate(lab.triggers):
        for position, name in enumerate(trigger.only_on or ()):
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                yield Problem(
                    f"there is no machine {name!r}",
                    ("triggers", place, "only_on", position),
                    hint=f"did you mean {near[0]!r}?" if near else "",
                )


def _interfaces(lab: Lab) -> Iterator[tuple[Machine, int, Interface]]:
    for machine in lab.machines:
        for place, item in enumerate(machine.networks):
            if isinstance(item, Interface):
                yield machine, place, item


def _repeated(items: Iterable[tuple[Value, Machine, Key]]) -> Iterator[tuple[Value, Machine, Key]]:
    """Yield each value that came before, with the machine it came with and where it is now."""
    first: dict[Value, Machine] = {}
    for value, machine, key in items:
        if value in first:
            yield value, first[value], key
        else:
            first[value] = machine


_RULES: Final[tuple[Callable[[Lab], Iterator[Problem]], ...]] = (
    _has_machines,
    _has_one_primary_machine,
    _has_guests_of_different_names,
    _has_networks_that_do_not_overlap,
    _connects_to_networks_there_are,
    _gives_addresses_that_belong_to_their_network,
    _gives_each_address_once,
    _keeps_out_of_the_management_network,
    _forwards_each_host_port_once,
    _gives_each_mac_address_once,
    _gives_interfaces_names_that_the_host_takes,
    _fits_the_interfaces_into_a_machine,
    _starts_in_some_order,
    _controls_machines_it_can_reach,
    _uses_the_users_own_libvirt_whole,
    _has_triggers_for_machines_there_are,
)
