"""Whether a lab fits this computer: its addresses, ports, memory and boxes."""

import json
import os
import re
import socket
from collections.abc import Collection, Iterator, Mapping, Sequence
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen.box.installed import installed_boxes
from vagrantgen.catalog import BoxCatalog, CatalogBox
from vagrantgen.host.cards import mixed_cards
from vagrantgen.host.finding import Finding
from vagrantgen.host.programs import version_of
from vagrantgen.models.lab import Lab
from vagrantgen.models.private_network import PrivateNetwork

_LAST_OF_ROOT: Final = 1024
_MEMINFO = Path("/proc/meminfo")
_KNOWS_ARCHITECTURES = (2, 4)
"""The first version of Vagrant that does."""


def findings(
    lab: Lab, catalog: BoxCatalog, subnets: Mapping[str, IPv4Network], up: Collection[str]
) -> Iterator[Finding]:
    """Yield what a lab will meet on this computer, where that is not as it should be.

    Args:
        lab: The lab.
        catalog: The box catalogue it was read with.
        subnets: The subnets of the libvirt host's networks, by name.
        up: The machines that exist already, whose ports and memory are the lab's own.
    """
    yield from _networks(lab, subnets)
    yield from _ports(lab, up)
    yield from _memory(lab, up)
    yield from _boxes(lab, catalog)
    yield from mixed_cards(lab)


def _networks(lab: Lab, subnets: Mapping[str, IPv4Network]) -> Iterator[Finding]:
    own = {network.libvirt_name for network in lab.networks.values()}
    foreign = {
        f"libvirt's network '{name}'": net for name, net in subnets.items() if name not in own
    }
    bridged = set(subnets.values())
    outside = {
        f"this computer's '{interface}'": subnet
        for interface, subnet in _interfaces()
        if subnet not in bridged
    }
    for name, network in lab.networks.items():
        yield from _overlaps(f"network {name}", network.subnet, foreign | outside)
    yield from _existing_networks(lab, subnets)
    for where, subnet in _subnets_of_machines(lab).items():
        # The plugin takes a libvirt network of the very same subnet for the one that is meant.
        others = {owner: other for owner, other in foreign.items() if other != subnet}
        yield from _overlaps(where, subnet, others | outside)


def _existing_networks(lab: Lab, subnets: Mapping[str, IPv4Network]) -> Iterator[Finding]:
    """Yield networks of libvirt's that are to be used, and have another subnet than is written."""
    named: dict[str, tuple[str | None, IPv4Network | None]] = {
        f"network {name}": (network.network_name, network.subnet)
        for name, network in lab.networks.items()
    }
    named |= {
        f"a network of {machine.name}": (item.network_name, item.subnet)
        for machine in lab.machines
        for item in machine.interfaces
        if isinstance(item, PrivateNetwork)
    }
    for where, (name, subnet) in named.items():
        there = subnets.get(name or "")
        if subnet and there and there != subnet:
            text = f"libvirt's network '{name}' has the subnet {there}, not {subnet}"
            yield Finding(where, "problem", text, "write that, or another `network_name`")


def _subnets_of_machines(lab: Lab) -> Mapping[str, IPv4Network]:
    """Return the subnets that machines and links say of connections of their own."""
    return {
        f"wire {item.joins}" if item.joins else f"a network of {machine.name}": item.subnet
        for machine in lab.machines
        for item in machine.interfaces
        if isinstance(item, PrivateNetwork) and item.subnet
    }


def _overlaps(
    where: str, subnet: IPv4Network, others: Mapping[str, IPv4Network]
) -> Iterator[Finding]:
    for owner, other in others.items():
        if subnet.overlaps(other):
            text = f"{subnet} overlaps {other} of {owner}"
            yield Finding(where, "problem", text, "choose another subnet")


def _interfaces() -> Iterator[tuple[str, IPv4Network]]:
    """Yield this computer's network interfaces, and the subnets they are in."""
    if process.find("ip") is None:
        return
    said = process.run(["ip", "-json", "-4", "address"], check=False)
    for interface in json.loads(said.stdout or "[]"):
        for address in interface.get("addr_info", ()):
            if interface["ifname"] != "lo":
                text = f"{address['local']}/{address['prefixlen']}"
                yield interface["ifname"], IPv4Interface(text).network


