"""The script that sets guests up, run in a folder that stands for the guest."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

LAB = """\
name: families
networks: {lan: {subnet: 10.20.30.0/24}, wide: {subnet: 10.64.0.0/20, dhcp: true}}
machines:
  debian: {box: debian12, networks: [lan, {network: wide, ip: dhcp}]}
  suse: {box: opensuse/leap-16.0, networks: [lan]}
"""
TOLD = ("vagrant", "debian.example.org", "1 10.20.30.10/24 255.255.255.0", "2 dhcp")
CARDS = {"lo": None, "eth0": "05.0/virtio2", "eth1": "06.0/virtio3", "wlan9": "10.0/virtio4"}

FAKE = """\
#!/bin/sh
echo "$(basename "$0") $*" >> GUEST/calls
case "$(basename "$0") $*" in
  "systemctl -q is-active "*) test "$3" = "$(cat GUEST/active)" ;;
  "ip -4 address show dev eth1") echo "    inet 10.20.30.10/24 brd 10.20.30.255 scope global" ;;
  "ip -4 address show dev wlan9") echo "    inet 10.64.8.7/20 scope global" ;;
  "getent passwd vagrant") echo "vagrant:x:1000:1000::GUEST/home:/bin/sh" ;;
  "nmcli connection delete "*) exit 10 ;;
