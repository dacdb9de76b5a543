"""What `up` may do, and what it tells of the rest."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vagrantgen.driver.drift import Pending

_LEAST_AT_ONCE: Final = 4
_GUEST_SETUP: Final = "guest setup"
"""The provisioner that gives a guest its hostname, its addresses and its key."""


def machines_at_once() -> int:
    """Return how many machines boot at the same time: two for each core, which wait a lot."""
    return max(_LEAST_AT_ONCE, 2 * len(os.sched_getaffinity(0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class UpOptions:
    """What `up` may and may not do."""

    dependencies: bool = True
    """Bring up what the machines depend on, too."""
    provision: bool | None = None
    """Run provisioners also where they ran before (True), or nowhere (False)."""
    provision_with: tuple[str, ...] = ()
    """Run only the provisioners of these names or types."""
    parallel: bool = True
    """Start machines that don't depend on each other at the same time."""
    at_once: int = field(default_factory=machines_at_once)
    """How many of them; each time that many are ready, Vagrant is started for the next."""
    destroy_on_error: bool = True
    """Destroy a machine that did not come up for the first time."""
    reload: bool = False
    """Reload running machines whose settings have changed."""
    recreate: bool = False
    """Destroy and make anew machines whose settings can't be changed otherwise."""
    remove_orphans: bool = False
    """Destroy machines that the lab no longer has."""
    overwrite: bool = False
    """Overwrite a Vagrantfile that is hand-written, or was changed by hand."""

    def for_vagrant(self) -> list[str]:
        """Return Vagrant's options for `up`."""
        return [
            "--provider=libvirt",
            "--no-install-provider",
            "--parallel" if self.parallel else "--no-parallel",
            "--destroy-on-error" if self.destroy_on_error else "--no-destroy-on-error",
            *self.for_provisioning(),
        ]

    def for_provisioning(self) -> list[str]:
        """Return Vagrant's options for every command that may provision."""
        return provisioning(self.provision, self.provision_with)


@dataclass(frozen=True, slots=True)
class UpReport:
    """What `up` was not asked to do, and left."""

    pending: Mapping[str, Pending] = field(default_factory=dict)
    """Machines that are not as the lab says, and what would make them so."""
    orphans: tuple[str, ...] = ()
    """Machines that exist, and that the lab no longer has."""


def provisioning(provision: bool | None, only: Sequence[str] = ()) -> list[str]:  # noqa: FBT001
    """Return Vagrant's options for what to provision.

    Args:
        provision: Everything once more (True), or nothing (False).
        only: Names or types of provisioners.
    """
    words = {True: ["--provision"], False: ["--no-provision"], None: []}[provision]
    return [*words, "--provision-with", ",".join(only)] if only else words


def with_guest_setup(options: Sequence[str]) -> list[str]:
    """Return Vagrant's options, changed so that guests get their names and addresses all the same.

    It is a provisioner that gives them.
    """
    words = list(options)
    if "--no-provision" in words:
        place = words.index("--no-provision")
        words[place : place + 1] = ["--provision-with", _GUEST_SETUP]
    elif "--provision-with" in words:
        words[words.index("--provision-with") + 1] += f",{_GUEST_SETUP}"
    return words
