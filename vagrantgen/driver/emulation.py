"""Whether machines are emulated: where they run on this computer, and its KVM runs no guests."""

import os
from typing import Final

from vagrantgen.driver.environment import Environment
from vagrantgen.host import kvm

_DRIVER: Final = "VAGRANTGEN_DRIVER"


def choose_driver(environment: Environment) -> None:
    """Let machines be emulated if they have to be; what this process's environment says wins."""
    is_local = "://" in environment.record.uri and ":///" in environment.record.uri
    if is_local and _DRIVER not in {*os.environ, *environment.variables}:
        environment.variables[_DRIVER] = "kvm" if kvm.runs_guests() else "qemu"


def is_emulated(environment: Environment) -> bool:
    """Tell whether machines are emulated that don't say otherwise."""
    choose_driver(environment)
    return (os.environ | environment.variables).get(_DRIVER) == "qemu"
