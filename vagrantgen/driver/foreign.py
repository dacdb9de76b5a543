"""What is not ours on the libvirt host: never used up, never destroyed."""

import contextlib
from collections.abc import Iterable
from urllib.parse import quote

from vagrantgen.driver.environment import Environment
from vagrantgen.driver.ids import machine_ids, write_machine_id
from vagrantgen.driver.libvirt import Libvirt
from vagrantgen.driver.record import Record, RecordedMachine, home
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


class ManagementNetwork:
    """The management network of a libvirt host, which labs share.

    Whoever is about to make it notes so for this user, and its UUID once it is there; whichever
    lab is the last to leave then removes it.

    Args:
        libvirt: The host.
        name: The network's name.
    """

    def __init__(self, libvirt: Libvirt, name: str) -> None:
        self._libvirt = libvirt
        self._name = name
        self._uuid = libvirt.network_uuid(name)
        self._notes = home() / "networks"
        self._expected = self._notes / quote(f"{libvirt.uri} {name}", safe="")

    def expect(self) -> None:
        """Note that it will be ours, unless it is there already."""
        if self._uuid is None:
            self._notes.mkdir(parents=True, exist_ok=True)
            self._expected.touch()

    def note(self) -> None:
        """Note its UUID when it was expected, and is there now."""
        self._uuid = self._uuid or self._libvirt.network_uuid(self._name)
        if self._expected.exists() and self._uuid:
            (self._notes / self._uuid).touch()
        self._expected.unlink(missing_ok=True)

    def remove_if_idle(self) -> None:
        """Remove it when it is ours and no machine is connected."""
        self.note()
        if self._uuid is None or not (self._notes / self._uuid).exists():
            return
        is_there = self._libvirt.network_uuid(self._name) == self._uuid
        if is_there and self._libvirt.is_in_use(self._name):
            return
        if is_there:
            self._libvirt.remove_network(self._name)
        (self._notes / self._uuid).unlink()
        with contextlib.suppress(OSError):  # there are other notes, or labs
            self._notes.rmdir()
            home().rmdir()


def _taken(what: str, undo: str) -> HostError:
    return HostError(
        f"libvirt has {what} already, and this lab did not make it",
        hint=f"give the lab another `name`; or, if nobody needs it any more: `{undo}`",
    )
