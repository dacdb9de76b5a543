"""A computer on which Debian was just installed, with a user who may use sudo.

It is a Debian in a folder, on a network of its own from which only connections to the outside
lead: what libvirt makes there, no other computer sees. Whoever is logged in is at the root of
their file system, and not chrooted, so that they can make namespaces as well.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from libvirt.debian_root import REPOSITORY, DebianRoot, unpacked

from vagrantgen.host import kvm

USER = "alice"
HOME = Path("/home", USER)
LONGEST = 900.0

_LOG_IN = """\
cd "$1"
pivot_root . .
umount --lazy .
mount -t sysfs -o ro sysfs /sys
shift
exec "$@"
"""
"""Makes the folder the root of a namespace, and shows the interfaces of its network."""

_COMMAND = """\
. ~/.session
eval "$1"
status=$?
{ export -p; printf 'cd %q\\n' "$PWD"; } > ~/.session
exit $status
"""
"""Runs a command as the next one of a session: with its variables, and where it was."""


@dataclass(frozen=True)
class Computer:
    """A Debian, and the network it is on."""

    root: DebianRoot

    def run(self, command: str) -> "subprocess.CompletedProcess[str]":
        """Type a command into the user's shell, and return what was then on the screen."""
        namespaces = Path("/proc", str(self.root.holder), "ns")
        variables = {
            **{name: os.environ[name] for name in os.environ if name.startswith("PIP_")},
            "HOME": str(HOME),
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
        }
        settings = [f"{name}={value}" for name, value in variables.items()]
        return subprocess.run(
            [
                *("nsenter", f"--mount={namespaces}/mnt", f"--pid={namespaces}/pid_for_children"),
                *("nsenter", f"--net={self.root.folder}/run/network"),
                *("unshare", "--mount", "sh", "-euc", _LOG_IN, "login", str(self.root.folder)),
                *("env", "--ignore-environment", *settings),
                *("/usr/sbin/runuser", f"--user={USER}", "--", "bash", "-c", _COMMAND),
                *("bash", command),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=LONGEST,
        )


@contextlib.contextmanager
def installed(tarball: Path) -> Iterator[Computer]:
    """Install Debian, and yield the computer; nothing of it is left after the block."""
    with unpacked(tarball, REPOSITORY) as root:
        _make_devices_like_a_computers(root)
        with _network(root):
            _make_user(root)
            yield Computer(root)


def _make_devices_like_a_computers(root: DebianRoot) -> None:
    namespace = f"--mount=/proc/{root.holder}/ns/mnt"
    folder = str(root.folder)
    root.run("sh", "-ec", "rm /dev/ptmx; : > /dev/ptmx; mount --bind /dev/pts/ptmx /dev/ptmx")
    if not kvm.runs_guests():
        root.run("sh", "-c", "umount /dev/kvm; rm --force /dev/kvm")
    subprocess.run(["nsenter", namespace, "mount", "--rbind", folder, folder], check=True)


@contextlib.contextmanager
def _network(root: DebianRoot) -> Iterator[None]:
    """Connect it to the outside, by a program that speaks for it."""
    root.run("sh", "-ec", ": > /run/network; unshare --net=/run/network true")
    gateway = subprocess.Popen(
        [
            *("nsenter", f"--mount=/proc/{root.holder}/ns/mnt"),
            *("slirp4netns", "--configure", "--disable-host-loopback", "--netns-type=path"),
            *("--ready-fd=1", f"{root.folder}/run/network", "tap0"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with gateway:
        assert gateway.stdout is not None
        assert gateway.stdout.read(1) == b"1"
        yield
        gateway.terminate()


def _make_user(root: DebianRoot) -> None:
    root.run("apt-get", "update")
    root.run("apt-get", "install", "--yes", "--no-install-recommends", "sudo")
    root.run("useradd", "--create-home", "--shell", "/bin/bash", USER)
    policy = root.folder / "etc/sudoers.d" / USER
    policy.write_text(f"{USER} ALL=(ALL) NOPASSWD: ALL\n")
    (root.folder / f"home/{USER}/.session").write_text(f"cd {REPOSITORY}\n")
    root.run("chown", USER, f"{HOME}/.session")
