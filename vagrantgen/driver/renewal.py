"""Recorded machines, and what Vagrant loads of them, brought to what the lab says now."""

from collections.abc import Iterable, Mapping

from vagrantgen.driver import blueprint
from vagrantgen.driver.drift import Pending, after_reload, pending
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.ids import machine_ids
from vagrantgen.driver.record import Record


def adopt(environment: Environment) -> None:
    """Record the machines of the lab that exist, though vagrantgen did not make them.

    They come from plain Vagrant and the rendered Vagrantfile.
    """
    if environment.lab is None:
        return
    meant = Record.of(environment.lab, environment.source)
    ids = machine_ids(environment.folder)
    found = [
        made.but(created=True, provisioned=True)
        for name, made in meant.machines.items()
        if name in ids and name not in environment.record.machines
    ]
    if found:
        _write(environment, meant, [made.name for made in found])
        environment.keep(environment.record.with_machines(found).with_lab(meant))


def renew(environment: Environment, allowed: Mapping[str, Pending], *, anew: bool) -> set[str]:
    """Let Vagrant load machines as the lab says now, where what is allowed makes them so.

    Args:
        environment: Where they are.
        allowed: The machines, and what is about to be done to them at most. One that doesn't
            exist yet is to be recreated.
        anew: Whether provisioners that ran before run again.

    Returns:
        The machines that Vagrant loads otherwise than before.
    """
    lab = environment.require_lab()
    meant = Record.of(lab, environment.source)
    renewed = []
    for name, most in allowed.items():
        made, machine = environment.record.machines.get(name), meant.machines[name]
        if made is None or most is Pending.RECREATE:
            renewed.append(machine)
        elif (pending(made, machine) or Pending.PROVISION).is_within(most):
            settings = machine.settings if anew else after_reload(made, machine)
            renewed.append(
                machine.but(settings=settings, created=True, provisioned=made.provisioned)
            )
    environment.keep(environment.record.with_machines(renewed).with_lab(meant))
    return _write(environment, meant, [machine.name for machine in renewed])


def _write(environment: Environment, meant: Record, names: Iterable[str]) -> set[str]:
    lab = environment.require_lab()
    blueprint.write_lab(environment.folder, lab, meant.source.name)
    return {
        name
        for name in names
        if blueprint.write_machine(environment.folder, lab, name, meant.source.name)
    }
