"""Whether KVM really runs a guest here: a /dev/kvm that opens does not tell."""

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vagrantgen import process

_GUEST: Final = Path(__file__).with_name("kvm_guest.py")
_TIME_LIMIT: Final = 2.0
"""Seconds until a guest that doesn't end is killed."""

_TIMED_OUT: Final = 124

_PROCESSOR_TIME_LIMIT: Final = 0.02
"""Seconds of processor time that the guest may take.

Its 200,000 rounds take a processor less than a millisecond. A KVM that had to emulate them took
0.105 s. Processor time, since that stays the same on a busy host.
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether KVM runs guests here, and how that was seen."""

    runs_guests: bool
    reason: str
    """A clause without its stop."""


def runs_guests() -> bool:
    """Return whether Vagrant's driver can be `kvm` here, rather than `qemu`."""
    return probe().runs_guests


def probe(root: Path = Path("/")) -> Verdict:
    """Run a tiny guest by KVM; takes two seconds at most.

    Args:
        root: The folder that is the host's `/`.
    """
    device = root / "dev/kvm"
    if not device.is_char_device():
        return Verdict(runs_guests=False, reason="there is no /dev/kvm")
    if not os.access(device, os.R_OK | os.W_OK):
        return _judge_by_processor(root)
    if platform.machine() != "x86_64":
        return Verdict(runs_guests=True, reason="/dev/kvm can be opened")
    return _run_guest(device)


def virtualization_flag(root: Path = Path("/")) -> str | None:
    """Return the processor's word for being able to run guests: Intel's `vmx` or AMD's `svm`."""
    words = (root / "proc/cpuinfo").read_text(encoding="utf-8").split()
    return next((flag for flag in ("vmx", "svm") if flag in words), None)


def _judge_by_processor(root: Path) -> Verdict:
    """Judge for a user who may use KVM through libvirt alone."""
    is_able = virtualization_flag(root) is not None
    ability = "can" if is_able else "cannot"
    return Verdict(
        runs_guests=is_able,
        reason=f"this user may not open /dev/kvm, and the processor {ability} run guests",
    )


def _run_guest(device: Path) -> Verdict:
    # Without site packages and the like, an interpreter starts three times as fast.
    command = [sys.executable, "-I", "-S", str(_GUEST), str(device)]
    guest = process.run(command, check=False, timeout=_TIME_LIMIT)
    if guest.status == _TIMED_OUT:
        return Verdict(
            runs_guests=False, reason=f"a tiny guest did not end within {_TIME_LIMIT:.0f} s"
        )
    if guest.status != 0:
        last_line = guest.stderr.strip().rpartition("\n")[2]
        return Verdict(runs_guests=False, reason=f"a tiny guest did not run: {last_line}")
    seconds = float(guest.stdout)
    return Verdict(
        runs_guests=seconds < _PROCESSOR_TIME_LIMIT,
        reason=f"a tiny guest took {seconds * 1000:.1f} ms, where a processor needs less than 1 ms",
    )
