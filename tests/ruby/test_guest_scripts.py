"""The scripts that guests run, in busybox and bash."""

import shutil
import subprocess
from pathlib import Path

import pytest
from ruby.guests import Guest, provisions


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
