"""How ssh reaches machines: told by Vagrant once, and kept while it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from vagrantgen.driver import ssh_blocks
from vagrantgen.driver.environment import Environment, require_running
from vagrantgen.driver.events import Said
from vagrantgen.driver.libvirt import Domain
from vagrantgen.errors import UsageError
from vagrantgen.export.ssh_config import HostBlock, parse_blocks
from vagrantgen.guest.session import close_dead_connections


@dataclass(frozen=True, slots=True)
class Reached:
    """Machines that ssh reaches, and those that it can't."""

    blocks: dict[str, HostBlock]
    refused: dict[str, UsageError]
    """Machines that don't run, and what there is to say of each."""


def reach(environment: Environment, names: Sequence[str] = ()) -> Reached:
    """Return how ssh reaches machines, and keep it in `CONFIG` beside the others.

    Vagrant is asked only about machines of which it told nothing when they came up.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all that run if there are none.

    Raises:
        CommandError: Vagrant or libvirt failed.
    """
    domains = environment.domains(addresses=True)
    running: dict[str, Domain] = {}
    refused: dict[str, UsageError] = {}
    for machine in environment.record.select(names):
        try:
            running[machine.name] = require_running(machine.name, domains.get(machine.name))
        except UsageError as error:
            refused[machine.name] = error
    return Reached(_blocks(environment, running), refused if names else {})


def keep_ssh_config(environment: Environment, names: Sequence[str] = ()) -> dict[str, HostBlock]:
    """Return how ssh reaches machines, and keep it in `CONFIG` beside the others.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all that run if there are none.

    Raises:
        UsageError: One of the machines does not run.
        CommandError: Vagrant or libvirt failed.
    """
    reached = reach(environment, names)
    for error in reached.refused.values():
        raise error
    return reached.blocks


def _blocks(environment: Environment, running: dict[str, Domain]) -> dict[str, HostBlock]:
    if not running:
        return {}
    blocks = {name: ssh_blocks.kept(environment.folder, name) for name in running}
    unknown = [name for name, block in blocks.items() if block is None]
    if unknown:
        text = f"Asking Vagrant how ssh reaches {', '.join(unknown)}..."
        environment.tell(Said("", "info", text))
        told = parse_blocks(environment.ssh_config(unknown))
        blocks |= {name: told[name] for name in unknown}
    here = {
        name: block.at(running[name].address or block.address)
        for name, block in blocks.items()
        if block
    }
    for name, block in here.items():
        ssh_blocks.keep(environment.folder, name, block)
        if environment.libvirt.is_of_this_system:
            ssh_blocks.keep_started(environment.folder, name, running[name].name)
    ssh_blocks.write_together(environment.folder)
    close_dead_connections(environment.folder, here)
    return here