def _ports(lab: Lab, up: Collection[str]) -> Iterator[Finding]:
    for machine in lab.machines:
        if machine.name in up:
            continue
        for port in machine.forwarded_ports:
            yield from _port(str(port.host_ip), port.host, machine.name)
        for interface in machine.interfaces if lab.uri.startswith("qemu:///") else ():
            if isinstance(interface, PrivateNetwork) and interface.listens_on:
                protocol, address, number = interface.listens_on
                reason = _taken(str(address), number, protocol)
                if reason:
                    text = f"can't be listened on at {address}, as a wire's end: {reason}"
                    cure = "give the link another `name`" if interface.joins else "choose another"
                    yield Finding(f"{protocol} port {number}", "problem", text, cure)


def _port(address: str, number: int, machine: str) -> Iterator[Finding]:
    reason = _taken(address, number)
    if number <= _LAST_OF_ROOT and os.geteuid():
        text = "is root's to listen on: Vagrant runs sudo, which may ask for a password"
        yield Finding(f"port {number}", "warning", text, f"a port above {_LAST_OF_ROOT} needs none")
    elif reason:
        text = f"can't be listened on at {address}: {reason}"
        cure = f"choose another port for {machine}, or end what uses this one"
        yield Finding(f"port {number}", "problem", text, cure)


def _taken(address: str, port: int, protocol: str = "tcp") -> str:
    """Return why a port can't be listened on; nothing if it can."""
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    with socket.socket(type=kind) as listener:
        if protocol == "tcp":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError as error:
            return (error.strerror or str(error)).lower()
    return ""


def _memory(lab: Lab, up: Collection[str]) -> Iterator[Finding]:
    wanted = sum(machine.memory for machine in lab.machines if machine.name not in up)
    if not lab.uri.startswith("qemu:///") or not _MEMINFO.exists():
        return
    words = dict(line.split(":", 1) for line in _MEMINFO.read_text().splitlines())
    free = int(words["MemAvailable"].split()[0]) // 1024
    if wanted > free:
        text = f"the machines are to have {wanted} MiB, and {free} MiB are free"
        yield Finding("memory", "warning", text, "give them less `memory`, or start fewer")


def _boxes(lab: Lab, catalog: BoxCatalog) -> Iterator[Finding]:
    here = {box.name for box in installed_boxes()}
    known = [(machine, catalog.find(machine.box)) for machine in lab.machines if machine.box]
    boxes = {box.name: box for _, box in known if box}
    for name, box in boxes.items():
        if box.warning:
            yield Finding(f"box {name}", "warning", box.warning)
        if box.made_by and name not in here:
            yield Finding(f"box {name}", "problem", "is not here yet", f"`{box.made_by}` makes it")
    yield from _builds([box for name, box in boxes.items() if name not in here])
    for machine, its_box in known:
        if its_box and machine.memory < its_box.memory:
            text = f"{machine.memory} MiB of memory are too little for its box"
            cure = f"write `memory: {its_box.memory}`, or more"
            yield Finding(f"machine {machine.name}", "warning", text, cure)


def _builds(missing: Sequence[CatalogBox]) -> Iterator[Finding]:
    """Yield the boxes of which Vagrant may download the build for another processor."""
    several = [box for box in missing if len(box.architectures) > 1 and not box.url]
    if not several or not process.find("vagrant"):
        return
    version = version_of(["vagrant", "--version"])
    found = re.match(r"(\d+)\.(\d+)", version)
    if found and (int(found[1]), int(found[2])) < _KNOWS_ARCHITECTURES:
        for box in several:
            text = f"is there for {', '.join(box.architectures)}; Vagrant {version} takes any"
            cure = "take Vagrant 2.4 or newer, or a box that is there for one of them alone"
            yield Finding(f"box {box.name}", "warning", text, cure)
