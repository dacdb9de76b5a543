"""Whether KVM really runs a guest here: a /dev/kvm that opens does not tell."""

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vagrantgen import process

DEVICE: Final = Path("/dev/kvm")

_GUEST: Final = Path(__file__).with_name("kvm_guest.py")
_TIME_LIMIT: Final = 2.0
"""Seconds until a guest that doesn't end is killed."""

_TIMED_OUT: Final = 124

_PROCESSOR_TIME_LIMIT: Final = 0.02
"""Seconds of processor time that the guest may take.

Its 200,000 rounds take a processor less than a millisecond. A KVM that has to emulate them was seen
to take 0.105 s. Processor time, since that stays the same on a busy host.
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether KVM runs guests here, and how that was seen."""

    runs_guests: bool
    reason: str
    """A sentence without its stop."""


def runs_guests() -> bool:
    """Return whether Vagrant's driver can be `kvm` here, rather than `qemu`."""
    return probe().runs_guests


def probe(device: Path = DEVICE) -> Verdict:
    """Run a tiny guest by KVM; takes 2 s at most."""
    if not device.exists():
        return Verdict(runs_guests=False, reason=f"there is no {device}")
    if not os.access(device, os.R_OK | os.W_OK):
        return Verdict(runs_guests=False, reason=f"this user may not open {device}")
    if platform.machine() != "x86_64":
        return Verdict(runs_guests=True, reason=f"{device} can be opened")
    return _run_guest(device)


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
        reason=f"a tiny guest that takes a processor less than 1 ms took {seconds * 1000:.1f} ms",
    )