esac
"""
PROGRAMS = "systemctl ip getent nmcli netplan wicked networkctl ifup ifdown uname"


@dataclass
class Guest:
    folder: Path
    script: str

    def run(self, *told: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run the script, for which the guest's folders are those of the host's root."""
        return subprocess.run(
            ["sh", "-c", self.script, "sh", *told],
            env={"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """Return what changes something, as it was called."""
        asked = ("ip -4", "systemctl -q", "getent", "uname")
        lines = (self.folder / "calls").read_text().splitlines()
        return [line for line in lines if not line.startswith(asked)]

    def text(self, path: str) -> str:
        return (self.folder / path).read_text()


@pytest.fixture
def guest(tmp_path: Path) -> Guest:
    (tmp_path / "lab.yaml").write_text(LAB)
    folder = tmp_path / "guest"
    for path in ("bin", "etc/network", "etc/netplan", "etc/sysconfig/network", "home/.ssh",
                 "etc/systemd/network", "proc/sys/kernel", "sys/class/net", "var/lib"):  # fmt: skip
        (folder / path).mkdir(parents=True)
    (folder / "etc/hosts").write_text("127.0.0.1 localhost\n")
    (folder / "active").write_text("none")
    for name, place in CARDS.items():
        card = folder / "sys/class/net" / name
        card.mkdir()
        if place:
            device = folder / "sys/devices/pci0000:00" / f"0000:00:{place}"
            device.mkdir(parents=True)
            (card / "device").symlink_to(device)
    for name in PROGRAMS.split():
        program = folder / "bin" / name
        program.write_text(FAKE.replace("GUEST", str(folder)))
        program.chmod(0o755)
    rendered = render_vagrantfile(load_lab([tmp_path / "lab.yaml"]))
    found = re.search(
        r"^set_up_guest = <<~'SHELL'\n(.*?)^SHELL$", rendered, re.MULTILINE | re.DOTALL
    )
    assert found
    moved = re.sub(r"(?<![\w}.])/(etc|proc|sys|var)/", rf"{folder}/\1/", found[1])
    return Guest(folder, moved)


def test_networkmanager_gets_a_connection_for_each_card(guest: Guest) -> None:
    (guest.folder / "active").write_text("NetworkManager")

    done = guest.run(*TOLD)

    assert (done.returncode, done.stderr) == (0, "")
    add = "nmcli connection add type ethernet ifname"
    options = "connection.autoconnect-priority 10 ipv4.never-default yes"
    manual = "ipv4.method manual ipv4.addresses 10.20.30.10/24"
    assert guest.calls() == [
        "nmcli connection delete vagrantgen eth1",
        f"{add} eth1 con-name vagrantgen eth1 {options} {manual}",
        "nmcli connection up vagrantgen eth1",
        "nmcli connection delete vagrantgen wlan9",
        f"{add} wlan9 con-name vagrantgen wlan9 {options} ipv4.method auto",
        "nmcli connection up vagrantgen wlan9",
    ]


def test_netplan_gets_a_file_that_only_root_reads(guest: Guest) -> None:
    (guest.folder / "etc/netplan/50-cloud-init.yaml").write_text("network: {version: 2}\n")

    guest.run(*TOLD)

    written = guest.folder / "etc/netplan/60-vagrantgen.yaml"
    assert yaml.safe_load(written.read_text()) == {
        "network": {
            "version": 2,
            "ethernets": {
                "eth1": {"addresses": ["10.20.30.10/24"]},
                "wlan9": {"dhcp4": True, "dhcp4-overrides": {"use-routes": False}},
            },
        }
    }
    assert written.stat().st_mode & 0o777 == 0o600
    assert guest.calls() == ["netplan apply"]


def test_wicked_gets_a_file_for_each_card(guest: Guest) -> None:
    (guest.folder / "active").write_text("wicked")

    guest.run(*TOLD)

    static = "STARTMODE='auto'\nBOOTPROTO='static'\nIPADDR='10.20.30.10/24'\n"
    dhcp = "STARTMODE='auto'\nBOOTPROTO='dhcp4'\nDHCLIENT_SET_DEFAULT_ROUTE='no'\n"
    assert guest.text("etc/sysconfig/network/ifcfg-eth1") == static
    assert guest.text("etc/sysconfig/network/ifcfg-wlan9") == dhcp
    assert guest.calls() == ["wicked ifreload eth1", "wicked ifreload wlan9"]


def test_systemd_networkd_gets_a_file_for_each_card(guest: Guest) -> None:
    (guest.folder / "active").write_text("systemd-networkd")

    guest.run(*TOLD)

    static = "[Match]\nName=eth1\n[Network]\nAddress=10.20.30.10/24\n"
    dhcp = "[Match]\nName=wlan9\n[Network]\nDHCP=ipv4\n[DHCPv4]\nUseGateway=no\n"
    assert guest.text("etc/systemd/network/05-vagrantgen-eth1.network") == static
    assert guest.text("etc/systemd/network/05-vagrantgen-wlan9.network") == dhcp
    assert guest.calls() == ["networkctl reload"]


def test_ifupdown_keeps_what_is_not_ours(guest: Guest) -> None:
    interfaces = guest.folder / "etc/network/interfaces"
    interfaces.write_text("auto lo\niface lo inet loopback\n")

    guest.run(*TOLD)
    guest.run("vagrant", "debian", "1 10.20.30.10/24 255.255.255.0")

    assert (
        interfaces.read_text()
        == """\
auto lo
iface lo inet loopback
# vagrantgen: begin
auto eth1
iface eth1 inet static
  address 10.20.30.10
  netmask 255.255.255.0
# vagrantgen: end
"""
    )
    flush = "ip address flush dev"
    assert guest.calls() == [
        *("ifdown eth1", f"{flush} eth1", "ifdown wlan9", f"{flush} wlan9"),
        *("ifup eth1", "ifup wlan9"),
        *("ifdown eth1", f"{flush} eth1", "ifup eth1"),
    ]


def test_what_is_as_it_should_be_is_left_alone(guest: Guest) -> None:
    (guest.folder / "active").write_text("wicked")
    guest.run(*TOLD)
    (guest.folder / "calls").unlink()

    guest.run(*TOLD)

    assert guest.calls() == []


def test_a_guest_that_nothing_known_sets_up_says_what_to_write(guest: Guest) -> None:
    done = guest.run(*TOLD)

    assert done.returncode == 1
    assert "write 'guest_setup: vagrant' of the machine" in done.stderr


def test_a_card_that_is_not_there_is_named(guest: Guest) -> None:
    done = guest.run("vagrant", "debian", "7 dhcp")

    assert (done.returncode, done.stderr) == (1, "this guest has no network card number 7\n")


def test_a_guest_gets_its_name(guest: Guest) -> None:
    guest.run("vagrant", "debian.example.org")
    guest.run("vagrant", "debian.example.org")

    assert guest.text("etc/hostname") == guest.text("proc/sys/kernel/hostname") == "debian\n"
    assert guest.text("etc/hosts") == "127.0.0.1 localhost\n127.0.1.1 debian.example.org debian\n"


def test_a_guest_without_a_hosts_file_gets_one(guest: Guest) -> None:
    (guest.folder / "etc/hosts").unlink()

    done = guest.run("vagrant", "debian.example.org")

    assert done.returncode == 0
    assert guest.text("etc/hosts") == "127.0.1.1 debian.example.org debian\n"


def test_guests_of_red_hats_family_have_their_whole_name(guest: Guest) -> None:
    (guest.folder / "etc/redhat-release").touch()

    guest.run("vagrant", "rocky.example.org")

    assert guest.text("etc/hostname") == "rocky.example.org\n"


@pytest.mark.parametrize("others", ["", "ssh-rsa AAAAmine me\n"])
def test_the_labs_key_takes_the_place_of_those_that_everybody_has(
    guest: Guest, others: str
) -> None:
    keys = guest.folder / "home/.ssh/authorized_keys"
    keys.write_text(f"ssh-rsa AAAA+b/known vagrant insecure public key\n{others}")
    keys.chmod(0o600)

    done = guest.run(
        "vagrant", "debian", LOGIN_KEY="ssh-ed25519 AAAAlab lab", KNOWN_KEYS="AAAA+b/known\nAAAA2"
    )

    assert done.returncode == 0
    assert keys.read_text() == f"{others}ssh-ed25519 AAAAlab lab\n"
    assert keys.stat().st_mode & 0o777 == 0o600


def test_keys_stay_as_they_are_where_nobody_knows_which_ones_everybody_has(guest: Guest) -> None:
    keys = guest.folder / "home/.ssh/authorized_keys"
    keys.write_text("ssh-rsa AAAAmine me\n")

    done = guest.run("vagrant", "debian", LOGIN_KEY="ssh-ed25519 AAAAlab lab", KNOWN_KEYS="")

    assert done.returncode == 0
    assert keys.read_text() == "ssh-rsa AAAAmine me\n"
