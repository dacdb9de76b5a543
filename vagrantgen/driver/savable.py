"""What keeps libvirt from saving a snapshot of a machine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vagrantgen.driver.record import RecordedMachine

_SHARED: Final = frozenset({"9p", "virtiofs"})
"""Kinds of synced folders that go through QEMU, which can't tell what the host's side does."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why there can't be a snapshot of a machine."""

    machine: str
    reason: str
    when_off: bool
    """Whether it can't be saved powered off either."""

    def __str__(self) -> str:
        when = "can't be saved" if self.when_off else "can't be saved while it runs"
        return f"{self.machine} {when}: {self.reason}"


def obstacles(machine: RecordedMachine) -> Iterator[Obstacle]:
    """Yield what keeps libvirt from saving a machine; nothing where it can."""
    yield from (Obstacle(machine.name, reason, when_off=True) for reason in _always(machine))
    yield from (Obstacle(machine.name, reason, when_off=False) for reason in _running(machine))


def _always(machine: RecordedMachine) -> Iterator[str]:
    if machine.settings.get("libvirt", {}).get("nvram"):
        yield "it has UEFI firmware, whose variables are a raw image"
    disks: list[Mapping[str, Any]] = machine.settings.get("disks", [])
    if any(disk.get("type") == "raw" for disk in disks):
        yield "it has a raw disk; a qcow2 one keeps snapshots"
    if any("floppy" in disk for disk in disks):
        yield "it has a floppy, which is a raw image"


def _running(machine: RecordedMachine) -> Iterator[str]:
    folders: list[Mapping[str, Any]] = machine.settings.get("synced_folders", [])
    kinds = {str(folder.get("type")) for folder in folders if not folder.get("disabled")}
    for kind in sorted(kinds & _SHARED):
        yield f"it shares a folder with this host by {kind}; rsync and nfs are no obstacle"
    if machine.settings.get("libvirt", {}).get("pci"):
        yield "it has a PCI device of this host"
