"""What has to be done to a machine since the lab file has changed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Self

from vagrantgen.driver.record import RecordedMachine

_NOTHING_TO_DO: Final = {
    "autostart",
    "primary",
    "depends_on",
    "vars",
    "base",
    "names",
    "guest_setup",
}
"""Keys that no machine has to be touched for."""

_PROVISION: Final = {"provisioners", "controls"}
_RELOAD: Final = {
    *("cpus", "memory", "nested", "ports", "synced_folders", "triggers", "ssh", "winrm", "ruby"),
}
"""Keys that the plugin compares when it starts a machine, or that only Vagrant reads."""


class Pending(StrEnum):
    """What brings a machine up to date, from the least to the most."""

    PROVISION = "provision"
    RELOAD = "reload"
    RECREATE = "recreate"

    def is_within(self, most: Self) -> bool:
        """Tell whether this is no more than another."""
        order = list(Pending)
        return order.index(self) <= order.index(most)


def pending(made: RecordedMachine, meant: RecordedMachine) -> Pending | None:
    """Return what has to be done to a machine; None if it is as the lab says.

    Args:
        made: The machine as it was made.
        meant: The machine as it would be made now.
    """
    keys = {*made.settings, *meant.settings}
    changed = {key for key in keys if made.settings.get(key) != meant.settings.get(key)}
    changed -= _NOTHING_TO_DO
    if not made.created or made.domain != meant.domain or changed - _PROVISION - _RELOAD:
        return Pending.RECREATE
    if changed - _PROVISION:
        return Pending.RELOAD
    return Pending.PROVISION if changed else None


def after_reload(made: RecordedMachine, meant: RecordedMachine) -> Mapping[str, Any]:
    """Return a machine's settings once it is reloaded, without provisioners that ran before."""
    kept = {key: value for key, value in made.settings.items() if key in _PROVISION}
    rest = {key: value for key, value in meant.settings.items() if key not in _PROVISION}
    return rest | kept
