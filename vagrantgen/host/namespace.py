"""The inside of a private libvirt host: its process 1, and its mounts and daemons.

Both parts run as programs of their own, in the namespaces that `vagrantgen.host.private` makes.
"""

import fcntl
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from vagrantgen import process
from vagrantgen.errors import HostError, VagrantgenError

URI: Final = "qemu:///system"

_FOLDERS: Final[Mapping[str, Path]] = {
    "etc": Path("/etc/libvirt"),
    "lib": Path("/var/lib/libvirt"),
    "cache": Path("/var/cache/libvirt"),
    "log": Path("/var/log/libvirt"),
}
"""What libvirt reads and writes, each replaced by a folder of the state that starts out empty.

Empty, because a copy of the host's own would bring the host's domains along, and start them.
"""

_SETTINGS: Final[Mapping[str, str]] = {
    # No polkit to ask; who can see the socket is inside already.
    "libvirtd.conf": """\
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_rw_perms = "0777"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
""",
    # QEMU as root, with its capabilities, may read any disk and image, so no file changes its owner
    # or is marked. Security profiles and control groups are the host's own, and would stay behind.
    "qemu.conf": """\
user = "root"
group = "root"
clear_emulator_capabilities = 0
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
""",
}

_MAKE_POOL: Final = (
    "pool-define-as default dir --target /var/lib/libvirt/images;"
    "pool-autostart default; pool-start default"
)

_KVM: Final = Path("/dev/kvm")
_AGENT: Final = Path("/usr/bin/pkttyagent")
"""What virsh starts on a terminal to ask for passwords; in here it only complains."""

_PATIENCE: Final = 60.0
"""Seconds until a libvirtd that doesn't answer is given up."""


def hold(state: Path) -> None:
    """Be process 1: adopt orphans, and end with whoever holds the lock `alive`.

    The kernel releases the lock however its holder ends, and ends all processes with process 1.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps, at once
    outer_pid = Path("/proc/self").readlink()  # /proc is not yet that of this namespace
    (state / "pid").write_text(str(outer_pid))
    with (state / "alive").open() as alive:
        fcntl.flock(alive, fcntl.LOCK_SH)


def prepare(state: Path, *, kvm: bool) -> None:
    """Mount what libvirt is to see, and start it.

    Args:
        state: The folder where everything it writes goes.
        kvm: Leave the host's KVM visible.

    Raises:
        CommandError: A mount is refused, or a daemon doesn't start.
        HostError: libvirt doesn't answer.
    """
    _mount("-t", "proc", "proc", "/proc")
    _mount("-t", "sysfs", "sysfs", "/sys")  # shows the interfaces of this network namespace
    process.run(["ip", "link", "set", "lo", "up"])
    _replace_run(state / "run")
    _replace_folders(state)
    if not kvm:
        _hide_kvm(state / "kvm")
    if _AGENT.exists():
        _mount("--bind", "/dev/null", str(_AGENT))
    for daemon in ("virtlogd", "libvirtd"):
        process.run([daemon, "--daemon", "--pid-file", f"/run/libvirt/{daemon}.pid"])
    _wait_for_libvirt()
    process.run(["virsh", "-c", URI, _MAKE_POOL])


def _replace_run(new: Path) -> None:
    """Give the namespace a /run like the host's, but with libvirt's part of it empty.

    The system bus is left out: over it libvirt would register guests and networks with the host's
    own machined and firewalld.
    """
    new.mkdir()
    _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(new))
    for entry in Path("/run").iterdir():
        if entry.name not in {"libvirt", "dbus"}:
            _show(entry, new / entry.name)
    (new / "libvirt").mkdir()
    _mount("--move", str(new), "/run")


def _show(entry: Path, twin: Path) -> None:
    if entry.is_symlink():
        twin.symlink_to(entry.readlink())
        return
    twin.mkdir() if entry.is_dir() else twin.touch()
    # Other programs' files come and go: one that has just gone is no error.
    process.run(["mount", "--no-mtab", "--rbind", str(entry), str(twin)], check=False)


def _replace_folders(state: Path) -> None:
    for name, place in _FOLDERS.items():
        (state / name).mkdir()
        place.mkdir(parents=True, exist_ok=True)
        _mount("--bind", str(state / name), str(place))
    for name, text in _SETTINGS.items():
        (_FOLDERS["etc"] / name).write_text(text)
    (_FOLDERS["lib"] / "images").mkdir()


def _hide_kvm(empty: Path) -> None:
    """Put a file in the place of /dev/kvm that not even root may write.

    libvirt then takes KVM as absent. With a device there that root may open, it looks for KVM
    anew whenever a domain is defined.
    """
    if _KVM.exists():
        empty.touch()
        _mount("--bind", str(empty), str(_KVM))
        _mount("-o", "remount,bind,ro", str(_KVM))


def _mount(*arguments: str) -> None:
    process.run(["mount", "--no-mtab", *arguments])


def _wait_for_libvirt() -> None:
    end = time.monotonic() + _PATIENCE
    while process.run(["virsh", "-c", URI, "uri"], check=False).status != 0:
        if time.monotonic() > end:
            log = _FOLDERS["log"] / "libvirtd.log"
            raise HostError(
                f"libvirtd does not answer within {_PATIENCE:.0f} s",
                details=log.read_text() if log.exists() else "",
            )
        time.sleep(0.05)


def _main(part: str, state: Path, *options: str) -> None:
    try:
        if part == "hold":
            hold(state)
        else:
            prepare(state, kvm="kvm" in options)
    except VagrantgenError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
