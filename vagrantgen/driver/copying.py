"""Files between this computer and a lab's machines."""

from collections.abc import Sequence
from dataclasses import replace

from vagrantgen.driver.environment import Environment
from vagrantgen.driver.parallel import on_each
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.errors import UsageError
from vagrantgen.guest import transfer
from vagrantgen.guest.transfer import Place


def copy(
    environment: Environment, sources: Sequence[str], target: str, *, show_progress: bool = False
) -> None:
    """Copy files and folders with all that is in them, as `cp -r` does.

    Args:
        environment: Where the machines are.
        sources: What is copied: `machine:path`, or a path of this computer.
        target: Where it goes; `node:path` is every machine that is counted so or in that group.
        show_progress: Show it on this process's terminal, of a copy to one machine.

    Raises:
        UsageError: No machine is named, or one of them does not run.
        CommandError: It went wrong.
    """
    froms = [_of_one_machine(environment, Place.parse(source)) for source in sources]
    place = Place.parse(target)
    machines = environment.record.select([place.machine]) if place.machine else ()
    targets = [replace(place, machine=made.name) for made in machines] or [place]
    named = {one.machine for one in (*froms, *targets)} - {""}
    if not named:
        raise UsageError(
            "no machine is named", hint="write a path in one as `MACHINE:PATH`: `web:/etc/hosts`"
        )
    keep_ssh_config(environment, sorted(named))
    if len(targets) == 1:
        transfer.copy(environment.folder, froms, targets[0], show_progress=show_progress)
    else:
        on_each(targets, lambda one: transfer.copy(environment.folder, froms, one))


def _of_one_machine(environment: Environment, place: Place) -> Place:
    return replace(place, machine=environment.record.one(place.machine)) if place.machine else place
