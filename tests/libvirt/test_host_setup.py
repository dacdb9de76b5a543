import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from libvirt.debian_root import REPOSITORY, DebianRoot, unpacked

VAGRANTGEN = "/home/alice/venv/bin/vagrantgen"
OLD_LOGIN = ("setpriv", "--reuid=alice", "--regid=alice", "--clear-groups")
"""Starts a command with what Alice's groups were before the setup."""


@dataclass(frozen=True)
class SetUp:
    """A Debian that `vagrantgen host setup --yes` has made a host for labs."""

    root: DebianRoot
    told: str

    def vagrantgen(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.root.run(VAGRANTGEN, *arguments, user="alice")


@pytest.fixture(scope="module")
def set_up(debian_tarball: Path) -> Iterator[SetUp]:
    with unpacked(debian_tarball, REPOSITORY) as root:
        prepare(root)
        first = root.run(VAGRANTGEN, "host", "setup", "--yes", user="alice")
        assert first.stdout == ""
        yield SetUp(root, first.stderr)


def prepare(root: DebianRoot) -> None:
    """Give a user sudo and vagrantgen; as in a container, packages start no daemons."""
    policy = root.folder / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    root.run("apt-get", "update")
    packages = ("sudo", "python3-venv")
    root.run("apt-get", "install", "--yes", "--no-install-recommends", *packages)
    root.run("useradd", "--create-home", "alice")
    (root.folder / "etc/sudoers.d/alice").write_text("alice ALL=(ALL) NOPASSWD: ALL\n")
    root.run("python3", "-m", "venv", "venv", user="alice")
    root.run("venv/bin/pip", "install", "--quiet", str(REPOSITORY), user="alice")


def test_an_empty_debian_gets_vagrant_and_its_plugin(set_up: SetUp) -> None:
    version = set_up.root.run("vagrant", "--version", user="alice")
    plugins = set_up.root.run("vagrant", "plugin", "list", user="alice")

    assert version.stdout == "Vagrant 2.3.4\n"
    assert plugins.stdout == "vagrant-libvirt (0.11.2, system)\n"


def test_each_command_is_shown_and_then_libvirts_own_findings(set_up: SetUp) -> None:
    lines = set_up.told.splitlines()

    assert [line for line in lines if line.startswith("$ ")] == [
        "$ sudo apt-get update",
        "$ sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \\",
        "$ sudo mkdir --parents /run/dbus",
        "$ sudo dbus-daemon --system --fork || true",
        "$ sudo virtlogd --daemon || true",
        "$ sudo libvirtd --daemon",
        "$ sudo virsh --connect qemu:///system pool-define-as default dir --target \\",
        "$ sudo virsh --connect qemu:///system pool-autostart default",
        "$ sudo virsh --connect qemu:///system pool-start default || true",
        "$ sudo virt-host-validate qemu || true",
        "$ sudo usermod --append --groups libvirt alice",
        "$ sudo apt-get update",
        "$ sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \\",
    ]
    assert any("Checking for hardware virtualization" in line for line in lines)


def test_it_says_what_a_login_from_before_does(set_up: SetUp) -> None:
    assert set_up.told.splitlines()[-4:] == [
        "this host is set up",
        "alice is in the group libvirt; this login is not.",
        "If libvirt asks for a password, log in again, or write for now:",
        "    sg libvirt -c 'vagrantgen up'",
    ]


def test_a_login_from_before_uses_libvirt_with_and_without_sg(set_up: SetUp) -> None:
    virsh = ("virsh", "--connect", "qemu:///system")

    groups = set_up.root.run(*OLD_LOGIN, "id", "--name", "--groups")
    asked = set_up.root.run(*OLD_LOGIN, *virsh, "list", "--all", "--name")
    asked_with_sg = set_up.root.run(*OLD_LOGIN, "sg", "libvirt", "-c", " ".join([*virsh, "uri"]))

    assert groups.stdout == "alice\n"
    assert asked.stdout.strip() == ""
    assert asked_with_sg.stdout.strip() == "qemu:///system"


def test_a_stranger_does_not_use_libvirt(set_up: SetUp) -> None:
    stranger = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")

    asked = set_up.root.run(*stranger, "virsh", "--connect", "qemu:///system", "uri", check=False)

    assert asked.returncode == 1
    assert "authentication" in asked.stderr


def test_a_second_time_changes_nothing_and_says_so(set_up: SetUp) -> None:
    before = installed(set_up.root)

    again = set_up.vagrantgen("host", "setup", "--yes")

    lines = again.stderr.splitlines()
    assert lines[-1] == "nothing was changed: this host is set up"
    assert [line for line in lines if line.startswith("$ ")] == [
        "$ sudo virt-host-validate qemu || true"
    ]
    assert installed(set_up.root) == before


def test_the_script_of_a_host_that_is_set_up_runs_nothing_but_the_report(set_up: SetUp) -> None:
    script = set_up.vagrantgen("host", "setup").stdout
    steps = json.loads(set_up.vagrantgen("host", "setup", "--json").stdout)

    code = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert code == ["set -eu", "sudo virt-host-validate qemu || true"]
    assert [step["title"] for step in steps if step["done"]] == [
        "QEMU and libvirt",
        "libvirt's daemons",
        "Storage pool for the machines' disks",
        "User alice in the group libvirt",
        "Vagrant with the plugin vagrant-libvirt",
    ]


def test_nothing_is_left_of_a_debian_in_a_folder(debian_tarball: Path) -> None:
    bridges = names_of_bridges()

    with unpacked(debian_tarball) as root:
        root.run("sh", "-c", "sleep 1000 >/dev/null 2>&1 &")
        inside = processes_in(root.folder)

    assert len(inside) == 1
    assert processes_in(root.folder) == []
    assert not root.folder.exists()
    assert str(root.folder) not in Path("/proc/self/mountinfo").read_text()
    assert names_of_bridges() == bridges


def installed(root: DebianRoot) -> str:
    return root.run("dpkg-query", "--show").stdout


def processes_in(folder: Path) -> list[str]:
    roots = Path("/proc").glob("[0-9]*/root")
    return [str(root) for root in roots if root.is_symlink() and readlink(root) == folder]


def readlink(link: Path) -> Path | None:
    try:
        return link.readlink()
    except OSError:  # it ended just now
        return None


def names_of_bridges() -> list[str]:
    listed = subprocess.run(
        ["ip", "-brief", "link", "show", "type", "bridge"],
        check=True,
        capture_output=True,
        text=True,
    )
    return listed.stdout.splitlines()
