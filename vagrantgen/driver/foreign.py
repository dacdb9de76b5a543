"""What is not ours on the libvirt host: never used up, never destroyed."""

from collections.abc import Iterable

from vagrantgen.driver.environment import Environment
from vagrantgen.driver.ids import machine_ids, write_machine_id
from vagrantgen.driver.libvirt import Libvirt
from vagrantgen.driver.record import Record, RecordedMachine
from vagrantgen.errors import HostError


def claim_begun(environment: Environment) -> None:
    """Take domains for ours that were defined just before a killed attempt could note them.

    There was none of that name when the machine was begun.
    """
    ids = machine_ids(environment.folder)
    begun = [
        made
        for made in environment.record.machines.values()
        if made.name not in ids and not made.created
    ]
    domains = environment.libvirt.domains().values() if begun else ()
    found = {domain.name: domain.uuid for domain in domains}
    for made in begun:
        if made.domain in found:
            write_machine_id(environment.folder, made.name, found[made.domain])


def clear_the_way(
    environment: Environment, machines: Iterable[RecordedMachine], meant: Record
) -> None:
    """See that machines can be made; remove what an earlier, killed attempt left of them.

    Args:
        environment: Where they will be made.
        machines: The machines that don't exist yet.
        meant: The lab's record as it will be.

    Raises:
        HostError: A domain, a volume or a network of such a name is there, and is not ours.
    """
    begun = list(machines)
    taken = environment.libvirt.taken({machine.pool for machine in begun})
    for machine in begun:
        if machine.domain in taken.domains:
            raise _taken(f"a machine '{machine.domain}'", f"virsh undefine {machine.domain}")
        if machine.volume in taken.volumes[machine.pool]:
            if machine.name not in environment.record.machines:
                undo = f"virsh vol-delete {machine.volume} {machine.pool}"
                raise _taken(f"a volume '{machine.volume}'", undo)
            environment.libvirt.remove_volume(machine.pool, machine.volume)
    for network in taken.networks & set(meant.networks) - set(environment.record.networks):
        raise _taken(f"a network '{network}'", f"virsh net-undefine {network}")


def remove_networks(libvirt: Libvirt, names: Iterable[str]) -> None:
    """Remove those of a lab's own networks that are still there and that no machine uses."""
    for name in libvirt.networks() & set(names):
        if not libvirt.is_in_use(name):
            libvirt.remove_network(name)


def _taken(what: str, undo: str) -> HostError:
    return HostError(
        f"libvirt has {what} already, and this lab did not make it",
        hint=f"give the lab another `name`; or, if nobody needs it any more: `{undo}`",
    )
