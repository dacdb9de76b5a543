import os
import platform
import stat
import sys
from pathlib import Path

import pytest

from vagrantgen.host import kvm
from vagrantgen.host.kvm import Verdict


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A host's root folder, with a /dev/kvm that is another device."""
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/kvm").symlink_to("/dev/null")
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/cpuinfo").write_text("model name\t: A\nflags\t\t: fpu sse2 lm\n")
    return tmp_path


@pytest.fixture
def interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of the Python that runs the guest, to be written by the test."""
    file = tmp_path / "python"
    file.touch(stat.S_IRWXU)
    monkeypatch.setattr(sys, "executable", str(file))
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    return file


def test_a_host_without_the_device_has_no_kvm(tmp_path: Path) -> None:
    verdict = kvm.probe(tmp_path)

    assert verdict == Verdict(runs_guests=False, reason="there is no /dev/kvm")


def test_kvm_runs_guests_where_a_tiny_one_is_quick(root: Path, interpreter: Path) -> None:
    interpreter.write_text("#!/bin/sh\necho 0.000412\n")

    verdict = kvm.probe(root)

    assert verdict == Verdict(
        runs_guests=True,
        reason="a tiny guest took 0.4 ms, where a processor needs less than 1 ms",
    )


def test_a_kvm_that_emulates_its_guests_runs_none(root: Path, interpreter: Path) -> None:
    interpreter.write_text("#!/bin/sh\necho 0.104291\n")

    verdict = kvm.probe(root)

    assert verdict == Verdict(
        runs_guests=False,
        reason="a tiny guest took 104.3 ms, where a processor needs less than 1 ms",
    )


def test_a_guest_that_never_ends_is_killed(root: Path, interpreter: Path) -> None:
    interpreter.write_text("#!/bin/sh\nexec sleep 60\n")

    verdict = kvm.probe(root)

    assert verdict == Verdict(runs_guests=False, reason="a tiny guest did not end within 2 s")


def test_a_device_that_is_not_kvm_says_what_the_kernel_said(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")

    verdict = kvm.probe(root)

    assert verdict == Verdict(
        runs_guests=False,
        reason="a tiny guest did not run: OSError: [Errno 25] Inappropriate ioctl for device",
    )


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (
            "fpu svm lm",
            Verdict(
                runs_guests=True,
                reason="this user may not open /dev/kvm, and the processor can run guests",
            ),
        ),
        (
            "fpu vmx_like lm",
            Verdict(
                runs_guests=False,
                reason="this user may not open /dev/kvm, and the processor cannot run guests",
            ),
        ),
    ],
)
def test_where_only_libvirt_may_open_the_device_the_processor_decides(
    root: Path, monkeypatch: pytest.MonkeyPatch, flags: str, expected: Verdict
) -> None:
    (root / "proc/cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    monkeypatch.setattr(os, "access", lambda *_: False)

    verdict = kvm.probe(root)

    assert verdict == expected


def test_on_other_processors_than_x86_a_device_that_opens_has_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")

    verdict = kvm.probe(root)

    assert verdict == Verdict(runs_guests=True, reason="/dev/kvm can be opened")
