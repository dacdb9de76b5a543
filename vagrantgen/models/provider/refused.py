"""Keys of the provider block that stand elsewhere or have no effect, and what to write instead."""

from collections.abc import Mapping
from typing import Final

_ELSEWHERE: Final = {
    "memory": "memory", "cpus": "cpus", "nested": "nested", "cpu": "cpus", "storage": "disks",
}  # fmt: skip
_IN_THE_URI: Final = {
    "host": "qemu+ssh://HOST/system",
    "username": "qemu+ssh://USER@HOST/system",
    "connect_via_ssh": "qemu+ssh://HOST/system",
    "socket": "qemu:///system?socket=/PATH",
}

REFUSED: Final[Mapping[str, str]] = {
    **{
        key: f"does not stand here; write `{name}` of the machine"
        for key, name in _ELSEWHERE.items()
    },
    **{
        key: f"does not stand here; put it into the lab's `uri`: {example}"
        for key, example in _IN_THE_URI.items()
    },
    "uri": "does not stand here; write `uri` of the lab",
    "port": "has no effect: the plugin overwrites it; put the port into the lab's `uri`",
    "graphics_autoport": "has no effect: the plugin overwrites it",
    "cpuaffinity": "is spelt `cpuaffinitiy` by the plugin; write that",
    "name": "does not stand here: the machine's name is its key",
    "linked_clone": "is VirtualBox's; here, every machine is a clone",
    "customize": "is VirtualBox's",
}
"""Why each of them is not taken."""
