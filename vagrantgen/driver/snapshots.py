"""Snapshots of a lab's machines: all of them at once, with their memory when they run."""

import contextlib
from collections.abc import Collection, Mapping, Sequence

from vagrantgen.driver.environment import Environment
from vagrantgen.driver.events import ActionEnded
from vagrantgen.driver.libvirt import Domain
from vagrantgen.driver.parallel import on_each
from vagrantgen.driver.ports import reopen_ports
from vagrantgen.driver.savable import Obstacle, obstacles
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.errors import UsageError, VagrantgenError
from vagrantgen.guest.session import close_connections, set_clock, wait_for_answer


def save(
    environment: Environment,
    name: str,
    names: Sequence[str] = (),
    *,
    replace: bool = False,
    halt: bool = False,
) -> None:
    """Save a snapshot of machines; when one fails, none keeps it.

    Args:
        environment: Where they are.
        name: The snapshot's name.
        names: Machines, counted machines or groups; all that exist if there are none.
        replace: Replace a snapshot of that name.
        halt: Shut down machines that can't be saved while they run; they stay off.

    Raises:
        UsageError: One of the machines can't be saved, or has a snapshot of that name; none was
            touched.
        CommandError: libvirt failed.
    """
    with environment.locked():
        domains = _existing(environment, names)
        refused = _refused(environment, domains)
        if any(obstacle.when_off or not halt for obstacle in refused):
            raise _unsavable(refused)
        having = _having(environment, domains, name)
        if having and not replace:
            raise UsageError(
                f"{', '.join(having)}: there is a snapshot {name!r} already",
                hint="`--force` replaces it",
            )
        environment.announce(domains)
        _halt(environment, {obstacle.machine for obstacle in refused})
        _delete(environment, having, name)
        try:
            on_each(domains, lambda one: environment.libvirt.save_snapshot(domains[one].uuid, name))
        except VagrantgenError:
            with contextlib.suppress(VagrantgenError):
                _delete(environment, _having(environment, domains, name), name)
            raise
        _tell(environment, domains, "snapshot_save")


def restore(environment: Environment, name: str, names: Sequence[str] = ()) -> None:
    """Put machines back to a snapshot; those that ran then answer, with the right time.

    Args:
        environment: Where they are.
        name: The snapshot's name.
        names: Machines, counted machines or groups; all that exist if there are none.

    Raises:
        UsageError: One of the machines has no such snapshot; none was touched.
        CommandError: libvirt failed.
    """
    with environment.locked():
        domains = _existing(environment, names)
        having = _having(environment, domains, name)
        lacking = [one for one in domains if one not in having]
        if lacking:
            raise UsageError(
                f"{', '.join(lacking)}: there is no snapshot {name!r}",
                hint="`vagrantgen snapshot list` shows what there is",
            )
        environment.announce(domains)
        on_each(domains, lambda one: _put_back(environment, domains[one], one, name))
        now = environment.domains()
        running = [one for one in domains if now[one].state == "running"]
        blocks = keep_ssh_config(environment, running) if running else {}
        on_each(running, lambda one: _catch_up(environment, one))
        reopen_ports(environment, blocks)
        _tell(environment, domains, "snapshot_restore")


def snapshots(environment: Environment, names: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return the snapshots of each machine that exists, each after the one it is based on."""
    domains = environment.existing(names)
    found = environment.libvirt.snapshots_of([domain.uuid for domain in domains.values()])
    return {one: found[domain.uuid] for one, domain in domains.items()}


def delete(environment: Environment, name: str, names: Sequence[str] = ()) -> None:
    """Delete a snapshot of the machines that have it.

    Raises:
        UsageError: None has it.
        CommandError: libvirt failed.
    """
    with environment.locked():
        having = _having(environment, _existing(environment, names), name)
        if not having:
            raise UsageError(
                f"there is no snapshot {name!r}",
                hint="`vagrantgen snapshot list` shows what there is",
            )
        _delete(environment, having, name)


def _existing(environment: Environment, names: Sequence[str]) -> dict[str, Domain]:
    environment.record.require_machines()
    domains = environment.existing(names)
    if not domains:
        raise UsageError("none of the machines exists", hint="`vagrantgen up` makes them")
    return domains


def _refused(environment: Environment, domains: Mapping[str, Domain]) -> list[Obstacle]:
    """Return what keeps machines from being saved as they are now."""
    return [
        obstacle
        for one, domain in domains.items()
        for obstacle in obstacles(environment.record.machines[one])
        if obstacle.when_off or domain.state != "shutoff"
    ]


def _unsavable(refused: Sequence[Obstacle]) -> UsageError:
    hint = "name the other machines to save only those"
    if not any(obstacle.when_off for obstacle in refused):
        hint = "`--halt` shuts down those that can't be saved while they run, and saves them so"
    return UsageError("; ".join(map(str, refused)), hint=hint)


def _halt(environment: Environment, names: Collection[str]) -> None:
    chosen = environment.ordered(names)
    close_connections(environment.folder, chosen)
    environment.vagrant("halt", chosen)


def _having(
    environment: Environment, domains: Mapping[str, Domain], name: str
) -> dict[str, Domain]:
    uuids = {one: domain.uuid for one, domain in domains.items()}
    found = environment.libvirt.snapshots_of(uuids.values())
    return {one: domains[one] for one, uuid in uuids.items() if name in found[uuid]}


def _delete(environment: Environment, domains: Mapping[str, Domain], name: str) -> None:
    on_each(domains, lambda one: environment.libvirt.delete_snapshot(domains[one].uuid, name))


def _put_back(environment: Environment, domain: Domain, machine: str, name: str) -> None:
    close_connections(environment.folder, [machine])
    environment.libvirt.restore_snapshot(domain.uuid, name)


def _catch_up(environment: Environment, name: str) -> None:
    """Wait for a machine that was put back, whose clock stands where it was saved."""
    wait_for_answer(environment.folder, name)
    set_clock(environment.folder, name)


def _tell(environment: Environment, domains: Mapping[str, Domain], action: str) -> None:
    for name in domains:
        environment.tell(ActionEnded(name, action))
