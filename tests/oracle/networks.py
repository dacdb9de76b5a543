"""What Vagrant has to make of a machine's networks and forwarded ports."""

from collections.abc import Iterator
from typing import Any

from oracle.plain import settings_of, with_symbols

from vagrantgen.models.interface import LabInterface
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine
from vagrantgen.models.port import ForwardedPort
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.public_network import PublicNetwork


def networks(lab: Lab, machine: Machine) -> Iterator[list[Any]]:
    """Yield a machine's networks, with the ports that Vagrant adds for itself."""
    for item in (*machine.networks, *machine.wires, *machine.ports):
        match item:
            case LabInterface():
                yield [":private_network", with_symbols(_lab_interface(lab, item))]
            case PrivateNetwork() if item.tunnel_type:
                yield [":private_network", with_symbols(_tunnel(item))]
            case PrivateNetwork():
                yield [":private_network", with_symbols(_private_network(item))]
            case PublicNetwork():
                yield [":public_network", with_symbols(_public_network(item))]
            case ForwardedPort():
                yield [":forwarded_port", with_symbols(_forwarded_port(item))]
    yield from _ports_of_winrm(machine)
    if not any(port.id == "ssh" for port in machine.forwarded_ports):
        yield _vagrants_own_port("ssh", 22, 2222)


def _ports_of_winrm(machine: Machine) -> Iterator[list[Any]]:
    """Yield the ports that Vagrant would add for itself, which are switched off."""
    said = {port.id for port in machine.forwarded_ports}
    for name, guest in (("winrm", 5985), ("winrm-ssl", 5986)):
        if machine.vm.communicator == "winrm" and name not in said:
            port = {"guest": guest, "host": 50_000 + guest, "id": name, "protocol": "tcp"}
            yield [":forwarded_port", with_symbols(port | {"disabled": True})]


def _lab_interface(lab: Lab, interface: LabInterface) -> dict[str, Any]:
    network = lab.networks[interface.network]
    subnet = network.subnet
    options: dict[str, Any] = {"protocol": "tcp", "netmask": str(subnet.netmask)}
    match interface.ip:
        case "dhcp":
            options |= {"type": "dhcp", "network_address": str(subnet.network_address)}
        case "none":
            options |= {"auto_config": False}
        case address:
            options |= {"ip": str(address)}
    options |= settings_of(interface, without={"network", "ip"})
    if network.network_name:
        return options | {"network_name": network.network_name, "always_destroy": False}
    options["network_name"] = f"{lab.name}-{network.name}"
    options["forward_mode"] = network.forward_mode
    if network.forward_mode != "veryisolated":
        options["host_ip"] = str(network.host_ip or subnet[1])
    options["dhcp_enabled"] = bool(network.dhcp)
    options["bridge_stp"] = network.bridge_stp
    if network.dhcp:
        options["dhcp_start"] = str(network.dhcp_start or subnet[subnet.num_addresses // 2])
        options["dhcp_stop"] = str(network.dhcp_stop or subnet[-2])
    if network.ipv6:
        options["ipv6_address"] = str(network.ipv6[1])
        options["ipv6_prefix"] = network.ipv6.prefixlen
    shared = {"domain_name", "mtu", "tftp_root", "dhcp_bootp_file", "dhcp_bootp_server"}
    shared |= {"forward_device", "guest_ipv6", "autostart", "bridge_delay"}
    return options | {key: value for key, value in settings_of(network).items() if key in shared}


def _private_network(network: PrivateNetwork) -> dict[str, Any]:
    options = {"protocol": "tcp", "netmask": "255.255.255.0", "always_destroy": False}
    return options | _address(network.ip) | settings_of(network, without={"type", "ip"})


def _tunnel(network: PrivateNetwork) -> dict[str, Any]:
    mask = {"netmask": str(network.netmask)} if network.address else {}
    said = settings_of(network, without={"type", "ip", "netmask", "wire", "to", "key"})
    return {"protocol": "tcp"} | mask | _address(network.ip or "none") | said


def _public_network(network: PublicNetwork) -> dict[str, Any]:
    kind = {"type": network.interface_type} if network.interface_type else {}
    ip = None if network.ip == "dhcp" else network.ip
    said = settings_of(network, without={"type", "ip", "interface_type"})
    return {"protocol": "tcp"} | kind | _address(ip) | said


def _address(ip: Any) -> dict[str, Any]:
    match ip:
        case None:
            return {}
        case "dhcp":
            return {"type": "dhcp"}
        case "none":
            return {"auto_config": False}
        case _:
            return {"ip": str(ip)}


def _forwarded_port(port: ForwardedPort) -> dict[str, Any]:
    own = f"{port.host_ip}tcp{port.host}"
    options = {"protocol": "tcp", "host_ip": str(port.host_ip), "id": own}
    return options | settings_of(port, without={"type"})


def _vagrants_own_port(name: str, guest: int, host: int) -> list[Any]:
    """Return a port that Vagrant adds for its own use, and that the plugin leaves out."""
    said = {"guest": guest, "host": host, "host_ip": "127.0.0.1", "id": name, "protocol": "tcp"}
    return [":forwarded_port", with_symbols(said | {"auto_correct": True})]
