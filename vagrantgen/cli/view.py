"""`vagrantgen view`."""

import os
from typing import Final
from urllib.parse import urlsplit

from vagrantgen import process
from vagrantgen.cli import output
from vagrantgen.cli.options import LabFiles, LabName
from vagrantgen.cli.target import OneMachine, find_target
from vagrantgen.driver.environment import require_running
from vagrantgen.errors import UsageError

_FIRST_PORT: Final = 5900
"""The port of VNC's display 0."""


def view(machine: OneMachine, *, files: LabFiles = None, lab: LabName = None) -> None:
    """Show a machine's graphical display, or say where it is."""
    environment = find_target((), files, lab=lab, as_made=True).open()
    name = environment.record.one(machine)
    domain = require_running(name, environment.domains().get(name))
    address = environment.libvirt.display(domain.uuid)
    if address is None:
        raise UsageError(
            f"the machine {name!r} has no graphical display",
            hint=f"`vagrantgen console {name}` shows its serial console; a display comes with"
            " `libvirt: {graphics_type: vnc}`",
        )
    viewer = process.find("remote-viewer")
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if viewer and has_screen:
        process.become([viewer, address])
    output.write(f"{address}\n")
    output.say(_how_to_see(address, has_screen=bool(has_screen)))


def _how_to_see(address: str, *, has_screen: bool) -> str:
    if has_screen:
        return f"To see it, install virt-viewer, and try again; or `remote-viewer {address}`."
    port = _port(address)
    return (
        "There is no screen here. From a computer that has one:\n"
        f"    ssh -L {port}:127.0.0.1:{port} THIS-HOST\n"
        f"    remote-viewer {urlsplit(address).scheme}://127.0.0.1:{port}"
    )


def _port(address: str) -> int:
    """Return the TCP port of a display; `vnc://127.0.0.1:1` counts from VNC's first."""
    number = urlsplit(address).port or 0
    return number if number >= _FIRST_PORT else number + _FIRST_PORT
