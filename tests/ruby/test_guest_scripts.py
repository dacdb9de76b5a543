"""The scripts that a Vagrantfile has the guests run, run here on copies of /etc, /home and /root."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
PROVISIONS = Path(__file__).with_name("provisions.rb")
APPLETS = "awk cat chmod chown cut date grep mkdir mktemp rm sed sh sleep sort tail touch true"

INSIDE = """
mount --bind "$0/etc" /etc
mount --bind "$0/home" /home
mount --bind "$0/root" /root
exec "$@"
"""
"""Runs a command with a guest's folders in place of the host's."""


@dataclass(frozen=True)
class Guest:
    """Folders that stand for a guest's, and the programs it has."""

    folder: Path

    @property
    def programs(self) -> Path:
        """Programs that come before all others."""
        return self.folder / "programs"

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text)

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()

    def fake(self, name: str, text: str) -> None:
        (self.programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (self.programs / name).chmod(0o755)

    def run(self, script: str, *args: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "script").write_text(script)
        command = ["unshare", "--map-root-user", "--mount", "sh", "-euc", INSIDE, str(self.folder)]
        return subprocess.run(
            [*command, "sh", str(self.folder / "script"), *args],
            env={"PATH": f"{self.programs}:/usr/sbin:/usr/bin:/sbin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(params=["dash", "busybox"])
def guest(request: pytest.FixtureRequest, tmp_path: Path) -> Guest:
    """Return a guest that has dash and the host's programs, or busybox alone."""
    guest = Guest(tmp_path)
    shutil.copytree("/etc", tmp_path / "etc", symlinks=True, ignore=_unreadable)
    shutil.rmtree(tmp_path / "etc/ansible", ignore_errors=True)
    for folder in ("home/vagrant", "root", "programs", "etc/ssh"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / "etc/profile.d/lab.sh").unlink(missing_ok=True)
    guest.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nvagrant:x:0:0::/home/vagrant:/bin/sh\n")
    guest.write("etc/group", "root:x:0:\n")
    shell = shutil.which(request.param)
    assert shell is not None
    applets = APPLETS.split() if request.param == "busybox" else ["sh"]
    for applet in applets:
        (guest.programs / applet).symlink_to(shell)
    return guest


def _unreadable(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not Path(folder, name).exists()]


def provisions(case: str, folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what the machines of a golden file are provisioned with, by name."""
    shutil.copy(GOLDEN / case / "Vagrantfile", folder)
    command = ["ruby", str(PROVISIONS), str(folder / "Vagrantfile")]
    found: dict[str, dict[str, Any]] = json.loads(subprocess.check_output(command))
    return found


@pytest.mark.parametrize("case", ["ansible", "disks", "lab_networks", "two_control_nodes"])
def test_shellcheck_has_nothing_to_say_against_the_scripts(case: str, tmp_path: Path) -> None:
    found = provisions(case, tmp_path)
    scripts = {
        tmp_path / f"{machine}-{name.replace(' ', '-')}.sh": options["inline"]
        for machine, all_options in found.items()
        for name, options in all_options.items()
        if "inline" in options
    }
    for path, text in scripts.items():
        path.write_text(text)

    done = subprocess.run(
        ["shellcheck", "--shell=sh", "--enable=all", "--exclude=SC2250,SC2310,SC2312", *scripts],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("", "")
    assert all(text.startswith("set -eu\n") for text in scripts.values())


def test_a_guest_knows_the_labs_names_however_often_it_is_told(
    guest: Guest, tmp_path: Path
) -> None:
    script = provisions("lab_network", tmp_path)["gateway"]["names"]["inline"]
    guest.write(
        "etc/hosts",
        "127.0.0.1 localhost\n127.0.1.1 gateway.example.com gateway\n127.0.1.1 image\n"
        "# The lab is great\n192.0.2.1 mine",
    )

    runs = [guest.run(script) for _ in range(2)]

    assert [(run.returncode, run.stderr) for run in runs] == [(0, ""), (0, "")]
    assert guest.read("etc/hosts") == (
        "127.0.0.1 localhost\n127.0.1.1 image\n"
        "# The lab is great\n192.0.2.1 mine\n"
        "# The lab, by vagrantgen:\n"
        "10.20.30.2 gateway.example.com gateway gateway.lab-network\n"
        "10.20.30.10 web web.lab-network\n"
        "10.20.30.11 bystander bystander.lab-network\n"
        "# End of the lab.\n"
    )
    assert guest.read("etc/profile.d/lab.sh") == (
        "export LAB_IP_GATEWAY=10.20.30.2\n"
        "export LAB_IP_WEB=10.20.30.10\n"
        "export LAB_IP_BYSTANDER=10.20.30.11\n"
    )


def test_the_variables_of_a_counted_machine_are_names_that_a_shell_takes(
    guest: Guest, tmp_path: Path
) -> None:
    script = provisions("counted_machines", tmp_path)["node1"]["names"]["inline"]
    guest.write("etc/hosts", "127.0.0.1 localhost\n")

    guest.run(script.replace(" node3.counted-machines", " web-3.counted-machines"))

    shown = guest.run(". /etc/profile.d/lab.sh; echo $LAB_IP_NODE1 $LAB_IP_WEB_3").stdout
    assert shown == "10.20.30.21 10.20.30.23\n"


def test_a_guest_without_a_profile_folder_gets_the_names_alone(
    guest: Guest, tmp_path: Path
) -> None:
    script = provisions("lab_network", tmp_path)["web"]["names"]["inline"]
    shutil.rmtree(guest.folder / "etc/profile.d")
    guest.write("etc/hosts", "")

    run = guest.run(script)

    assert (run.returncode, run.stderr) == (0, "")
    assert guest.read("etc/hosts").count("10.20.30.10 web web.lab-network\n") == 1
    assert not (guest.folder / "etc/profile.d").exists()


def test_the_labs_key_is_let_in_once_beside_the_keys_that_are_there(
    guest: Guest, tmp_path: Path
) -> None:
    options = provisions("ansible", tmp_path)["node1"]["lab key"]
    (guest.folder / "home/vagrant/.ssh").mkdir(mode=0o700)
    guest.write("home/vagrant/.ssh/authorized_keys", "ssh-rsa AAAA mine, without an end")
    key = "ssh-ed25519 AAAAC3Nz lab"

    runs = [guest.run(options["inline"], key, "vagrant") for _ in range(2)]

    assert [(run.returncode, run.stderr) for run in runs] == [(0, ""), (0, "")]
    keys = guest.read("home/vagrant/.ssh/authorized_keys")
    assert keys == f"ssh-rsa AAAA mine, without an end\n{key}\n"
    assert guest.read("root/.ssh/authorized_keys") == f"{key}\n"
    assert _mode(guest.folder / "root/.ssh") == 0o700
    assert _mode(guest.folder / "root/.ssh/authorized_keys") == 0o600
    assert options["args"][1] == "admin"


def test_a_guest_with_selinux_gets_its_labels_back(guest: Guest, tmp_path: Path) -> None:
    script = provisions("ansible", tmp_path)["node1"]["lab key"]["inline"]
    guest.fake("restorecon", 'echo "$@"')

    run = guest.run(script, "ssh-ed25519 AAAAC3Nz lab", "vagrant")

    assert run.stdout == "-R /home/vagrant/.ssh\n-R /root/.ssh\n"


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


SCAN = """
for address; do :; done
echo "$address" >> /root/scanned
[ "$(wc -l < /root/scanned)" -gt 2 ] || exit 1
echo "$address ssh-ed25519 KEY-OF-$address"
"""
"""Finds no key the first two times, as while a machine boots."""


@pytest.fixture
def control(guest: Guest, tmp_path: Path) -> tuple[Guest, str]:
    """Return a control node that the lab's key was uploaded to, and its script."""
    script: str = provisions("ansible", tmp_path)["control"]["control"]["inline"]
    (guest.folder / "home/vagrant/.ssh").mkdir(mode=0o700)
    guest.write("home/vagrant/.ssh/id_ed25519", "THE KEY\n")
    guest.fake("ssh-keyscan", SCAN)
    guest.fake("ssh", 'printf "%s\\n" "$*" >> /root/tried')
    guest.fake("wc", 'exec /usr/bin/wc "$@"')
    guest.programs.joinpath("sleep").unlink(missing_ok=True)
    guest.fake("sleep", "")
    return guest, script


def test_a_control_node_waits_for_the_machines_and_knows_their_host_keys(
    control: tuple[Guest, str],
) -> None:
    guest, script = control

    runs = [guest.run(script, "vagrant") for _ in range(2)]

    assert [(run.returncode, run.stdout, run.stderr) for run in runs] == [(0, "", "")] * 2
    assert guest.read("etc/ssh/ssh_known_hosts2") == (
        "node1,node1.ansible,10.20.30.11 ssh-ed25519 KEY-OF-10.20.30.11\n"
        "node2,node2.ansible,10.20.30.12 ssh-ed25519 KEY-OF-10.20.30.12\n"
    )
    assert [line.split()[-2:] for line in guest.read("root/tried").splitlines()] == [
        ["admin@10.20.30.12", "true"],
        ["admin@10.20.30.11", "true"],
    ] * 2
    assert guest.read("root/.ssh/id_ed25519") == "THE KEY\n"
    assert _mode(guest.folder / "root/.ssh/id_ed25519") == 0o600
    assert _mode(guest.folder / "home/vagrant/.ssh/id_ed25519") == 0o600
    assert guest.read("etc/ansible/hosts").startswith("all:\n  hosts:\n    control:\n")


@pytest.mark.parametrize("guest", ["dash"], indirect=True)  # busybox has a clock of its own
def test_a_control_node_gives_up_after_five_minutes_and_says_what_to_do(
    control: tuple[Guest, str],
) -> None:
    guest, script = control
    guest.programs.joinpath("date").unlink(missing_ok=True)
    guest.fake("date", "echo . >> /root/asked; echo $((100 * $(wc -l < /root/asked)))")
    guest.fake("ssh", "exit 255")

    run = guest.run(script, "vagrant")

    assert (run.returncode, run.stderr) == (
        1,
        "10.20.30.12 does not answer; start it, then provision this machine again\n",
    )
    assert guest.read("root/asked") == ".\n" * 4
    assert not (guest.folder / "etc/ssh/ssh_known_hosts2").exists()
