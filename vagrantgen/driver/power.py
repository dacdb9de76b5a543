"""Vagrant's verbs for machines that exist: off, on, once more."""

from collections.abc import Collection, Sequence
from typing import Final

from vagrantgen.driver.drift import Pending
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.events import ActionEnded, Said
from vagrantgen.driver.parallel import on_each
from vagrantgen.driver.ports import reopen_ports
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.guest.session import (
    UNREACHABLE,
    boot_id,
    close_connections,
    run,
    wait_for_boot,
)

_RUNNING: Final = frozenset({"running", "blocked"})
_SUSPENDED: Final = frozenset({"paused", "pmsuspended"})


def halt(environment: Environment, names: Sequence[str] = (), *, force: bool = False) -> None:
    """Shut machines down, those that depend on others first.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all if there are none.
        force: Pull the plug instead of asking the guest.
    """
    with environment.locked():
        chosen = _in_state(environment, names, _RUNNING | _SUSPENDED)
        close_connections(environment.folder, chosen)
        # Vagrant itself goes from the last one named to the first.
        environment.vagrant("halt", chosen, ["--force"] if force else [])


def suspend(environment: Environment, names: Sequence[str] = ()) -> None:
    """Stop machines where they are, those that depend on others first; their memory stays."""
    with environment.locked():
        chosen = _in_state(environment, names, _RUNNING)
        close_connections(environment.folder, chosen)
        environment.vagrant("suspend", chosen[::-1])


def resume(
    environment: Environment, names: Sequence[str] = (), options: Sequence[str] = ()
) -> None:
    """Let suspended machines go on.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all if there are none.
        options: Vagrant's own, such as `--provision`.
    """
    with environment.locked():
        environment.vagrant("resume", _in_state(environment, names, _SUSPENDED), options)


def reload(
    environment: Environment, names: Sequence[str] = (), options: Sequence[str] = ()
) -> None:
    """Shut machines down and start them again.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all if there are none.
        options: Vagrant's own, such as `--provision`.
    """
    with environment.locked():
        chosen = _in_state(environment, names)
        _renew(environment, chosen, Pending.RELOAD, anew="--provision" in options)
        close_connections(environment.folder, chosen)
        environment.vagrant("reload", chosen, options)


def reboot(environment: Environment, names: Sequence[str] = ()) -> None:
    """Reboot running machines at the same time, and wait until they answer.

    Unlike `reload`, it leaves what they are made of alone.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all that run if there are none.
    """
    with environment.locked():
        _say_if_nothing_is_up(environment)
        chosen = list(keep_ssh_config(environment, names))
        environment.announce(chosen)
        domains = environment.domains()
        on_each(chosen, lambda name: _reboot(environment, name, domains[name].uuid))
        reopen_ports(environment, keep_ssh_config(environment, chosen) if chosen else {})


def provision(
    environment: Environment, names: Sequence[str] = (), options: Sequence[str] = ()
) -> None:
    """Run the provisioners of running machines again.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all if there are none.
        options: Vagrant's own: `--provision-with`.
    """
    with environment.locked():
        chosen = _in_state(environment, names, _RUNNING)
        _renew(environment, chosen, Pending.PROVISION, anew=not options)
        environment.vagrant("provision", chosen, options)


def _reboot(environment: Environment, name: str, uuid: str) -> None:
    before = boot_id(environment.folder, name)
    asked = run(environment.folder, name, ["sudo", "-n", "reboot"])
    if asked.status not in {0, UNREACHABLE}:  # going down, it may cut the connection first
        environment.libvirt.reboot(uuid)
    close_connections(environment.folder, [name])
    wait_for_boot(environment.folder, name, after=before)
    environment.tell(ActionEnded(name, "reboot"))


def _in_state(
    environment: Environment, names: Sequence[str], states: Collection[str] = ()
) -> list[str]:
    """Return the machines that exist, in one of the states if any, in the order they start."""
    existing = environment.existing(names)
    _say_if_nothing_is_up(environment)
    chosen = environment.ordered(
        name for name, domain in existing.items() if not states or domain.state in states
    )
    environment.announce(chosen)
    return chosen


def _say_if_nothing_is_up(environment: Environment) -> None:
    if not environment.record.machines:
        text = f"nothing of the lab {environment.record.lab!r} is up"
        environment.tell(Said("", "warn", text))


def _renew(environment: Environment, names: Sequence[str], most: Pending, *, anew: bool) -> None:
    """Let Vagrant load machines as the lab says now; orphans stay as they were made."""
    if environment.lab is not None and names:
        from vagrantgen.driver.renewal import renew  # noqa: PLC0415  (it brings Jinja2)

        orphans = environment.orphans(names)
        allowed = {name: most for name in names if name not in orphans}
        renew(environment, allowed, anew=anew)
