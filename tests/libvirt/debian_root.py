"""An empty Debian in a folder, for tests of what a computer just installed would do.

Its tarball is made once for a test session, and unpacked anew for each test. Commands run in it
chrooted, without systemd, in namespaces of their own for mounts and processes, and on the host's
network. What they started and mounted ends with the block, and also when the tests are killed.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

RELEASE = "bookworm"
REPOSITORY = Path(__file__).parents[2]

_NETWORK_FILES = (
    *("etc/resolv.conf", "etc/hosts", "etc/pip.conf"),
    "etc/ssl/certs/ca-certificates.crt",
)
_NETWORK_VARIABLES = re.compile(r"(?i)(https?|no)_proxy|PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE")
_NETWORK_SETTINGS = re.compile(r"Acquire::(\w+::Proxy|https?::.*(CaInfo|Verify).*|Check-.*) ")
"""What reaching package servers takes on this computer, it takes in there too."""

_FORGET_LISTS = 'rm --recursive "$1/var/lib/apt/lists" && mkdir --parents "$1/var/lib/apt/lists"'
"""mmdebstrap itself lets apt forget all lists: this computer's, if the file is gone that says whose."""

_HOLD = """\
set -e
cd "$1"; shift
mkdir -p dev
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm dev/net
for device in null zero full random urandom tty net/tun kvm; do
    [ -e "/dev/$device" ] || continue
    : > "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mount -t devpts -o newinstance,ptmxmode=0666,gid=5 devpts dev/pts
ln -sf pts/ptmx dev/ptmx
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
for shared; do
    mkdir -p ".$shared"
    mount --bind -o ro "$shared" ".$shared"
done
echo ready
cat
exit
"""
"""Process 1 of the namespaces: waits for the end of its input, and reaps whom it inherits."""


@dataclass(frozen=True, slots=True)
class DebianRoot:
    """A Debian in a folder, and the namespaces its commands run in."""

    folder: Path

    holder: int
    """The process whose children are in the namespaces."""

    def run(
        self, *command: str, user: str = "root", check: bool = True, timeout: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in there, in its home folder, with nothing on its standard input."""
        namespaces = Path("/proc", str(self.holder), "ns")
        home = "/root" if user == "root" else f"/home/{user}"
        variables = {
            **{name: os.environ[name] for name in os.environ if _NETWORK_VARIABLES.match(name)},
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": home,
            "LANG": "C.UTF-8",
        }
        settings = [f"{name}={value}" for name, value in variables.items()]
        return subprocess.run(
            [
                *("nsenter", f"--mount={namespaces}/mnt", f"--pid={namespaces}/pid_for_children"),
                *("chroot", str(self.folder), "env", "--ignore-environment", *settings),
                *("env", f"--chdir={home}", "runuser", f"--user={user}", "--", *command),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=check,
            timeout=timeout,
        )


@contextlib.contextmanager
def unpacked(tarball: Path, *shared: Path) -> Iterator[DebianRoot]:
    """Unpack a Debian and yield it; nothing of it is left after the block.

    Args:
        tarball: What the fixture `debian_tarball` made.
        shared: Folders of this computer that can be read in there, at the same place.
    """
    with tempfile.TemporaryDirectory(prefix="debian-root-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        subprocess.run(["tar", "--extract", f"--file={tarball}", f"--directory={name}"], check=True)
        for file in filter(Path.exists, (Path("/", name) for name in _NETWORK_FILES)):
            shutil.copyfile(file, folder / file.relative_to("/"))
        holder = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "sh", "-c", _HOLD, "hold", name, *shared],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        with holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"ready\n"
            yield DebianRoot(folder, holder.pid)


@pytest.fixture(scope="session")
def debian_tarball() -> Iterator[Path]:
    """Make a Debian of essential packages and Python, from the servers this host uses."""
    with tempfile.TemporaryDirectory(prefix="debian-tarball-", dir="/var/tmp") as folder:
        tarball = Path(folder, "debian.tar")
        settings = Path(folder, "network.conf")
        settings.write_text(_network_settings())
        command = ["mmdebstrap", "--variant=minbase", "--include=python3,ca-certificates"]
        command += [f"--aptopt={settings}", "--dpkgopt=force-unsafe-io", "--skip=output/dev"]
        command += ["--skip=cleanup/apt", f"--customize-hook={_FORGET_LISTS}"]
        subprocess.run([*command, RELEASE, str(tarball), *_mirrors()], check=True, timeout=600)
        yield tarball


def _network_settings() -> str:
    dump = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True)
    return "".join(
        line for line in dump.stdout.splitlines(keepends=True) if _NETWORK_SETTINGS.match(line)
    )


def _mirrors() -> list[str]:
    """Return the host's own sources of the release; none stands for Debian's well-known ones."""
    listed = subprocess.run(
        [
            *("apt-get", "indextargets", "--format=deb $(REPO_URI) $(RELEASE) $(COMPONENT)"),
            *("Created-By: Packages", "Origin: Debian"),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    lines = listed.stdout.splitlines()
    return [line for line in lines if line.split()[2].startswith(RELEASE)]
