import platform
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vagrantgen.host import hardware
from vagrantgen.host.finding import Finding, Host

Install = Callable[..., None]
Write = Callable[..., None]


def test_its_virtualization_is_named(host: Host, install: Install) -> None:
    install("lscpu", "echo 'Model name:    Fast 3000'", "echo 'Virtualization:   VT-x'")

    finding = hardware.find_processor(host)

    assert finding == Finding("processor", "ok", "Fast 3000, with VT-x")


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        (
            "Hypervisor vendor:  KVM",
            "turn on nested virtualization in its hypervisor",
        ),
        (
            "Vendor ID:  GenuineIntel",
            "turn on VT-x or AMD-V in its firmware's setup",
        ),
    ],
)
def test_where_to_turn_virtualization_on_depends_on_where_the_host_runs(
    host: Host, install: Install, line: str, cure: str
) -> None:
    install("lscpu", "echo 'Model name:    Fast 3000'", f"echo '{line}'")

    finding = hardware.find_processor(host)

    assert finding == Finding("processor", "warning", "Fast 3000, without virtualization", cure)


@pytest.mark.parametrize(
    ("flags", "cure"),
    [
        ("fpu vmx", "sudo modprobe kvm_intel"),
        ("fpu svm", "sudo modprobe kvm_amd"),
        ("fpu", "see the processor, above"),
    ],
)
def test_a_missing_device_takes_the_processors_module(
    host: Host, write: Write, flags: str, cure: str
) -> None:
    write("proc/cpuinfo", f"flags\t: {flags}\n")

    finding = hardware.find_kvm(host)

    assert finding == Finding(
        "KVM",
        "warning",
        "runs no guests, so machines are emulated and slow: there is no /dev/kvm",
        cure,
    )


def test_a_device_that_runs_no_guest_is_a_warning(host: Host) -> None:
    (host.root / "dev").mkdir()
    (host.root / "dev/kvm").symlink_to("/dev/null")

    finding = hardware.find_kvm(host)

    assert finding == Finding(
        "KVM",
        "warning",
        "runs no guests, so machines are emulated and slow: a tiny guest did not run: "
        "OSError: [Errno 25] Inappropriate ioctl for device",
        "update this kernel, or the hypervisor below it",
    )


def test_a_device_that_runs_guests_needs_no_cure(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    (host.root / "dev").mkdir()
    (host.root / "dev/kvm").symlink_to("/dev/null")
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")

    finding = hardware.find_kvm(host)

    assert finding == Finding("KVM", "ok", "runs guests: /dev/kvm can be opened")


def test_memory_is_what_is_available(host: Host) -> None:
    finding = hardware.find_memory(host)

    assert finding == Finding("memory", "ok", "6.0 GiB available")


def test_little_memory_is_a_warning(host: Host, write: Write) -> None:
    write("proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable:  1048576 kB\n")

    finding = hardware.find_memory(host)

    assert finding == Finding(
        "memory", "warning", "1.0 GiB available", "end other programs, or make machines smaller"
    )


def test_disk_is_looked_at_where_images_and_boxes_will_be(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(host.root)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: usage._replace(free=_free(host, folder))
    )

    finding = hardware.find_disk(host)

    assert finding == Finding(
        "disk",
        "warning",
        "64.0 GiB free for machines, 4.0 GiB for boxes",
        "vagrant box prune",
    )


def _free(host: Host, folder: Path) -> int:
    return (64 if folder == host.root else 4) * 1024**3
