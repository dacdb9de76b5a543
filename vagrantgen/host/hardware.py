"""Probes of the processor, the memory and the disks."""

import os
import re
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen.host import cures, kvm
from vagrantgen.host.finding import Finding, Host
from vagrantgen.host.resources import available_memory, free_disk

_GIB: Final = 1024**3
_LITTLE_MEMORY: Final = 2 * _GIB
_LITTLE_DISK: Final = 10 * _GIB
"""Below that, a lab of a few machines doesn't fit."""

_IN_FIRMWARE: Final = "turn on VT-x or AMD-V in its firmware's setup"
_IN_HYPERVISOR: Final = "turn on nested virtualization in its hypervisor"

_MODULES: Final = {"vmx": "kvm_intel", "svm": "kvm_amd"}


def find_processor(host: Host) -> Finding:
    """Look whether the processor can run machines."""
    name = "processor"
    if process.find("lscpu") is None:
        return Finding(name, "warning", "lscpu is not there to tell", cures.install("lscpu", host))
    words = _lscpu()
    model = words.get("Model name", words.get("Architecture", "?"))
    virtualization = words.get("Virtualization")
    if virtualization:
        return Finding(name, "ok", f"{model}, with {virtualization}")
    cure = _IN_HYPERVISOR if "Hypervisor vendor" in words else _IN_FIRMWARE
    return Finding(name, "warning", f"{model}, without virtualization", cure)


def find_kvm(host: Host) -> Finding:
    """Look whether KVM runs a guest."""
    verdict = kvm.probe(host.root)
    if verdict.runs_guests:
        return Finding("KVM", "ok", f"runs guests: {verdict.reason}")
    return Finding(
        "KVM",
        "warning",
        f"runs no guests, so machines are emulated and slow: {verdict.reason}",
        _kvm_cure(host),
    )


def find_memory(host: Host) -> Finding:
    """Look how much memory is left."""
    free = available_memory(host.root / "proc/meminfo")
    text = f"{free / _GIB:.1f} GiB available"
    if free < _LITTLE_MEMORY:
        return Finding("memory", "warning", text, "end other programs, or make machines smaller")
    return Finding("memory", "ok", text)


def find_disk(host: Host) -> Finding:
    """Look how much disk is left, for machines and for boxes."""
    vagrant_home = Path(os.environ.get("VAGRANT_HOME", "~/.vagrant.d")).expanduser()
    machines = free_disk(host.root / "var/lib/libvirt/images")
    boxes = free_disk(vagrant_home)
    text = f"{machines / _GIB:.1f} GiB free for machines, {boxes / _GIB:.1f} GiB for boxes"
    if min(machines, boxes) < _LITTLE_DISK:
        return Finding("disk", "warning", text, "vagrant box prune")
    return Finding("disk", "ok", text)


def _lscpu() -> dict[str, str]:
    lines = process.run(["lscpu"], check=False, env={"LC_ALL": "C"}).stdout.splitlines()
    pairs = (re.split(r":\s+", line, maxsplit=1) for line in lines if ":" in line)
    return {pair[0].strip(): pair[-1].strip() for pair in pairs}


def _kvm_cure(host: Host) -> str:
    flag = kvm.virtualization_flag(host.root)
    if flag is None:
        return "see the processor, above"
    if not (host.root / "dev/kvm").exists():
        return cures.as_root(f"modprobe {_MODULES[flag]}")
    return "update this kernel, or the hypervisor below it"
