"""Disks, drives, wires, an isolated network and cloud-init, as the guests themselves see them."""

import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pycdlib
import pytest
from libvirt.lab_host import LabFolder, LabHost

from vagrantgen.box.disk import PARTITION_START, ROOT_UUID

pytestmark = pytest.mark.usefixtures("boots")

BOX = "vagrantgen/cloud"
FIRMWARE = Path("/usr/share/ovmf/OVMF.fd")
_LINK = 'Fast link dest: "'

LAB = f"""\
name: wired
networks:
  apart: {{subnet: 10.20.70.0/24, forward_mode: none}}
links:
  - {{between: [r1, r2], name: core, subnet: 10.0.0.0/30}}
  - {{between: [r1, r2], name: bare}}
defaults: {{box: {BOX}, memory: 512}}
machines:
  r1:
    libvirt:
      machine_type: q35
      disk_bus: scsi
      loader: {FIRMWARE}
      kernel: BOOT/vmlinuz
      initrd: BOOT/initrd.img
      cmd_line: root=UUID={ROOT_UUID} rw net.ifnames=0 console=ttyS0,115200
    networks: [apart]
    disks:
      - {{size: 1G, serial: data-1, device: vdb}}
      - {{size: 2G, type: raw, device: vdc}}
      - {{size: 1500M, bus: scsi, type: raw}}
      - {{cdrom: TOOLS, bus: scsi, dev: sdd}}
    cloud_init:
      user_data:
        write_files:
          - {{path: /etc/greeting, content: "from cloud-init\\n"}}
        runcmd: [[sh, -c, "echo ran > /root/ran"]]
      meta_data: {{instance-id: first}}
  r2:
    networks: [apart]
    disks: [{{cdrom: TOOLS}}]
    cloud_init:
      user_data: |
        #!/bin/sh
        echo "a script" > /etc/greeting
"""


@pytest.fixture(scope="module")
def wired(
    lab_host: LabHost, cloud_box: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LabFolder]:
    """Two machines that run, and are gone with all that was made for them after the last test."""
    path = tmp_path_factory.mktemp("wired")
    lab_host.run("vagrant", "box", "add", "--name", BOX, cloud_box, cwd=path)
    tools = path / "tools.iso"
    _write_iso(tools)
    folder = LabFolder(lab_host, path)
    _take_kernel(cloud_box, path)
    folder.write(LAB.replace("TOOLS", str(tools)).replace("BOOT", str(path)))
    seeds = Path("/var/tmp/vagrantgen-0")
    try:
        folder.vagrantgen("up")
        assert sorted(seed.name for seed in seeds.iterdir()) == ["wired_r1.iso", "wired_r2.iso"]
        yield folder
    finally:
        folder.vagrantgen("destroy", "--yes")
    assert not seeds.exists()


def _write_iso(path: Path) -> None:
    iso = pycdlib.PyCdlib()
    iso.new(vol_ident="TOOLS")
    iso.add_fp(io.BytesIO(b"a tool\n"), 7, "/TOOL.;1")
    iso.write(str(path))
    iso.close()


def _take_kernel(box: Path, folder: Path) -> None:
    """Put the kernel of a box and its initrd into a folder: UEFI finds no loader on its disk."""
    disk = folder / "disk.raw"
    subprocess.run(["tar", "-xf", box, "-C", folder, "box.img"], check=True)
    subprocess.run(["qemu-img", "convert", "-O", "raw", folder / "box.img", disk], check=True)
    system = f"{disk}?offset={PARTITION_START}"
    for name in ("vmlinuz", "initrd.img"):
        leads = _in_file_system(system, f"stat /{name}")
        target = leads[leads.index(_LINK) + len(_LINK) :].partition('"')[0]
        _in_file_system(system, f"dump /{target} {folder / name}")
    disk.unlink()


