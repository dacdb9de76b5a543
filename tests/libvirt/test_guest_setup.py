"""The script that sets guests up, with each program of Debian's that can set a network up."""

import shlex
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from libvirt.lab_host import LabFolder, LabHost

pytestmark = pytest.mark.usefixtures("boots")

LAB = """\
name: tools
networks: {lan: {subnet: 10.20.80.0/24}, wide: {subnet: 10.20.81.0/24, dhcp: true}}
defaults:
  memory: 384
  vm: {guest: debian}
  networks: [lan, {network: wide, ip: dhcp}]
machines:
  several: {box: vagrantgen/network-tools}
  manager: {box: vagrantgen/networkmanager}
"""

ANOTHER = "rm -rf /var/lib/vagrantgen /etc/systemd/network/05-* /etc/netplan/*"
NETPLAN = f"""\
{ANOTHER}
umask 077
echo 'network: {{version: 2, ethernets: {{eth0: {{dhcp4: true}}}}}}' > /etc/netplan/10-eth0.yaml
"""
IFUPDOWN = f"""\
{ANOTHER} /run/systemd/network/*
printf '[Network]\nKeepConfiguration=dhcp\n' >> /etc/systemd/network/80-eth0.network
systemctl restart systemd-networkd
sleep 5
systemctl stop systemd-networkd.socket systemd-networkd
"""
"""The management network keeps the address it has, and nobody who gives the others any."""


@pytest.fixture(scope="module")
def tools(
    lab_host: LabHost,
    networkmanager_box: Path,
    network_tools_box: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LabFolder]:
    """Two machines that run, each set up by its first program."""
    path = tmp_path_factory.mktemp("tools")
    boxes = {"networkmanager": networkmanager_box, "network-tools": network_tools_box}
    for name, box in boxes.items():
        lab_host.run("vagrant", "box", "add", "--name", f"vagrantgen/{name}", box, cwd=path)
    folder = LabFolder(lab_host, path)
    folder.write(LAB)
    try:
        folder.vagrantgen("up")
        yield folder
    finally:
        folder.vagrantgen("destroy", "--yes")


def start_again(folder: LabFolder, machine: str) -> None:
    """Power a guest off from inside and start it, where neither Vagrant nor provisioners know."""
    domain = f"tools_{machine}"
    folder.ssh(machine, "sudo systemctl poweroff", check=False)
    last = time.monotonic() + 180
    while folder.virsh("domstate", domain) != ["shut off"]:
        assert time.monotonic() < last, "the guest does not power off"
        time.sleep(1)
    folder.virsh("start", domain)
    while folder.ssh(machine, "echo here", check=False) != "here\n":
        assert time.monotonic() < last, "the guest does not come back"
        time.sleep(1)


def addresses(folder: LabFolder, machine: str) -> list[str]:
    """Return the addresses of a guest's cards, once they all have one."""
    show = "ip -4 -brief address show scope global | awk '{ print $1, $3 }'"
    last = time.monotonic() + 60
    while len(found := folder.ssh(machine, show).splitlines()) != 3:
        assert time.monotonic() < last, found
        time.sleep(1)
    return found


def default_routes(folder: LabFolder, machine: str) -> set[str]:
    """Return the cards by which a guest leaves its networks."""
    return set(folder.ssh(machine, "ip -4 route show default | grep -o 'dev eth.'").splitlines())


@pytest.mark.parametrize(
    ("machine", "address"), [("several", "10.20.80.10"), ("manager", "10.20.80.11")]
)
def test_what_the_box_comes_with_sets_the_network_up_for_good(
    machine: str, address: str, tools: LabFolder
) -> None:
    first = addresses(tools, machine)

    start_again(tools, machine)

    assert first[1] == f"eth1 {address}/24"
    assert first[2].startswith("eth2 10.20.81.")
    assert addresses(tools, machine)[1:] == first[1:]
    assert default_routes(tools, machine) == {"dev eth0"}


def test_netplan_sets_the_network_up_for_good(tools: LabFolder) -> None:
    tools.ssh("several", f"sudo sh -c {shlex.quote(NETPLAN)}")

    tools.vagrantgen("provision", "several", "--provision-with", "guest setup")

    first = addresses(tools, "several")
    start_again(tools, "several")
    assert first[1] == "eth1 10.20.80.10/24"
    assert addresses(tools, "several")[1] == first[1]
    assert default_routes(tools, "several") == {"dev eth0"}


def test_ifupdown_knows_the_cards_from_then_on(tools: LabFolder) -> None:
    tools.ssh("several", f"sudo sh -c {shlex.quote(IFUPDOWN)}")

    tools.vagrantgen("provision", "several", "--provision-with", "guest setup")

    first = addresses(tools, "several")
    tools.ssh("several", "sudo sh -c 'ifdown eth1 eth2 && ifup -a --exclude=lo'")
    assert first[1] == "eth1 10.20.80.10/24"
    assert addresses(tools, "several")[1] == first[1]
    assert default_routes(tools, "several") == {"dev eth0"}
