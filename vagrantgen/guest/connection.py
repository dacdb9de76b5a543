"""OpenSSH on connections that are kept for the next command; imports next to nothing."""

import os
import stat

CONFIG = ".vagrant/vagrantgen/ssh_config"
"""OpenSSH's configuration for a lab's machines, relative to the lab's folder."""

RUNNING = ".vagrant/vagrantgen/running"
"""Where links by machines' names lead to what is there while they run, and new at each start."""

_KEPT = 600
"""Seconds that a connection outlives its last command."""

_SILENCE = 10
"""Seconds without a word from the machine until it is asked; it is gone at the third time."""

_PATIENCE = 10
"""Seconds until a machine that does not answer is given up."""

_LONGEST = 107 - len("/01234567-89ab-cdef-0123-456789abcdef.0123456789abcdef")
"""How long a socket's folder may be called: Linux takes 107 bytes, and ssh adds some of its own."""


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


def is_kept(folder: str | os.PathLike[str], machine: str) -> bool:
    """Tell whether the next command finds a connection to a machine, and needs no other."""
    uuid = machine_id(folder, machine)
    place = _place()
    needed = (f"{place}/{uuid}", f"{os.fspath(folder)}/{CONFIG}")
    is_there = bool(uuid) and _is_private(place) and all(map(os.path.exists, needed))
    return is_there and not is_dead(folder, machine, needed[0])


def is_dead(folder: str | os.PathLike[str], machine: str, socket: str) -> bool:
    """Tell whether a connection is from before the machine was stopped, or started again."""
    started = f"{os.fspath(folder)}/{RUNNING}/{machine}"
    try:
        return os.stat(started).st_mtime > os.stat(socket).st_mtime  # noqa: PTH116
    except OSError:
        return os.path.islink(started)  # noqa: PTH114


def _sockets() -> str:
    """Return the folder of kept connections.

    Raises:
        HostError: Somebody else can enter it.
    """
    place = _place()
    if _is_private(place):
        return place
    from vagrantgen.errors import HostError  # noqa: PLC0415

    raise HostError(
        f"'{place}' is not a folder that only this user can enter",
        hint="remove it; it keeps connections to machines",
    )


def _place() -> str:
    """Return where sockets of this user are, with a path that is short enough for them."""
    name = f"vagrantgen-{os.getuid()}"
    for variable in ("XDG_RUNTIME_DIR", "TMPDIR"):
        said = os.environ.get(variable, "")
        place = f"{said}/{name}"
        is_short = len(os.fsencode(place)) <= _LONGEST
        if said.startswith("/") and is_short and _is_there(place):
            return place
    _is_there(f"/tmp/{name}")  # noqa: S108  (it is this user's alone, or refused)
    return f"/tmp/{name}"  # noqa: S108


def _is_there(place: str) -> bool:
    """Tell whether a folder is there, and make it where that can be."""
    try:
        os.mkdir(place, stat.S_IRWXU)  # noqa: PTH102
    except OSError:
        return os.path.isdir(place)  # noqa: PTH112
    return True


def _is_private(place: str) -> bool:
    status = os.lstat(place)
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == stat.S_IRWXU
    return private and status.st_uid == os.getuid()
