"""How long boxes take to boot: from power-on to an address, SSH's banner, and a login.

    python bench/box_boot.py [-n RUNS] [--smp N] [--memory MIB] BOX...

Each box is started by plain QEMU, without KVM unless VAGRANTGEN_DRIVER is `kvm`, on a network of
its own. Runs of several boxes alternate, so that what else the computer does hits all of them. The
processor time that QEMU used is shown beside: it depends less on other load.
"""

import argparse
import os
import socket
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vagrantgen import process

_DHCP_ACK = b"\x35\x01\x05"
_LIMIT = 180.0
_ACCELERATOR = "kvm" if os.environ.get("VAGRANTGEN_DRIVER") == "kvm" else "tcg"
_INSECURE_KEY = "/usr/share/rubygems-integration/all/gems/vagrant-*/keys/vagrant"


@dataclass
class Machine:
    """A machine that QEMU has started."""

    qemu: "subprocess.Popen[str]"
    port: int
    folder: Path
    started: float

    def passed(self) -> tuple[float, float]:
        """Return the seconds since power-on, and the processor seconds used in them."""
        fields = Path(f"/proc/{self.qemu.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return time.monotonic() - self.started, (int(fields[11]) + int(fields[12])) / 100

    def has_address(self) -> bool:
        """Return whether DHCP gave it an address."""
        capture = self.folder / "net.pcap"
        return capture.exists() and _DHCP_ACK in capture.read_bytes()

    def shows_banner(self) -> bool:
        """Return whether its SSH server says who it is."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 30) as connection:
                return connection.recv(64).startswith(b"SSH")
        except OSError:
            return False

    def lets_in(self, key: Path) -> bool:
        """Return whether the user vagrant can log in."""
        options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"]
        flags = [word for option in options for word in ("-o", option)]
        command = ["ssh", "-i", str(key), "-p", str(self.port), *flags, "vagrant@127.0.0.1", "true"]
        return process.run(command, check=False, timeout=60).status == 0


@contextmanager
def started(image: Path, arguments: Sequence[str]) -> Iterator[Machine]:
    """Start a machine on an image that stays as it is."""
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        folder = Path(name)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [
            *("qemu-system-x86_64", "-accel", _ACCELERATOR, "-display", "none", "-monitor", "none"),
            *("-serial", f"file:{folder / 'serial.log'}", "-snapshot"),
            *("-drive", f"file={image},if=virtio,cache=unsafe", "-device", "virtio-rng-pci"),
            *("-netdev", f"user,id=net,hostfwd=tcp:127.0.0.1:{port}-:22"),
            *("-device", "virtio-net-pci,netdev=net"),
            *("-object", f"filter-dump,id=dump,netdev=net,file={folder / 'net.pcap'}"),
            *arguments,
        ]
        qemu = process.start(command)
        try:
            yield Machine(qemu, port, folder, time.monotonic())
        finally:
            qemu.kill()
            qemu.wait()


def wait_for(machine: Machine, condition: Callable[[], bool]) -> tuple[float, float]:
    """Return what has passed when a condition is true."""
    while not condition():
        if machine.passed()[0] > _LIMIT:
            raise SystemExit((machine.folder / "serial.log").read_text(errors="replace"))
        time.sleep(0.05)
    return machine.passed()


def wait_for_banner(machine: Machine) -> list[tuple[float, float]]:
    """Return what has passed when a machine has its address, and when it shows its banner."""
    address = wait_for(machine, machine.has_address)
    time.sleep(0.3)  # a packet to a guest that has no address yet is sent again after 6 s
    return [address, wait_for(machine, machine.shows_banner)]


def measure(image: Path, key: Path, arguments: Sequence[str]) -> list[tuple[float, float]]:
    """Boot once; return the times of the address, the banner and the login."""
    with started(image, arguments) as machine:
        return [*wait_for_banner(machine), wait_for(machine, lambda: machine.lets_in(key))]


def main() -> None:
    """Measure the boxes named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("boxes", nargs="+", type=Path, metavar="BOX")
    parser.add_argument("-n", "--runs", type=int, default=3)
    parser.add_argument("--smp", default="1")
    parser.add_argument("--memory", default="512")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = folder / "key"
        key.write_bytes(next(Path("/").glob(_INSECURE_KEY.lstrip("/"))).read_bytes())
        key.chmod(0o600)
        images = {box: folder / f"{number}.img" for number, box in enumerate(options.boxes)}
        for box, image in images.items():
            with tarfile.open(box) as archive, (folder / image).open("wb") as file:
                member = archive.extractfile("box.img")
                file.write(member.read() if member else b"")
        print("address      banner       login        (seconds/processor seconds)")
        for _ in range(options.runs):
            for box, image in images.items():
                times = measure(image, key, ["-smp", options.smp, "-m", options.memory])
                print(*(f"{wall:5.1f}/{used:5.1f}" for wall, used in times), box, sep="  ")


if __name__ == "__main__":
    main()
