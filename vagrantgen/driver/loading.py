"""What Vagrant loads for a command: the machines it is about, and those that playbooks find."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from vagrantgen.driver.record import FOLDER, RecordedMachine

VAGRANTFILE: Final = FOLDER / "Vagrantfile"
"""Loads the machines that a command is about, and no others: each costs Vagrant time."""

SELECTION: Final = "VAGRANTGEN_MACHINES"
"""The environment variable with their names; without it, all are loaded."""

MACHINES: Final = FOLDER / "machines"
"""Where each machine's own Vagrantfile is."""

_PROVISIONING: Final = frozenset({"up", "provision", "reload", "resume"})
"""The commands that may run provisioners."""

_PLAYBOOKS: Final = frozenset({"ansible", "ansible_local"})


def vagrantfile_of(name: str) -> Path:
    """Return where a machine's own Vagrantfile is, seen from the lab's folder."""
    return MACHINES / f"{name}.vagrantfile"


def selection(
    folder: Path,
    machines: Mapping[str, RecordedMachine],
    names: Sequence[str],
    words: Sequence[str],
) -> Mapping[str, str]:
    """Return the environment variables that let Vagrant load machines, and not all.

    A playbook without an inventory of its own gets one that Vagrant writes, of the machines that
    it has loaded: where one may run, all are.

    Args:
        folder: The lab's folder.
        machines: The lab's machines.
        names: Those that the command is about.
        words: The command and its options.
    """
    loaded = list(names)
    may_provision = words[0] in _PROVISIONING and "--no-provision" not in words
    if may_provision and any(_has_vagrants_inventory(machines.get(name)) for name in names):
        others = [name for name in machines if name not in names]
        loaded += [name for name in others if (folder / vagrantfile_of(name)).exists()]
    return {"VAGRANT_VAGRANTFILE": str(VAGRANTFILE), SELECTION: ",".join(loaded)}


def _has_vagrants_inventory(machine: RecordedMachine | None) -> bool:
    """Tell whether a machine's playbook finds others in an inventory that Vagrant writes."""
    return any(
        provisioner["type"] in _PLAYBOOKS and not provisioner.get("inventory_path")
        for provisioner in (machine.settings.get("provisioners", ()) if machine else ())
    )
