"""`vagrantgen port`."""

from dataclasses import asdict

from vagrantgen.cli import output
from vagrantgen.cli.options import Json, LabFiles, LabName
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.driver.ports import forwarded_ports


def port(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    lab: LabName = None,
    as_json: Json = False,
) -> None:
    """Show which ports of this host lead to the machines."""
    target = find_target(machines, files, lab=lab, as_made=True)
    environment = target.open()
    environment.record.require_machines()
    ports = forwarded_ports(environment, target.names)
    if as_json:
        output.write_json([asdict(port) for port in ports])
        return
    rows = [
        (
            port.machine,
            f"{port.host_ip}:{port.host}",
            str(port.guest),
            "open" if port.is_open else "closed",
        )
        for port in ports
    ]
    output.write_table(("MACHINE", "HOST", "GUEST", "STATE"), rows)
