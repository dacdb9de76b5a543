"""Which machines of a lab a playbook on the host runs against."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from vagrantgen.models.lab import Lab, members
from vagrantgen.models.machine import Machine

_EVERY_MACHINE: Final = frozenset({"all", "*"})


def playbook_targets(lab: Lab, machine: Machine) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the other machines that a machine's playbooks run against, as `limit` names them.

    They are looked for in the inventory that Vagrant writes, not in one of the user's own.

    Yields:
        A provisioner's place, and the machines' names.
    """
    for place, provisioner in enumerate(machine.provisioners):
        known: Any = provisioner if provisioner.type == "ansible" else None
        limit = known and not known.inventory_path and known.limit
        if not limit:
            continue
        words = set(re.split("[,:]", limit) if isinstance(limit, str) else limit)
        yield place, tuple(_named(lab, machine, words))


def _named(lab: Lab, machine: Machine, words: set[str]) -> Iterable[str]:
    every = bool(words & _EVERY_MACHINE)
    named = {name for word in words for name in members(word, lab.machines, lab.groups)}
    return (
        other.name
        for other in lab.machines
        if other.box and other is not machine and (every or other.name in named)
    )
