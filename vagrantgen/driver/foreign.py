"""What is not ours on the libvirt host: never used up, never destroyed."""

from collections.abc import Iterable
from pathlib import Path

from vagrantgen.driver.environment import Environment
from vagrantgen.driver.libvirt import Libvirt
from vagrantgen.driver.record import Record, RecordedMachine, home
from vagrantgen.errors import HostError


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
    libvirt = environment.libvirt
    taken = {domain.name for domain in libvirt.domains().values()}
    volumes: dict[str, set[str]] = {}
    for machine in machines:
        if machine.domain in taken:
            raise _taken(f"a machine '{machine.domain}'", f"virsh undefine {machine.domain}")
        if machine.pool not in volumes:
            volumes[machine.pool] = libvirt.volumes(machine.pool)
        if machine.volume in volumes[machine.pool]:
            if machine.name not in environment.record.machines:
                undo = f"virsh vol-delete {machine.volume} {machine.pool}"
                raise _taken(f"a volume '{machine.volume}'", undo)
            libvirt.remove_volume(machine.pool, machine.volume)
    for network in libvirt.networks() & set(meant.networks) - set(environment.record.networks):
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


class ManagementNetwork:
    """The management network of a libvirt host, which labs share.

    Whoever makes it notes so for this user; whichever lab is the last to leave then removes it.
    """

    def __init__(self, libvirt: Libvirt, name: str) -> None:
        self._libvirt = libvirt
        self._name = name
        self._is_older = name in libvirt.networks()

    def note(self) -> None:
        """Note that it is ours, when it was made since this object was."""
        uuid = None if self._is_older else self._libvirt.network_uuid(self._name)
        if uuid:
            path = _note(uuid)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{self._name}\n")

    def remove_if_idle(self) -> None:
        """Remove it when it is ours and no machine is connected."""
        uuid = self._libvirt.network_uuid(self._name)
        if uuid and _note(uuid).exists() and not self._libvirt.is_in_use(self._name):
            self._libvirt.remove_network(self._name)
            _note(uuid).unlink()


def _note(uuid: str) -> Path:
    return home() / "networks" / uuid
