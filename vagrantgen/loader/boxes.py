"""What the box catalogue knows, put into machines: alias, guest family, user, least memory."""

from typing import Any, Final

from vagrantgen.catalog import BoxCatalog, CatalogBox
from vagrantgen.errors import LabError, Problem
from vagrantgen.models.machine import Machine

_LEAST_MEMORY: Final = 1024


def complete(machine: Machine, catalog: BoxCatalog) -> Machine:
    """Return a machine with Vagrant's name of its box, and what is known of that box.

    What the machine says itself always wins.

    Raises:
        LabError: The box is nothing that Vagrant could find.
    """
    if machine.box is None:
        return machine
    box = catalog.find(machine.box)
    if box is None:
        if "/" not in machine.box and machine.box_url is None:
            raise LabError([_unknown(machine, catalog)])
        return machine
    return machine.replace(box=box.name, **_known(machine, box))


def _known(machine: Machine, box: CatalogBox) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if box.version and machine.box_version is None and machine.box_url is None:
        known["box_version"] = box.version
    if box.url and machine.box_url is None:
        known["box_url"] = (box.url,)
    if "memory" not in machine.model_fields_set and box.memory > _LEAST_MEMORY:
        known["memory"] = box.memory
    if box.guest and machine.vm.guest is None:
        known["vm"] = machine.vm.replace(guest=box.guest)
    if box.user != "vagrant" and machine.ssh.username is None:
        known["ssh"] = machine.ssh.replace(username=box.user)
    return known


def _unknown(machine: Machine, catalog: BoxCatalog) -> Problem:
    near = catalog.suggest(machine.box or "")
    return Problem(
        f"there is no box {machine.box!r} in the catalogue",
        ("machines", machine.name, "box"),
        hint=f"did you mean {near!r}?"
        if near
        else "`vagrantgen boxes` lists them; Vagrant's own names are such as 'generic/rocky9'",
    )
