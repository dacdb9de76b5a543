"""What a script in the Vagrantfile does in a guest that Vagrant itself would do step by step.

Vagrant asks the guest dozens of questions to set its hostname and its network cards up, each in an
SSH session. The script does it in one: docs/decisions/0011-guests-are-set-up-by-one-script.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Final

from vagrantgen.errors import Problem
from vagrantgen.models.interface import LabInterface
from vagrantgen.models.machine import Machine
from vagrantgen.models.network import LabNetwork
from vagrantgen.models.nic import Interface


@dataclass(frozen=True, slots=True)
class NetworkTool:
    """A program of a guest's that sets its network up, with a partial of the same name."""

    name: str
    test: str
    """The shell command that tells whether it does."""


_ACTIVE: Final = "systemctl -q is-active {} 2> /dev/null"
_TOOLS: Final = (
    NetworkTool(
        "netplan", "command -v netplan > /dev/null && ls /etc/netplan/*.yaml > /dev/null 2>&1"
    ),
    NetworkTool(
        "NetworkManager", "command -v nmcli > /dev/null && " + _ACTIVE.format("NetworkManager")
    ),
    NetworkTool("wicked", _ACTIVE.format("wicked")),
    NetworkTool("systemd-networkd", _ACTIVE.format("systemd-networkd")),
    NetworkTool("ifupdown", "[ -e /etc/network/interfaces ] && command -v ifup > /dev/null"),
)

_DEBIAN: Final = frozenset({"netplan", "NetworkManager", "systemd-networkd", "ifupdown"})
_REDHAT: Final = frozenset({"NetworkManager", "systemd-networkd"})
_GUESTS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("debian", "ubuntu", "elementary", "kali", "mint", "trisquel"), _DEBIAN),
    **dict.fromkeys(("alma", "centos", "fedora", "redhat", "rocky"), _REDHAT),
    "suse": frozenset({"wicked", "NetworkManager"}),
    "arch": frozenset({"systemd-networkd", "NetworkManager"}),
    "alpine": frozenset({"ifupdown"}),
}
"""The guests that the script knows, by Vagrant's names for them, with what they may come with."""

_WITHOUT_CARDS: Final = 2
"""So much is said where no card is set up."""

_MASK: Final = "255.255.255.0"
_MOVES_CARDS: Final = ("pci", "management_network_pci_bus")
_OF_A_CARD: Final = ("gateway", "adapter", "bus", "use_dhcp_assigned_default_route", "extra")
"""What only Vagrant does, or what moves a card from its place on the board."""


def plan(
    machines: Sequence[Machine], networks: Mapping[str, LabNetwork], problems: list[Problem]
) -> Iterator[Machine]:
    """Yield the machines, with what the script is told of those that it sets up.

    Args:
        machines: Machines whose networks and wires are all there, with their addresses.
        networks: The lab's networks.
        problems: What is added to, where a machine asks for the script and can't have it.
    """
    for machine in machines:
        obstacle = None if machine.guest_setup == "vagrant" else _obstacle(machine)
        if obstacle and machine.guest_setup == "script":
            key = ("machines", machine.name, "guest_setup")
            problems.append(Problem(f"'script' can't be had: {obstacle}", key))
        if obstacle or machine.guest_setup == "vagrant":
            yield machine
            continue
        yield _set_up(machine, tuple(_told(machine, networks)))


def _set_up(machine: Machine, cards: tuple[str, ...]) -> Machine:
    own_key = machine.ssh.model_fields_set & {"insert_key", "private_key_path", "password"}
    return machine.replace(
        replaces_key=machine.replaces_key and not own_key,
        setup=(machine.ssh_user, machine.guest_name, *cards),
        networks=tuple(map(_left_alone, machine.networks)),
        wires=tuple(map(_left_alone, machine.wires)),
        vm=machine.vm.replace(
            allow_hosts_modification=False,
            allow_fstab_modification=bool(machine.vm.allow_fstab_modification),
        ),
    )


def network_tools(machines: Sequence[Machine]) -> tuple[NetworkTool, ...]:
    """Return what may set up the network of the guests that the script sets up."""
    guests = {machine.vm.guest for machine in machines if len(machine.setup) > _WITHOUT_CARDS}
    known = frozenset().union(*(_GUESTS[guest] for guest in guests if guest))
    return tuple(tool for tool in _TOOLS if tool.name in known)


def _obstacle(machine: Machine) -> str | None:
    """Return why the script can't set a machine up; None if it can."""
    guest = machine.vm.guest
    if machine.box is None or guest is None:
        return "what the guest is nobody knows; write it as `vm: {guest: debian}`"
    if guest not in _GUESTS or machine.is_windows:
        return f"it does not know the guest {guest!r}; leave this out, and Vagrant does it"
    if machine.vm.allow_hosts_modification is not None:
        return "there is `vm.allow_hosts_modification`, which concerns Vagrant's own way"
    if any(folder.type == "nfs" for folder in machine.synced_folders):
        return "folders by nfs need the addresses before any provisioner runs"
    moved = [name for name, _ in machine.other_providers()]
    moved += [f"libvirt.{key}" for key in _MOVES_CARDS if getattr(machine.libvirt, key)]
    if machine.libvirt.mgmt_attach is False:
        moved.append("libvirt.mgmt_attach")
    moved += [
        key for card in machine.interfaces for key in _OF_A_CARD if getattr(card, key) is not None
    ]
    if moved:
        return f"it does not know what to make of `{moved[0]}`; leave this out, and Vagrant does"
    return None


def _told(machine: Machine, networks: Mapping[str, LabNetwork]) -> Iterator[str]:
    """Yield what the script is told of each card that Vagrant would set up.

    It is the card's number, the management network's being 0, and its address with its prefix and
    its mask, or `dhcp`.
    """
    for number, card in enumerate(machine.interfaces, 1):
        if not card.auto_config or card.ip == "none":
            continue
        if card.address is None:
            if not getattr(card, "is_tunnel", False):
                yield f"{number} dhcp"
            continue
        mask = getattr(card, "netmask", None) or _MASK
        if isinstance(card, LabInterface):
            mask = networks[card.network].subnet.netmask
        line = IPv4Network(f"{card.address}/{mask}", strict=False)
        yield f"{number} {card.address}/{line.prefixlen} {line.netmask}"


def _left_alone(card: Any) -> Any:
    """Return a connection that Vagrant does not set up inside the guest."""
    return card.replace(auto_config=False) if isinstance(card, Interface) else card
