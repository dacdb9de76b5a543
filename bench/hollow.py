"""A lab whose machines have nothing to run: they are there for libvirt, and do nothing."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers import BOX
from vagrantgen import process
from vagrantgen.driver import ssh_blocks
from vagrantgen.driver.ids import write_machine_id
from vagrantgen.export.ssh_config import HostBlock

_SSHD = Path(__file__).parents[1] / ".cache/sshd"
"""Debian's OpenSSH server, unpacked: no service is installed for this."""

_NETWORK = """\
<network><name>vagrant-libvirt</name><ip address='192.168.121.1' netmask='255.255.255.0'>
<dhcp><range start='192.168.121.1' end='192.168.121.254'/></dhcp></ip></network>
"""
_DOMAIN = """\
<domain type='qemu'><name>{name}</name><memory unit='MiB'>4</memory>
<os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices>
<disk type='file'><source file='{sector}'/><target dev='vda' bus='virtio'/><readonly/></disk>
<interface type='network'><source network='vagrant-libvirt'/><rom enabled='no'/></interface>
</devices></domain>
"""
_ASLEEP = bytes.fromhex("fa f4 eb fd").ljust(510, b"\0") + bytes.fromhex("55 aa")
"""A boot sector that halts the processor."""


@contextmanager
def made(folder: Path, size: int) -> Iterator[Path]:
    """Make the machines n1, n2, ... of a lab in a folder, paused, as if plain Vagrant had."""
    folder.mkdir()
    names = [f"n{number}" for number in range(1, size + 1)]
    lab = {"name": "hollow", "machines": {name: {"box": BOX} for name in names}}
    (folder / "lab.yaml").write_text(json.dumps(lab))
    _virsh("net-define", "/dev/stdin", stdin=_NETWORK)
    _virsh("net-start", "vagrant-libvirt")
    sector = folder / "sector.img"
    sector.write_bytes(_ASLEEP)
    folder.chmod(0o755)
    try:
        for name in names:
            domain = _DOMAIN.format(name=f"hollow_{name}", sector=sector)
            _virsh("create", "--paused", "/dev/stdin", stdin=domain)  # Vagrant wants no address
            write_machine_id(folder, name, _virsh("domuuid", f"hollow_{name}").strip())
        yield folder
    finally:
        for name in names:
            process.run(["virsh", "-q", "destroy", f"hollow_{name}"], check=False)
        _virsh("net-destroy", "vagrant-libvirt")
        _virsh("net-undefine", "vagrant-libvirt")


@contextmanager
def answering(folder: Path, names: list[str], keys: Path) -> Iterator[None]:
    """Let machines run, and one sshd of this computer answer for them, as a quick guest would."""
    keys.mkdir()
    user = os.environ.get("USER", "root")
    server = _serve(keys, user)
    try:
        for name in names:
            _virsh("resume", f"hollow_{name}")
            text = (
                f"Host {name}\n  HostName 127.0.0.1\n  User {user}\n  Port 2200\n"
                "  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking no\n"
                f"  IdentityFile {keys / 'user'}\n  LogLevel FATAL\n"
            )
            ssh_blocks.keep(folder, name, HostBlock(text))
        yield
    finally:
        server.terminate()
        server.wait()


def _serve(keys: Path, user: str) -> "subprocess.Popen[str]":
    """Start an SSH server that lets one user in.

    It sees users of its own: the one it needs, which some hosts lack, and one whose shell starts
    at once, as that of a new machine does, whatever this user's own shell does first.
    """
    for name in ("host", "user"):
        process.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys / name)])
    (keys / "config").write_text(
        f"Port 2200\nListenAddress 127.0.0.1\nHostKey {keys / 'host'}\nUsePAM no\n"
        f"AuthorizedKeysFile {keys / 'user.pub'}\nStrictModes no\nPidFile none\n"
        "PermitRootLogin yes\nMaxStartups 100\n"
    )
    (keys / "passwd").write_text(
        f"{user}:x:{os.getuid()}:{os.getgid()}::{keys}:/bin/sh\n"
        "sshd:x:65533:65534::/run/sshd:/bin/false\n" + Path("/etc/passwd").read_text()
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    libraries = ":".join(str(path) for path in _SSHD.glob("**/lib/*-linux-gnu"))
    apart = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/passwd && exec "$@"']
    sshd = [str(_SSHD / "usr/sbin/sshd"), "-D", "-f", str(keys / "config")]
    return process.start(
        [*apart, str(keys / "passwd"), *sshd],
        env={"LD_LIBRARY_PATH": libraries},
        log=keys / "log",
    )


def _virsh(*words: str, stdin: str | None = None) -> str:
    return process.run(["virsh", "-q", *words], stdin=stdin).stdout
