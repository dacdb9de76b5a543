"""A lab of one machine that boots at once, and the commands that start it in a private host."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from vagrantgen import process
from vagrantgen.host.private import PrivateHost

PROGRAM = """
import sys
from pathlib import Path
from vagrantgen.errors import VagrantgenError
from vagrantgen.host import private

try:
    sys.exit(private.run(sys.argv[2:], root=Path(sys.argv[1])))
except VagrantgenError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""

HELLO = bytes.fromhex("ba f8 03 b0 48 ee b0 49 ee f4")
"""A boot sector's code: `H` and `I` to the first serial port, then halt."""

DOMAIN = """
<domain type='qemu'>
  <name>tiny</name>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <source file='{disk}'/><target dev='hda' bus='ide'/>
    </disk>
    {interface}
    <serial type='file'><source path='{console}'/></serial>
  </devices>
</domain>
"""

INTERFACE = "<interface type='network'><source network='lan'/></interface>"

NETWORK = """
<network>
  <name>lan</name>
  <bridge name='virbr-test'/>
  <forward mode='nat'/>
  <ip address='10.77.88.1' netmask='255.255.255.0'>
    <dhcp><range start='10.77.88.10' end='10.77.88.20'/></dhcp>
  </ip>
</network>
"""

START_DOMAIN = "virsh net-create lan.xml && virsh define tiny.xml && virsh start tiny"


def make_lab(folder: Path, interface: str = INTERFACE) -> Path:
    """Make a folder with a network, and a domain that says HI on its serial console."""
    folder.mkdir()
    disk, console = folder / "disk", folder / "console"
    disk.write_bytes(HELLO.ljust(510, b"\0") + b"\x55\xaa" + bytes(512 * 100))
    (folder / "lan.xml").write_text(NETWORK)
    (folder / "tiny.xml").write_text(DOMAIN.format(disk=disk, console=console, interface=interface))
    return folder


def outer_command(root: Path, *command: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, str(root), *command]


def run_outer(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, capture_output=True, text=True)


def run_inside(host: PrivateHost, *command: str, cwd: Path | None = None) -> str:
    return process.run(host.command(command, cwd=cwd)).stdout.strip()


def read_console(lab: Path) -> str:
    console = lab / "console"
    return console.read_text() if console.exists() else ""


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it did not come to that within 30 s"
        time.sleep(0.05)
