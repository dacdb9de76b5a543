"""Rules on what the machines' provider blocks say of the host, of libvirt and of each other."""

from collections.abc import Iterator
from typing import Final

from vagrantgen.errors import Problem
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.rules.parts import Key, owner, ports, repeated
from vagrantgen.models.uri import port_of

_OWN_SSH_PORT: Final = 2222
_NUMBER: Final = "put {n}, the machine's number, into it"


def gives_each_uuid_once(lab: Lab) -> Iterator[Problem]:
    """A libvirt knows its domains by their UUIDs."""
    written = (
        (machine.libvirt.uuid, machine, ("machines", machine.name, "libvirt", "uuid"))
        for machine in lab.machines
        if machine.libvirt.uuid
    )
    for uuid, other, key in repeated(written):
        hint = _NUMBER if other.base else ""
        yield Problem(f"{owner(other, key)} has the UUID {uuid} too", key, hint=hint)


def writes_each_file_of_the_host_once(lab: Lab) -> Iterator[Problem]:
    """What QEMU writes or listens on is one machine's."""
    for path, other, key in repeated(_files(lab)):
        hint = _NUMBER if other.base else ""
        yield Problem(f"{owner(other, key)} has the file {path!r} too", key, hint=hint)


def _files(lab: Lab) -> Iterator[tuple[str, Machine, Key]]:
    for machine in lab.machines:
        block, key = machine.libvirt, ("machines", machine.name, "libvirt")
        if block.nvram:
            yield block.nvram, machine, (*key, "nvram")
        for place, serial in enumerate(block.serial or ()):
            if serial.source:
                yield serial.source.path, machine, (*key, "serial", place, "source", "path")
        for place, channel in enumerate(block.channel or ()):
            if channel.source_path and channel.source_mode != "connect":
                yield channel.source_path, machine, (*key, "channel", place, "source_path")


def reaches_its_libvirt_as_it_says(lab: Lab) -> Iterator[Problem]:
    """How ssh gets to the libvirt host matters where ssh is used."""
    by_ssh = lab.uri.startswith("qemu+ssh://")
    for machine in lab.machines:
        for name in ("id_ssh_key_file", "proxy_command"):
            key = ("machines", machine.name, "libvirt", name)
            if getattr(machine.libvirt, name) is None:
                continue
            if not by_ssh:
                yield Problem("has no effect without `uri: qemu+ssh://...` of the lab", key)
            elif name == "proxy_command" and port_of(lab.uri):
                text = f"the plugin fails on it, as the lab's uri has a port: {lab.uri}"
                hint = "leave the port out there, and name it in ~/.ssh/config"
                yield Problem(text, key, hint=hint)


def forwards_ssh_to_one_machine(lab: Lab) -> Iterator[Problem]:
    """Vagrant gives every machine the same port of the host for SSH."""
    first: Machine | None = None
    taken = {port.host: machine for machine, _, port in ports(lab)}
    for machine in lab.machines:
        if not machine.libvirt.forward_ssh_port:
            continue
        other = first or taken.get(_OWN_SSH_PORT)
        if other is not None:
            key = ("machines", machine.name, "libvirt", "forward_ssh_port")
            text = f"port {_OWN_SSH_PORT} of the host leads to {owner(other, key)} already"
            yield Problem(text, key, hint="write a port of its own in `ports`: `2223:22`")
        first = first or machine
