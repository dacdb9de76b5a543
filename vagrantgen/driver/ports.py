"""Forwarded ports: SSH tunnels that the plugin opens, and that end with the connection."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vagrantgen import process
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.record import RecordedMachine
from vagrantgen.export.ssh_config import HostBlock
from vagrantgen.guest.connection import CONFIG

_LOCAL: Final = "127.0.0.1"
_TUNNEL: Final = ("-n", "-N", "-o", "ExitOnForwardFailure=yes", "-o", "ControlPath=none")

_tunnels: list[object] = []
"""Held because they outlive this process, of which Python would warn."""


@dataclass(frozen=True, slots=True)
class PortStatus:
    """A forwarded port of a machine, as the machine was made."""

    machine: str
    host_ip: str
    host: int
    guest_ip: str | None
    """What the guest's side connects to; the machine's own address otherwise."""
    guest: int
    is_open: bool
    """Whether its tunnel is there."""


def forwarded_ports(environment: Environment, names: Sequence[str] = ()) -> list[PortStatus]:
    """Return the forwarded ports of machines.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all if there are none.
    """
    return [
        PortStatus(
            machine=made.name,
            host_ip=item.get("host_ip", _LOCAL),
            host=item["host"],
            guest_ip=item.get("guest_ip"),
            guest=item["guest"],
            is_open=_is_tunnel(_pid_file(environment.folder, made.name, item["host"])),
        )
        for made in environment.record.select(names)
        for item in recorded_ports(made)
    ]


def recorded_ports(made: RecordedMachine) -> Iterator[Mapping[str, Any]]:
    """Yield a machine's forwarded ports as they are recorded, wherever they were written."""
    for item in (*made.settings.get("ports", ()), *made.settings.get("networks", ())):
        if "guest" in item and not item.get("disabled"):
            yield item


def reopen_ports(environment: Environment, blocks: Mapping[str, HostBlock]) -> None:
    """Open tunnels that have ended, to machines whose ssh configuration is kept.

    The plugin finds them as its own, and closes them when the machine is halted or destroyed.
    """
    for port in forwarded_ports(environment, list(blocks)) if blocks else ():
        if not port.is_open:
            to = f"{port.guest_ip or blocks[port.machine].address}:{port.guest}"
            listening = f"{port.host_ip}:{port.host}"
            options = ["-F", str(environment.folder / CONFIG), "-L", f"{listening}:{to}"]
            tunnel = process.start(["ssh", *_TUNNEL, *options, port.machine])
            _tunnels.append(tunnel)
            file = _pid_file(environment.folder, port.machine, port.host)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(str(tunnel.pid))


def _pid_file(folder: Path, machine: str, host: int) -> Path:
    return folder / ".vagrant/machines" / machine / "libvirt/pids" / f"ssh_{host}.pid"


def _is_tunnel(pid_file: Path) -> bool:
    try:
        process_id = int(pid_file.read_text())
        words = Path(f"/proc/{process_id}/cmdline").read_text().split("\0")
    except (OSError, ValueError):
        return False
    return "ssh" in Path(words[0]).name and "-L" in words
