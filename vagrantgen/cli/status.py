"""`vagrantgen status`."""

from collections.abc import Iterable
from dataclasses import asdict

from vagrantgen.cli import output
from vagrantgen.cli.options import Json, LabFiles, LabName, Overrides
from vagrantgen.cli.output import Styled
from vagrantgen.cli.target import Machines, find_target
from vagrantgen.driver import status as driver
from vagrantgen.driver.status import MachineStatus

_STYLES = {"running": "32", "not_created": "2", driver.ORPHAN: "35"}  # green, dim, magenta
_YELLOW = "33"
_COLUMNS = ("NAME", "STATE", "ADDRESS", "BOX", "PORTS", "PENDING")


def status(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    overrides: Overrides = None,
    lab: LabName = None,
    as_json: Json = False,
) -> None:
    """Show the machines: their state, address, box and ports."""
    target = find_target(machines, files, overrides, lab, as_made=True)
    environment = target.open_to_compare()
    show_status(driver.status(environment, target.names), as_json=as_json)


def show_status(statuses: Iterable[MachineStatus], *, as_json: bool) -> None:
    """Write the state of machines to stdout."""
    if as_json:
        output.write_json([asdict(status) for status in statuses])
        return
    output.write_table(_COLUMNS, [_cells(status) for status in statuses])


def _cells(status: MachineStatus) -> list[str | Styled]:
    return [
        status.name,
        Styled(status.state, _STYLES.get(status.state, _YELLOW)),
        status.address or "-",
        status.box or "-",
        ", ".join(status.ports) or "-",
        status.pending or "-",
    ]