def _in_file_system(system: str, request: str) -> str:
    command = ["debugfs", "-R", request, system]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_guest_has_the_disks_and_the_cdroms_of_the_lab(wired: LabFolder) -> None:
    told = wired.ssh("r1", "lsblk --json --bytes --nodeps --output NAME,SIZE,TYPE,SERIAL,LABEL")

    drives = json.loads(told)["blockdevices"]
    disks = {(drive["name"][:2], drive["size"]) for drive in drives if drive["type"] == "disk"}
    assert {("vd", 1024**3), ("vd", 2 * 1024**3), ("sd", 1500 * 1024**2)} <= disks
    assert [drive["serial"] for drive in drives if drive["size"] == 1024**3] == ["data-1"]
    labels = sorted(drive["label"] for drive in drives if drive["type"] == "rom")
    assert labels == ["TOOLS", "cidata"]


@pytest.mark.parametrize("machine", ["r1", "r2"])
def test_a_cdroms_image_can_be_read_on_each_board(machine: str, wired: LabFolder) -> None:
    read = "sudo mount -o ro LABEL=TOOLS /mnt && cat /mnt/tool && sudo umount /mnt"

    assert wired.ssh(machine, read) == "a tool\n"


def test_a_wire_leads_to_the_other_machine_and_to_nobody_else(wired: LabFolder) -> None:
    addresses = wired.ssh("r1", "ip -4 -brief address show dev eth2")
    ping = wired.ssh("r2", "ping -c 1 10.0.0.1")
    neighbours = wired.ssh("r2", "ip neighbour show dev eth2")
    mac = wired.ssh("r1", "cat /sys/class/net/eth2/address").strip()

    assert "10.0.0.1/30" in addresses
    assert "1 received" in ping
    assert neighbours.split()[:3] == ["10.0.0.1", "lladdr", mac]


def test_a_wire_without_addresses_carries_what_its_ends_send(wired: LabFolder) -> None:
    for machine, address in (("r1", "192.0.2.1"), ("r2", "192.0.2.2")):
        setup = f"sudo ip address add {address}/24 dev eth3 && sudo ip link set eth3 up"
        wired.ssh(machine, setup)

    ping = wired.ssh("r1", "ping -c 1 -I eth3 192.0.2.2")

    assert "1 received" in ping


def test_an_isolated_network_connects_the_machines_and_has_no_way_out(wired: LabFolder) -> None:
    ping = wired.ssh("r1", "ping -c 1 r2")
    routes = wired.ssh("r1", "ip route show default")

    assert "10.20.70.11" in ping
    assert "1 received" in ping
    assert "eth1" not in routes


def test_a_guest_starts_from_the_firmware_and_the_board_that_it_was_given(
    wired: LabFolder,
) -> None:
    boards = [wired.ssh(name, "cat /sys/class/dmi/id/product_name") for name in ("r1", "r2")]
    makers = [wired.ssh(name, "cat /sys/class/dmi/id/bios_vendor") for name in ("r1", "r2")]
    efi = [wired.ssh(name, "ls /sys/firmware/efi || true").split() for name in ("r1", "r2")]

    assert ["Q35" in board for board in boards] == [True, False]
    assert ["SeaBIOS" in maker for maker in makers] == [False, True]
    assert "runtime" in efi[0]
    assert efi[1] == []


def test_cloud_init_did_what_the_lab_says(wired: LabFolder) -> None:
    for machine in ("r1", "r2"):
        wired.ssh(machine, "cloud-init status --wait")
    instance = wired.ssh("r1", "cloud-init query instance_id; cloud-id")
    done = wired.ssh("r1", "cat /etc/hostname /etc/greeting; sudo cat /root/ran")
    script = wired.ssh("r2", "cat /etc/hostname /etc/greeting")

    assert instance.split() == ["first", "nocloud"]
    assert done == "r1\nfrom cloud-init\nran\n"
    assert script == "r2\na script\n"


def test_linux_shows_the_images_files_by_their_names(wired: LabFolder) -> None:
    read = "sudo mount -o ro LABEL=cidata /mnt && ls /mnt && cat /mnt/meta-data && sudo umount /mnt"

    assert wired.ssh("r1", read).splitlines() == [
        *("meta-data", "user-data"),
        *("instance-id: first", "local-hostname: r1"),
    ]
