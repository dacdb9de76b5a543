"""Probes of libvirt: whether it answers, who may use it, and what it offers labs."""

import grp
import os
import pwd
import re
from typing import Final

from vagrantgen import process
from vagrantgen.host import cures
from vagrantgen.host.finding import Finding, Host

URI: Final = "qemu:///system"

_GROUP: Final = "libvirt"
_PATIENCE: Final = 20.0
_NOT_FOUND: Final = 127
"""What a shell ends with when there is no such program."""
_PRIVATE: Final = "`vagrantgen host private -- CMD` gives one command a libvirt of its own"


def find_validation(host: Host) -> Finding:
    """Ask virt-host-validate, which is libvirt's own look at a host."""
    name = "virt-host-validate"
    if process.find(name) is None:
        return Finding(name, "warning", "is not installed", cures.install("virsh", host))
    said = process.run([name, "qemu"], check=False, timeout=_PATIENCE, env={"LC_ALL": "C"}).stdout
    checks = re.findall(r"QEMU: Checking (?:for |if )?(.*?) +: (PASS|WARN|FAIL)", said)
    failed, doubtful = (
        ", ".join(subject for subject, result in checks if result == word)
        for word in ("FAIL", "WARN")
    )
    if failed:
        text = f"FAIL: {failed}"
        return Finding(name, "warning", text, "`virt-host-validate qemu` says more on each")
    return Finding(name, "ok", f"WARN: {doubtful}" if doubtful else "PASS")


def find_libvirt(host: Host) -> Finding:
    """Look whether libvirt answers."""
    if process.find("virsh") is None:
        text = "virsh, its command line, is not installed"
        return Finding("libvirt", "problem", text, cures.install("virsh", host))
    asked = _ask("version", "--daemon")
    if asked.status == 0:
        version = re.search(r"daemon: (\S+)", asked.stdout)
        text = f"{_daemon(host)} {version[1] if version else ''} answers at {URI}"
        return Finding("libvirt", "ok", text)
    if not (process.find("libvirtd") or process.find("virtqemud")):
        text = f"its daemon is not installed, and nothing answers at {URI}"
        return Finding("libvirt", "problem", text, cures.install("libvirtd", host))
    text = f"nothing answers at {URI}; {_PRIVATE}"
    return Finding("libvirt", "problem", text, cures.start_libvirt(host))


def find_access(host: Host) -> Finding | None:  # noqa: ARG001
    """Look whether this user may use libvirt."""
    if process.find("virsh") is None:
        return None
    user = _user()
    # Without a terminal, virsh is refused; on one, it would ask for a password.
    asked = process.run(
        ["setsid", "--wait", "virsh", "--connect", URI, "uri"],
        check=False,
        timeout=_PATIENCE,
        env={"LC_ALL": "C"},
    )
    if asked.status == 0:
        return Finding("access", "ok", f"user {user} may use libvirt")
    if not _answers():
        return None
    if user in _members():
        text = f"user {user} is in the group {_GROUP}, but this login is older than that"
        return Finding("access", "problem", text, f"log in anew, or use `sg {_GROUP} -c CMD`")
    text = f"user {user} may not use libvirt"
    return Finding("access", "problem", text, cures.join_group(_GROUP, user))


def find_network(host: Host) -> Finding | None:  # noqa: ARG001
    """Look for the networks that libvirt and Vagrant make by themselves."""
    asked = _ask("net-list", "--all")
    if asked.status != 0:
        return None
    rows = _rows(asked)
    default, *_ = rows.get("default", ["absent"])
    own, *_ = rows.get("vagrant-libvirt", ["not made yet, the first `up` does that"])
    text = f"default is {default}, and not needed; vagrant-libvirt is {own}"
    return Finding("network", "ok", text)


def find_pool(host: Host) -> Finding | None:  # noqa: ARG001
    """Look for the storage pool that machines' disks are in."""
    asked = _ask("pool-list", "--all")
    if asked.status != 0:
        return None
    match _rows(asked).get("default"):
        case None:
            text = "there is none called default yet; the first `up` makes it"
            return Finding("storage pool", "ok", text)
        case ["active", "yes"]:
            return Finding("storage pool", "ok", "default is active")
        case ["active", *_]:
            text = "default is active, but will not be after a restart of this computer"
            return Finding("storage pool", "warning", text, _virsh_line("pool-autostart default"))
        case _:
            text = "default is not active"
            return Finding("storage pool", "problem", text, _virsh_line("pool-start default"))


def _ask(*words: str) -> process.Completed:
    """Ask over a connection that everybody may make, for which no password is asked."""
    command = ["virsh", "--quiet", "--readonly", "--connect", URI, *words]
    if process.find("virsh") is None:
        return process.Completed(tuple(command), _NOT_FOUND, "", "")
    return process.run(command, check=False, timeout=_PATIENCE, env={"LC_ALL": "C"})


def _answers() -> bool:
    return _ask("uri").status == 0


def _rows(asked: process.Completed) -> dict[str, list[str]]:
    """Return the rows of a table, by name: state, autostart and what else there is."""
    rows = (line.split() for line in asked.stdout.splitlines())
    return {row[0]: row[1:] for row in rows if row}


def _daemon(host: Host) -> str:
    modular = (host.root / "run/libvirt/virtqemud-sock").exists()
    return "virtqemud" if modular else "libvirtd"


def _virsh_line(command: str) -> str:
    return f"virsh --connect {URI} {command}"


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a container may run as a number that no user has
        return str(os.geteuid())


def _members() -> list[str]:
    try:
        return grp.getgrnam(_GROUP).gr_mem
    except KeyError:
        return []
