"""A host with nothing installed, and the means to install programs and write files there."""

import os
import platform
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from vagrantgen.host.distribution import Distribution
from vagrantgen.host.finding import Host

Install = Callable[..., None]
Write = Callable[..., None]
Answer = Callable[..., None]


@pytest.fixture(autouse=True)
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, **_: which(name, path=str(folder)))
    monkeypatch.setenv("PATH", f"{folder}:{os.defpath}")
    return folder


@pytest.fixture
def install(bin_folder: Path) -> Install:
    """Return a function that installs a program."""

    def write(name: str, *lines: str, status: int = 0) -> None:
        file = bin_folder / name
        file.write_text("\n".join(["#!/bin/sh", *lines, f"exit {status}", ""]))
        file.chmod(stat.S_IRWXU)

    return write


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    """A Fedora with nothing installed, seen by a user who is not root."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    root = tmp_path / "root"
    (root / "proc").mkdir(parents=True)
    (root / "proc/cpuinfo").write_text("flags\t: fpu vmx lm\n")
    (root / "proc/meminfo").write_text("MemTotal: 8000000 kB\nMemAvailable:  6291456 kB\n")
    return Host(root, Distribution("fedora", "43", "fedora", "Fedora Linux 43"))


@pytest.fixture
def write(host: Host) -> Write:
    """Return a function that writes a file of the host."""

    def write_file(path: str, text: str = "") -> None:
        file = host.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    return write_file


@pytest.fixture
def answer(install: Install) -> Answer:
    """Return a function that makes libvirt answer, to some commands of virsh as the cases say."""

    def install_virsh(*cases: str) -> None:
        install("libvirtd")
        install("virsh", 'case "$*" in', *cases, "*uri) echo qemu:///system;;", "esac")
        install("setsid", 'shift; exec "$@"')

    return install_virsh
