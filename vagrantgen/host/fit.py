"""Whether a lab fits this computer: its addresses, ports, memory and boxes."""

import json
import socket
from collections.abc import Collection, Iterator, Mapping
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path

from vagrantgen import process
from vagrantgen.box.installed import installed_boxes
from vagrantgen.catalog import BoxCatalog
from vagrantgen.host.finding import Finding
from vagrantgen.models.lab import Lab

_MEMINFO = Path("/proc/meminfo")


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


def _networks(lab: Lab, subnets: Mapping[str, IPv4Network]) -> Iterator[Finding]:
    own = {network.libvirt_name for network in lab.networks.values()}
    foreign = {
        f"libvirt's network '{name}'": net for name, net in subnets.items() if name not in own
    }
    bridged = set(subnets.values())
    for interface, subnet in _interfaces():
        if subnet not in bridged:
            foreign[f"this computer's '{interface}'"] = subnet
    for name, network in lab.networks.items():
        for owner, subnet in foreign.items():
            if network.subnet.overlaps(subnet):
                text = f"{network.subnet} overlaps {subnet} of {owner}"
                yield Finding(f"network {name}", "problem", text, "choose another `subnet`")


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
        for port in machine.forwarded_ports if machine.name not in up else ():
            reason = _taken(str(port.host_ip), port.host)
            if reason:
                text = f"can't be listened on at {port.host_ip}: {reason}"
                cure = f"choose another port for {machine.name}, or end what uses this one"
                yield Finding(f"port {port.host}", "problem", text, cure)


def _taken(address: str, port: int) -> str:
    """Return why a port can't be listened on; nothing if it can."""
    with socket.socket() as listener:
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
    for name in dict.fromkeys(machine.box for machine in lab.machines if machine.box):
        box = catalog.find(name)
        if box is None:
            continue
        if box.warning:
            yield Finding(f"box {name}", "warning", box.warning)
        if box.made_by and name not in here:
            yield Finding(f"box {name}", "problem", "is not here yet", f"`{box.made_by}` makes it")
