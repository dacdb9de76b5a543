"""What a trigger can come before or after: what is done to machines, commands, and steps within."""

import difflib
import re
from typing import Annotated, Final

from pydantic import AfterValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError

ACTIONS: Final = (
    "all", "up", "halt", "destroy", "provision", "reload", "suspend", "resume", "status", "ssh",
    "package", "snapshot_save", "snapshot_restore", "snapshot_delete",
)  # fmt: skip
"""What Vagrant does to one machine, and `all` of it."""

COMMANDS: Final = (
    "autocomplete", "box", "cap", "cloud", "destroy", "docker-exec", "docker-logs", "docker-run",
    "global-status", "halt", "help", "init", "list-commands", "login", "package", "plugin", "port",
    "powershell", "provider", "provision", "push", "rdp", "reload", "resume", "rsync",
    "rsync-auto", "serve", "snapshot", "ssh", "ssh-config", "status", "suspend", "up", "upload",
    "validate", "version", "winrm", "winrm-config",
)  # fmt: skip
"""What `vagrant` is told on a command line."""

HOOKS: Final = (
    "environment_plugins_loaded", "environment_load", "environment_unload",
    *(f"machine_action_{action}" for action in ACTIONS if action != "all"),
)  # fmt: skip
"""Where Vagrant lets plugins in."""

LIBVIRT_STEPS: Final = (
    "CleanMachineFolder", "CleanupOnFailure", "ClearForwardedPorts", "CreateDomain",
    "CreateDomainVolume", "CreateNetworkInterfaces", "CreateNetworks", "DestroyDomain",
    "DestroyNetworks", "ForwardPorts", "HaltDomain", "HandleBoxImage", "HandleStoragePool",
    "IsCreated", "IsRunning", "IsSuspended", "MessageAlreadyCreated", "MessageNotCreated",
    "MessageNotRunning", "MessageNotSuspended", "MessageWillNotDestroy", "PackageDomain",
    "PrepareNFSSettings", "PrepareNFSValidIds", "PruneNFSExports", "ReadMacAddresses",
    "RemoveLibvirtImage", "RemoveStaleVolume", "ResolveDiskSettings", "ResumeDomain",
    "SetBootOrder", "SetNameOfDomain", "SetupComplete", "ShareFolders", "ShutdownDomain",
    "SnapshotDelete", "SnapshotRestore", "SnapshotSave", "StartDomain", "StartShutdownTimer",
    "SuspendDomain", "WaitTillUp",
)  # fmt: skip
"""The steps of the plugin for libvirt."""

_STEP: Final = re.compile(r"(?:Vagrant|VagrantPlugins)(?:::[A-Z][A-Za-z0-9]*)+")
_OF_LIBVIRT: Final = "VagrantPlugins::ProviderLibvirt::Action::"


def is_step(moment: str) -> bool:
    """Tell whether it is a step of what Vagrant does to a machine, by its class."""
    return "::" in moment


def _is_a_moment(value: str) -> str:
    if is_step(value):
        return _is_a_step(value)
    if value not in {*ACTIONS, *COMMANDS, *HOOKS}:
        raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, ACTIONS))})
    return value


def _is_a_step(value: str) -> str:
    if not _STEP.fullmatch(value):
        msg = f"{value!r} is no step of Vagrant's; write its class: '{_OF_LIBVIRT}StartDomain'"
        raise ValueError(msg)
    name = value.removeprefix(_OF_LIBVIRT)
    if name != value and name not in LIBVIRT_STEPS:
        near = difflib.get_close_matches(name, LIBVIRT_STEPS, 1)
        msg = f"vagrant-libvirt has no step {name!r}" + (f"; write '{near[0]}'" if near else "")
        raise ValueError(msg)
    return value


class _Suggested:
    """Offers editors the moments there are."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        more = [*COMMANDS, *HOOKS, *(f"{_OF_LIBVIRT}{step}" for step in LIBVIRT_STEPS)]
        return {
            "anyOf": [{"type": "string", "enum": [*ACTIONS]}, {**handler(schema), "examples": more}]
        }


Moment = Annotated[str, AfterValidator(_is_a_moment), _Suggested()]
"""What a trigger comes before or after."""
