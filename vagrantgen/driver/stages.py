"""What a machine is doing, told from what Vagrant says about it."""

import re
from enum import StrEnum
from typing import Final

from vagrantgen.driver.events import ActionEnded, ActionStarted, Event, Queued, Said


class Stage(StrEnum):
    """A step of a machine's way, in the words that are shown."""

    WAITING = "waiting"
    FETCHING = "fetching the box"
    CREATING = "creating"
    STARTING = "starting"
    BOOTING = "waiting for an address"
    CONNECTING = "waiting for SSH"
    CONFIGURING = "setting hostname and networks"
    SYNCING = "syncing folders"
    PROVISIONING = "provisioning"
    HALTING = "halting"
    SUSPENDING = "suspending"
    RESUMING = "resuming"
    DESTROYING = "destroying"
    READY = "ready"
    DONE = "done"
    FAILED = "failed"


ENDS: Final = frozenset({Stage.READY, Stage.DONE, Stage.FAILED})
"""The stages after which nothing more happens."""

_SAID: Final = {
    "Box '": Stage.FETCHING,
    "Uploading base box image": Stage.FETCHING,
    "Creating image": Stage.CREATING,
    "Creating domain": Stage.CREATING,
    "Starting domain": Stage.STARTING,
    "Waiting for domain to get an IP address": Stage.BOOTING,
    "Waiting for machine to boot": Stage.CONNECTING,
    "Setting hostname": Stage.CONFIGURING,
    "Configuring and enabling network interfaces": Stage.CONFIGURING,
    "Rsyncing folder": Stage.SYNCING,
    "Mounting ": Stage.SYNCING,
    "Running provisioner: ": Stage.PROVISIONING,
    "Attempting graceful shutdown": Stage.HALTING,
    "Attempting direct shutdown": Stage.HALTING,
    "Halting domain": Stage.HALTING,
    "Suspending domain": Stage.SUSPENDING,
    "Resuming domain": Stage.RESUMING,
    "Removing domain": Stage.DESTROYING,
    "An error occurred. The error will be shown": Stage.FAILED,
}
_PROVISIONER: Final = re.compile(r"Running provisioner: (.+?)(?: \([^)]*\))?\.\.\.$")
_READY_AFTER: Final = {"up", "resume", "reload", "provision", "reboot", "snapshot_restore"}
_VERBS: Final = {"halt", "suspend", "destroy", "snapshot_save", *_READY_AFTER}


def stage_after(event: Event) -> Stage | None:
    """Return the stage that a machine has reached, where an event says so."""
    match event:
        case Queued():
            return Stage.WAITING
        case Said(text=text):
            return next((_SAID[start] for start in _SAID if text.startswith(start)), None)
        case ActionStarted(action=action) if action in _VERBS:
            return Stage.STARTING if action in {"up", "reload"} else None
        case ActionEnded(action=action) if action in _VERBS:
            return Stage.READY if action in _READY_AFTER else Stage.DONE
        case _:
            return None


def provisioner_of(event: Event) -> str | None:
    """Return the name of the provisioner that an event says is starting."""
    found = _PROVISIONER.match(event.text) if isinstance(event, Said) else None
    return found[1] if found else None
