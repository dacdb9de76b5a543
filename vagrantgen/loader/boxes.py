"""What the box catalogue knows, put into machines: alias, guest family, user, least memory."""

import re
from typing import Any, Final

from vagrantgen.catalog import BoxCatalog, CatalogBox
from vagrantgen.errors import LabError, Problem
from vagrantgen.models.machine import Machine
from vagrantgen.models.text import is_url

_LEAST_MEMORY: Final = 1024
_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)


def complete(machine: Machine, catalog: BoxCatalog) -> Machine:
    """Return a machine with Vagrant's name of its box, and what is known of that box.

    What the machine says itself always wins.

    Raises:
        LabError: The box is nothing that Vagrant could find.
    """
    if machine.box is None:
        return machine
    box = catalog.find(machine.box)
    mistake = None
    if machine.box_url is None:
        mistake = _unusable(machine, box) if box else _unknown(machine, catalog)
    if mistake is not None:
        raise LabError([mistake])
    return machine.replace(box=box.name, **_known(machine, box)) if box else machine


def _known(machine: Machine, box: CatalogBox) -> dict[str, Any]:
    known: dict[str, Any] = {"replaces_key": True}
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


def _unusable(machine: Machine, box: CatalogBox) -> Problem | None:
    if box.architectures and machine.box_version and box.url and box.url.endswith(".box"):
        text = f"no version can be asked of {machine.box!r}: it comes as a file, which has none"
        return Problem(text, ("machines", machine.name, "box_version"))
    if box.architectures:
        return None
    text = f"the box {machine.box!r} has no libvirt build"
    others = " or ".join(repr(name) for name in box.replaced_by)
    hint = f"{box.notes} Take {others} instead." if others else box.notes
    return Problem(text, ("machines", machine.name, "box"), hint=hint)


def _unknown(machine: Machine, catalog: BoxCatalog) -> Problem | None:
    name = machine.box or ""
    key = ("machines", machine.name, "box")
    if is_url(name) or name.endswith(".box"):
        hint = "write it as `box_url`, and under `box` what Vagrant is to call it"
        return Problem(f"{name!r} is no box's name", key, hint=hint)
    if _NAME.fullmatch(name):
        return None
    if "/" in name:
        hint = "Vagrant's names are such as 'generic/rocky9'"
        return Problem(f"{name!r} is no box's name", key, hint=hint)
    near = catalog.suggest(name)
    return Problem(
        f"there is no box {name!r} in the catalogue",
        key,
        hint=f"did you mean {near!r}?"
        if near
        else "`vagrantgen boxes` lists them; Vagrant's own names are such as 'generic/rocky9',"
        " and a box of your own needs `box_url` or a boxes.yaml beside the lab file",
    )
