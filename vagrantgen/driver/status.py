"""The state of a folder's machines, from libvirt and the record: no Ruby is started."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vagrantgen.driver.drift import Pending, pending
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.libvirt import Domain
from vagrantgen.driver.ports import recorded_ports
from vagrantgen.driver.record import Record, RecordedMachine

ORPHAN = "orphan"
"""The state of a machine that exists, and that the lab no longer has."""

_NOT_CREATED = "not_created"


@dataclass(frozen=True, slots=True)
class MachineStatus:
    """A machine's name, its state, and what belongs to them."""

    name: str
    state: str
    """The provider's word, or `orphan`."""
    domain: str
    """Its name in libvirt."""
    address: str | None
    """Where it is reached: its address in the management network."""
    box: str | None
    ports: tuple[str, ...]
    """Forwarded ports, as `127.0.0.1:8080 -> 80`."""
    pending: Pending | None
    """What would make it as the lab says."""


def status(environment: Environment, names: Sequence[str] = ()) -> tuple[MachineStatus, ...]:
    """Return the state of machines: those of the lab first, then orphans.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all if there are none.
    """
    domains = environment.domains(addresses=True)
    meant = meant_machines(environment)
    return tuple(
        _status(made, meant.get(made.name), domains.get(made.name))
        for made in _known(environment, meant, domains).select(names)
    )


def meant_machines(environment: Environment) -> Mapping[str, RecordedMachine]:
    """Return the machines as they would be made now; as they were made, without a lab."""
    return (environment.meant or environment.record).machines


def _known(
    environment: Environment, meant: Mapping[str, RecordedMachine], domains: Mapping[str, Domain]
) -> Record:
    """Return a record of the lab's machines as they were or would be made, then the orphans."""
    made = environment.record.machines
    machines = {name: made.get(name, machine) for name, machine in meant.items()}
    machines |= {name: machine for name, machine in made.items() if name in domains}
    record = environment.record
    if environment.meant is not None:
        record = record.with_lab(environment.meant)
    return record.empty().with_machines(machines.values())


def _status(
    made: RecordedMachine, meant: RecordedMachine | None, domain: Domain | None
) -> MachineStatus:
    state = domain.state if domain else _NOT_CREATED
    return MachineStatus(
        name=made.name,
        state=ORPHAN if domain and meant is None else state,
        domain=made.domain,
        address=domain.address if domain else None,
        box=made.settings.get("box"),
        ports=tuple(map(_shown, recorded_ports(made))),
        pending=pending(made, meant) if domain and meant else None,
    )


def _shown(port: Mapping[str, Any]) -> str:
    return f"{port.get('host_ip', '127.0.0.1')}:{port['host']} -> {port['guest']}"
