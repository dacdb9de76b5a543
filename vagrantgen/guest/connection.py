"""OpenSSH on connections that are kept for the next command; imports next to nothing."""

import os
import stat

CONFIG = ".vagrant/vagrantgen/ssh_config"
"""OpenSSH's configuration for a lab's machines, relative to the lab's folder."""

_KEPT = 600
"""Seconds that a connection outlives its last command."""

_SILENCE = 10
"""Seconds without a word from the machine until it is asked; it is gone at the third time."""

_PATIENCE = 10
"""Seconds until a machine that does not answer is given up."""


def ssh_command(folder: str | os.PathLike[str], machine: str, *words: str) -> list[str]:
    """Return the command that runs another one in a machine, or a shell.

    Args:
        folder: The lab's folder.
        machine: The machine; `CONFIG` has its block.
        words: The command and its arguments; the guest's shell gets them as words.
    """
    command = ["ssh", "-F", f"{os.fspath(folder)}/{CONFIG}", machine]
    return [*command, "--", joined(*words)] if words else command


def joined(*words: str) -> str:
    """Return words as one text for the guest's shell; a single one is its text already."""
    if len(words) == 1:
        return words[0]
    import shlex  # noqa: PLC0415  (it takes its time)

    return shlex.join(words)


def kept_connection(folder: str | os.PathLike[str], machine: str) -> dict[str, str]:
    """Return OpenSSH's settings for a machine's connection, which outlives a command."""
    return {
        "ConnectTimeout": f"{_PATIENCE}",
        "ServerAliveInterval": f"{_SILENCE}",
        "ControlMaster": "auto",
        "ControlPersist": f"{_KEPT}",
        "ControlPath": '"' + socket_path(folder, machine).replace("%", "%%") + '"',
    }


def socket_path(folder: str | os.PathLike[str], machine: str) -> str:
    """Return where a machine's connection is kept: a machine that is made anew has another."""
    return f"{_sockets()}/{machine_id(folder, machine)}"


def machine_id(folder: str | os.PathLike[str], machine: str) -> str:
    """Return a machine's UUID in libvirt, as Vagrant keeps it; nothing if it doesn't exist."""
    path = f"{os.fspath(folder)}/.vagrant/machines/{machine}/libvirt/id"
    try:
        with open(path) as file:  # noqa: PTH123  (pathlib takes its time)
            return file.read().strip()
    except OSError:
        return ""


def _sockets() -> str:
    """Return a folder of this user alone, with a path that is short enough for sockets."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or "/tmp"  # noqa: S108
    folder = f"{runtime}/vagrantgen-{os.getuid()}"
    try:
        os.mkdir(folder, stat.S_IRWXU)  # noqa: PTH102
    except FileExistsError:
        _require_private(folder)
    return folder


def _require_private(folder: str) -> None:
    status = os.lstat(folder)
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == stat.S_IRWXU
    if private and status.st_uid == os.getuid():
        return
    from vagrantgen.errors import HostError  # noqa: PLC0415

    raise HostError(
        f"'{folder}' is not a folder that only this user can enter",
        hint="remove it; it keeps connections to machines",
    )
