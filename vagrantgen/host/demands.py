"""What a lab asks of the plugin and of the hardware, with the key that asks for it."""

import re
from collections.abc import Collection, Iterator, Mapping

from vagrantgen.errors import Problem
from vagrantgen.models.base import Model
from vagrantgen.models.emits import emits_of
from vagrantgen.models.lab import Lab

Key = tuple[str | int, ...]


def programs(lab: Lab) -> Collection[str]:
    """Return the programs of which a lab needs one that is not too old: `vagrant-libvirt`."""
    return {since.rpartition(" ")[0] for _, since in _newer_settings(lab)}


def of_newer_programs(lab: Lab, installed: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each setting that an installed program does not know yet.

    Args:
        lab: The lab.
        installed: The programs' versions, by their names.
    """
    for key, since in _newer_settings(lab):
        program, _, version = since.rpartition(" ")
        found = installed.get(program)
        if found and _numbers(found) < _numbers(version):
            text = f"needs {since} or newer; {found} is installed"
            yield Problem(text, key, hint=f"install a newer {program}, or remove this")


def of_hardware(lab: Lab) -> Iterator[Problem]:
    """Yield a problem for each setting that can't be had where machines are emulated."""
    for machine in lab.machines:
        block = machine.libvirt
        if block.cpu_mode == "host-passthrough" and block.driver is None:
            text = "can't be emulated, and KVM runs no guests here"
            hint = "write `cpu_mode: maximum`, or remove this"
            yield Problem(text, ("machines", machine.name, "libvirt", "cpu_mode"), hint=hint)


def _newer_settings(lab: Lab) -> Iterator[tuple[Key, str]]:
    for machine in lab.machines:
        yield from _marked(machine, ("machines", machine.name))


def _marked(model: Model, key: Key) -> Iterator[tuple[Key, str]]:
    """Yield the settings that not every program knows, and since when they are known."""
    for name in model.model_fields_set:
        value = getattr(model, name)
        since = emits_of(type(model), name).since
        if since and value is not None:
            yield (*key, name), since
        if isinstance(value, Model):
            yield from _marked(value, (*key, name))
        for place, item in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(item, Model):
                yield from _marked(item, (*key, name, place))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
