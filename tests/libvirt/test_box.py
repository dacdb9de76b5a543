"""Boxes that were built here, as Vagrant alone sees them: no lab file is involved."""

import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from libvirt.lab_host import BOX, LabHost

pytestmark = pytest.mark.usefixtures("boots")

DEBIAN = f"""\
Vagrant.configure("2") do |config|
  config.vm.box = "{BOX}"
  config.vm.provider :libvirt do |libvirt|
    libvirt.driver = "qemu"
    libvirt.memory = 512
    libvirt.machine_virtual_size = 12
  end
  {{"one" => 10, "two" => 11}}.each do |name, last|
    config.vm.define name do |machine|
      machine.vm.hostname = name
      machine.vm.network :private_network, ip: "10.20.50.#{{last}}"
      machine.vm.network :private_network, type: "dhcp",
        libvirt__network_address: "10.20.51.0", libvirt__netmask: "255.255.255.0"
      machine.vm.provider :libvirt do |libvirt|
        libvirt.serial type: "file", source: {{ path: "#{{__dir__}}/#{{name}}.log" }}
      end
    end
  end
end
"""

CLOUD = """\
Vagrant.configure("2") do |config|
  config.vm.box = "cloud"
  config.vm.hostname = "cloudy"
  config.vm.provider :libvirt do |libvirt|
    libvirt.driver = "qemu"
    libvirt.memory = 512
  end
end
"""


class Folder:
    """A folder with a Vagrantfile, on a host."""

    def __init__(self, host: LabHost, path: Path, vagrantfile: str) -> None:
        self.host = host
        self.path = path
        (path / "Vagrantfile").write_text(vagrantfile)

    def vagrant(self, *words: str) -> str:
        """Run Vagrant in the folder, and return what it prints."""
        return self.host.run("vagrant", *words, cwd=self.path).stdout

    def ssh(self, machine: str, command: str) -> str:
        """Run a command in a machine, and return what it prints."""
        return self.vagrant("ssh", machine, "-c", command)


@pytest.fixture(scope="module")
def debian(lab_host: LabHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """Two machines of the built box, that run."""
    folder = Folder(lab_host, tmp_path_factory.mktemp("debian"), DEBIAN)
    folder.vagrant("up")
    yield folder
    folder.vagrant("destroy", "-f")


@pytest.fixture(scope="module")
def cloud_image(cloud_box: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk with cloud-init: as a cloud image, it learns from outside who may log in."""
    image = tmp_path_factory.mktemp("image") / "cloud.qcow2"
    with tarfile.open(cloud_box) as archive:
        file = archive.extractfile("box.img")
        assert file is not None
        image.write_bytes(file.read())
    return image


def test_a_machine_becomes_a_whole_debian_with_nothing_failed(debian: Folder) -> None:
    state = debian.ssh("one", "systemctl is-system-running --wait")
    release = debian.ssh("one", ". /etc/os-release && echo $ID $VERSION_CODENAME")
    sources = debian.ssh(
        "one", "apt-get indextargets --no-release-info --format '$(SITE)' | sort -u"
    )

    assert state.strip() == "running"
    assert release.strip() == "debian bookworm"
    assert sources.split() == [
        "http://deb.debian.org/debian",
        "http://deb.debian.org/debian-security",
    ]


def test_vagrant_sets_its_name_and_its_networks(debian: Folder) -> None:
    name = debian.ssh("one", "hostname")
    addresses = debian.ssh("one", "ip -4 -brief address show dev eth1; ip -4 -br addr show eth2")
    ping = debian.ssh("two", "ping -c 1 10.20.50.10")

    assert name.strip() == "one"
    assert "10.20.50.10/24" in addresses
    assert "10.20.51." in addresses
    assert "1 received" in ping


@pytest.mark.parametrize("shell", ["bash", "sudo -H bash"])
def test_a_login_shell_that_nobody_looks_at_starts_no_program(shell: str, debian: Folder) -> None:
    trace = debian.ssh("one", f"{shell} -lxc 'echo $PATH' < /dev/null 2>&1")

    assert "/usr/bin" in trace
    assert "+ id" not in trace
    assert "+ mesg" not in trace


def test_a_login_runs_no_scripts_for_a_greeting(debian: Folder) -> None:
    assert debian.ssh("one", "ls /run/motd.dynamic* /etc/update-motd.d 2> /dev/null || :") == ""


def test_machines_of_a_box_have_keys_and_ids_of_their_own(debian: Folder) -> None:
    identities = [
        debian.ssh(machine, "cat /etc/machine-id /etc/ssh/ssh_host_*_key.pub").split()
        for machine in ("one", "two")
    ]

    assert len(identities[0]) == len(identities[1]) == 7
    assert identities[0][0] != identities[1][0]
    assert set(identities[0][2::3]).isdisjoint(identities[1][2::3])


def test_the_file_system_grows_with_the_disk(debian: Folder) -> None:
    debian.ssh("one", "sudo growpart /dev/vda 1 && sudo resize2fs /dev/vda1")

    size = debian.ssh("one", "findmnt -nbo SIZE /")

    assert int(size) > 11 * 1024**3


def test_a_machine_halts_and_comes_up_again_with_its_journal(debian: Folder) -> None:
    debian.vagrant("halt", "two")
    debian.vagrant("up", "two")

    boots = debian.ssh("two", "sudo journalctl --list-boots --no-pager -q")
    ping = debian.ssh("two", "ping -c 1 10.20.50.10")

    assert len(boots.splitlines()) == 2
    assert "1 received" in ping


def test_a_login_is_on_the_serial_console(debian: Folder) -> None:
    console = debian.path / "one.log"
    end = time.monotonic() + 120

    while b" login:" not in console.read_bytes():
        assert time.monotonic() < end
        time.sleep(1)


def test_who_is_logged_in_hears_that_a_machine_goes_down(debian: Folder) -> None:
    off = "sudo systemctl poweroff; sleep 3600"

    done = debian.host.run("vagrant", "ssh", "two", "-c", off, cwd=debian.path, check=False)

    assert done.returncode == 255


@pytest.fixture
def cloudy(lab_host: LabHost, tmp_path: Path) -> Iterator[Folder]:
    """A folder with a machine of a box called cloud, which is destroyed after the test."""
    folder = Folder(lab_host, tmp_path, CLOUD)
    yield folder
    folder.vagrant("destroy", "-f")
    folder.vagrant("box", "remove", "cloud")


def test_a_cloud_image_lets_in_whom_its_box_names(
    cloudy: Folder, cloud_image: Path, tmp_path: Path
) -> None:
    box = tmp_path / "cloud.box"
    command = [sys.executable, "-m", "vagrantgen.cli", "box", "from-image", str(cloud_image)]
    subprocess.run([*command, "--user", "ops", "-o", str(box)], check=True)
    cloudy.vagrant("box", "add", "--name", "cloud", str(box))

    cloudy.vagrant("up")
    # cloud-init restarts sshd once it has turned passwords off: nobody may answer for a moment.
    wait = (
        "for try in 1 2 3 4 5; do vagrant ssh -c 'cloud-init status --wait --long' && break; done"
    )
    source = cloudy.host.run("sh", "-c", wait, cwd=cloudy.path).stdout
    who = cloudy.vagrant("ssh", "-c", "id -un; sudo id -un; hostname")

    assert who.split() == ["ops", "root", "cloudy"]
    assert "NoCloud" in source
