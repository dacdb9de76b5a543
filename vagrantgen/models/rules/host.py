"""Rules on what machines take of the host: its ports, names of interfaces, volumes."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from vagrantgen.errors import Problem
from vagrantgen.models.foreign_card import ForeignCard
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.rules.parts import Key, interfaces, owner, ports, repeated

_EVERY_ADDRESS = IPv4Address("0.0.0.0")  # noqa: S104  (it is compared, not bound)


def listens_on_each_host_port_once(lab: Lab) -> Iterator[Problem]:
    """A port of the host leads to one place; within a machine, whatever the address."""
    seen: dict[int, list[tuple[IPv4Address, Machine]]] = {}
    for machine, key, port in ports(lab):
        for address, other in seen.setdefault(port.host, []):
            apart = _EVERY_ADDRESS not in {address, port.host_ip} and address != port.host_ip
            if not apart or other.name == machine.name:
                text = f"port {port.host} of the host leads to {owner(other, key)} already"
                yield Problem(text, (*key, "host"))
                break
        seen[port.host].append((port.host_ip, machine))


def tells_other_providers_only_where_they_are(lab: Lab) -> Iterator[Problem]:
    """What libvirt does not read needs another provider's block beside it."""
    for machine, key, item in (*ports(lab), *interfaces(lab)):
        if any(machine.other_providers()):
            continue
        for name in ("auto_correct", *ForeignCard.model_fields):
            if getattr(item, name, None) is not None:
                text = "has no effect with libvirt"
                hint = "it is for a machine with another provider's block, such as `virtualbox`"
                yield Problem(text, (*key, name), hint=hint)


def tells_virtualbox_only_where_it_is(lab: Lab) -> Iterator[Problem]:
    """VirtualBox alone reads `base_mac`."""
    for machine in lab.machines:
        if machine.vm.base_mac is not None and machine.virtualbox is None:
            text = "has no effect with libvirt; it is for a machine with a block of `virtualbox`"
            hint = "write `management_network_mac` under `libvirt`"
            yield Problem(text, ("machines", machine.name, "vm", "base_mac"), hint=hint)


def shows_each_display_on_its_own_port(lab: Lab) -> Iterator[Problem]:
    """Two displays can't listen on one port."""
    taken = {port.host: machine for machine, _, port in ports(lab)}
    for machine in lab.machines:
        port = machine.libvirt.graphics_port
        if port is None or port == -1:
            continue
        other = taken.setdefault(port, machine)
        if other is not machine:
            text = f"{other.name!r} has port {port} of the host already"
            hint = "leave it out for a free one, or write one for each" if machine.base else ""
            yield Problem(text, ("machines", machine.name, "libvirt", "graphics_port"), hint=hint)


def gives_each_mac_address_once(lab: Lab) -> Iterator[Problem]:
    """Cards of one network differ in their addresses."""
    for mac, other, key in repeated(_macs(lab)):
        yield Problem(f"{owner(other, key)} has the MAC address {mac} too", key)


def _macs(lab: Lab) -> Iterator[tuple[str, Machine, Key]]:
    for machine in lab.machines:
        own = machine.libvirt.management_network_mac
        if own:
            yield own, machine, ("machines", machine.name, "libvirt", "management_network_mac")
    for machine, key, interface in interfaces(lab):
        if interface.mac:
            yield interface.mac, machine, (*key, "mac")


def gives_interfaces_names_that_the_host_takes(lab: Lab) -> Iterator[Problem]:
    """The host has one interface of a name."""
    written = (
        (interface.iface_name, machine, (*key, "iface_name"))
        for machine, key, interface in interfaces(lab)
        if interface.iface_name
    )
    for name, other, key in repeated(written):
        text = f"{owner(other, key)} has an interface {name!r} too"
        hint = "put {n}, the machine's number, into it" if other.base else ""
        yield Problem(text, key, hint=hint)


def makes_seeds_where_libvirt_is(lab: Lab) -> Iterator[Problem]:
    """The image for cloud-init is made on the computer that Vagrant runs on."""
    if ":///" in lab.uri.partition("?")[0]:
        return
    for machine in lab.machines:
        if machine.cloud_init:
            yield Problem(
                f"its image is made on this computer, and libvirt is on another: {lab.uri}",
                ("machines", machine.name, "cloud_init"),
                hint="make an image labelled 'cidata' over there, and name it under `disks`:"
                " `{cdrom: /.../seed.iso}`",
            )


def makes_each_volume_once(lab: Lab) -> Iterator[Problem]:
    """A volume of the pool is one machine's, unless it is shared or there already."""
    for (_, path), other, key in repeated(_new_volumes(lab)):
        hint = "put {n}, the machine's number, into it" if other.base else ""
        yield Problem(f"{owner(other, key)} has the volume {path!r} too", key, hint=hint)


def _new_volumes(lab: Lab) -> Iterator[tuple[tuple[str | None, str], Machine, Key]]:
    for machine in (machine for machine in lab.machines if machine.disks):
        from vagrantgen.models.disk import Disk  # noqa: PLC0415

        for place, disk in enumerate(machine.disks):
            if not isinstance(disk, Disk) or disk.shareable or disk.allow_existing:
                continue
            if disk.path:
                pool = disk.pool or machine.libvirt.storage_pool_name
                yield (pool, disk.path), machine, ("machines", machine.name, "disks", place, "path")
