"""Probes of the programs that labs are run with."""

import re

from vagrantgen import process
from vagrantgen.host import cures
from vagrantgen.host.finding import Finding, Host, State

_QEMU = ("qemu-system-x86_64", "qemu-kvm", "/usr/libexec/qemu-kvm")
"""What distributions call it; the last is not meant for users, so it lies in no PATH."""

_PATIENCE = 30.0


def find_qemu(host: Host) -> Finding:
    """Look for QEMU, which runs the machines."""
    program = next((name for name in _QEMU if process.find(name)), None)
    if program is None:
        return Finding("QEMU", "problem", "is not installed", cures.install("qemu", host))
    return Finding("QEMU", "ok", version_of([program, "--version"]))


def find_vagrant(host: Host) -> Finding:
    """Look for Vagrant."""
    if process.find("vagrant") is None:
        return Finding("Vagrant", "problem", "is not installed", cures.install_vagrant(host))
    return Finding("Vagrant", "ok", version_of(["vagrant", "--version"]))


def find_plugin(host: Host) -> Finding | None:
    """Look for Vagrant's plugin for libvirt."""
    if process.find("vagrant") is None:
        return None
    listed = process.run(
        ["vagrant", "plugin", "list", "--machine-readable"],
        check=False,
        timeout=_PATIENCE,
        env={"VAGRANT_CHECKPOINT_DISABLE": "1"},  # it would ask HashiCorp for news
    )
    found = re.search(r",vagrant-libvirt,plugin-version,([\w.]+)", listed.stdout)
    if found:
        return Finding("vagrant-libvirt", "ok", found[1])
    if listed.status != 0:
        said = (listed.stderr or listed.stdout).strip() or f"exit status {listed.status}"
        text = f"`vagrant plugin list` fails: {said.splitlines()[0]}"
        return Finding("vagrant-libvirt", "problem", text, "vagrant plugin repair")
    return Finding(
        "vagrant-libvirt",
        "problem",
        "Vagrant's plugin for libvirt is not installed",
        cures.install_vagrant(host),
    )


def find_dnsmasq(host: Host) -> Finding:
    """Look for dnsmasq, by which libvirt gives machines their addresses."""
    return _program("dnsmasq", "problem", "gives machines their addresses", host)


def find_ssh(host: Host) -> Finding:
    """Look for ssh."""
    return _program("ssh", "problem", "reaches machines", host)


def find_rsync(host: Host) -> Finding:
    """Look for rsync."""
    return _program("rsync", "warning", "copies synced folders of that type", host)


def _program(name: str, state: State, purpose: str, host: Host) -> Finding:
    path = process.find(name)
    if path is None:
        return Finding(name, state, f"is not installed; it {purpose}", cures.install(name, host))
    return Finding(name, "ok", f"{path} {purpose}")


def version_of(command: list[str]) -> str:
    """Return the version number a program prints, or what it prints if that has none."""
    said = process.run(command, check=False, timeout=_PATIENCE)
    words = (said.stdout or said.stderr).strip()
    number = re.search(r"\d+(\.\d+)+", words)
    return number[0] if number else words
