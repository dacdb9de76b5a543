"""Storage pools that a lab names and that libvirt does not have."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from vagrantgen.errors import Problem
from vagrantgen.models.disk import Disk
from vagrantgen.models.lab import Lab

_MADE_BY_THE_PLUGIN: Final = "default"

Key = tuple[str | int, ...]


def unknown_pools(lab: Lab, known: Callable[[], Collection[str]]) -> Iterator[Problem]:
    """Yield a problem for each pool that there is not.

    Args:
        lab: The lab.
        known: Asks for the names of libvirt's pools; called where the lab names one.
    """
    named = [(key, name) for key, name in _named(lab) if name not in {None, _MADE_BY_THE_PLUGIN}]
    there = known() if named else ()
    for key, name in named:
        if name not in there:
            hint = f"`virsh pool-create-as {name} dir --target /PATH` makes one"
            yield Problem(f"libvirt has no storage pool {name!r}", key, hint=hint)


def _named(lab: Lab) -> Iterator[tuple[Key, str | None]]:
    for machine in lab.machines:
        for setting in ("storage_pool_name", "snapshot_pool_name"):
            key: Key = ("machines", machine.name, "libvirt", setting)
            yield key, getattr(machine.libvirt, setting)
        for place, disk in enumerate(machine.disks):
            if isinstance(disk, Disk):
                yield ("machines", machine.name, "disks", place, "pool"), disk.pool
