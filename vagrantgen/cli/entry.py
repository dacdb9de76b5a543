"""Where the command begins: in a machine at once where that is possible, else in `app`."""

import os
import sys

from vagrantgen.guest.connection import is_kept, ssh_command

LAB_FILES = ("lab.yaml", "lab.yml", "lab.json")


def main() -> None:
    """Run the command that the command line says."""
    if sys.argv[1:2] == ["ssh"]:
        _rejoin(*sys.argv[2:])
    _keep_what_is_made()
    from vagrantgen.cli.app import app

    app(prog_name="vagrantgen")


def _keep_what_is_made() -> None:
    """Look for no garbage in what a command imports and reads: it lives as long as the command.

    That took a quarter of `render`'s time, most of it at the end.
    """
    import atexit
    import gc

    gc.set_threshold(100_000, 20, 100)
    atexit.register(gc.freeze)


def _rejoin(machine: str = "", *words: str) -> None:
    """Become ssh where a connection to the machine is kept; return where more is to be known.

    A quarter of a second is saved: no Typer, no record, no question to libvirt. The connection
    is this very machine's, by its UUID, and ends soon after the machine does.
    """
    if not machine or machine.startswith("-") or (words and words[0] != "--"):
        return
    folder = _nearest()
    if is_kept(folder, machine):
        command = ssh_command(folder, machine, *words[1:])
        os.execvp(command[0], command)  # noqa: S606


def _nearest() -> str:
    """Return the nearest folder with a lab, from here upwards."""
    folder = os.getcwd()  # noqa: PTH109
    while len(folder) > 1:
        marks = (*LAB_FILES, ".vagrant/vagrantgen/record.json")
        if any(os.path.exists(f"{folder}/{mark}") for mark in marks):  # noqa: PTH110
            break
        folder = os.path.dirname(folder)  # noqa: PTH120
    return folder
