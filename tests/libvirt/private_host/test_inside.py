import json
import os
import sys
from pathlib import Path

import pytest
from libvirt.private_host.tiny_lab import (
    START_DOMAIN,
    make_lab,
    outer_command,
    read_console,
    run_inside,
    run_outer,
    wait_until,
)

from vagrantgen.host import kvm, private
from vagrantgen.host.private import PrivateHost


def test_a_command_inside_talks_to_a_libvirt_without_anybodys_domains(host: PrivateHost) -> None:
    domains = run_inside(host, "virsh", "list", "--all", "--name")
    networks = run_inside(host, "virsh", "net-list", "--all", "--name")
    pools = run_inside(host, "virsh", "pool-list", "--name")

    assert (domains, networks, pools) == ("", "", "default")


def test_vagrant_is_told_which_libvirt_and_which_driver(host: PrivateHost) -> None:
    uri = run_inside(host, "sh", "-c", "echo $LIBVIRT_DEFAULT_URI")
    driver = run_inside(host, "sh", "-c", "echo ${VAGRANTGEN_DRIVER-kvm}")

    assert uri == "qemu:///system"
    assert driver == ("kvm" if kvm.runs_guests() else "qemu")


def test_libvirt_sees_kvm_where_it_runs_guests_and_nowhere_else(host: PrivateHost) -> None:
    capabilities = run_inside(host, "virsh", "capabilities")

    assert ("<domain type='kvm'" in capabilities) == kvm.runs_guests()


@pytest.mark.usefixtures("boots")
def test_a_machine_boots_and_its_network_is_seen_inside_alone(lab: Path, root: Path) -> None:
    with private.started(root=root) as host:
        run_inside(host, "sh", "-c", START_DOMAIN, cwd=lab)
        wait_until(lambda: read_console(lab) == "HI")
        inside = run_inside(host, "ls", "/sys/class/net").split()

    assert "virbr-test" in inside
    assert not Path("/sys/class/net/virbr-test").exists()


@pytest.mark.usefixtures("boots")
def test_disks_in_folders_of_other_users_are_read_and_left_as_they_were(
    lab: Path, root: Path
) -> None:
    disk = lab / "disk"
    disk.chmod(0o600)
    os.chown(disk, 1234, 1234)
    lab.chmod(0o700)
    os.chown(lab, 1234, 1234)
    before = disk.stat()

    with private.started(root=root) as host:
        run_inside(host, "sh", "-c", START_DOMAIN, cwd=lab)
        wait_until(lambda: read_console(lab) == "HI")

    after = disk.stat()
    assert (after.st_uid, after.st_gid, after.st_mode) == (1234, 1234, before.st_mode)
    assert os.listxattr(disk) == []


@pytest.mark.usefixtures("boots")
def test_two_hosts_work_side_by_side_with_the_same_names_and_addresses(
    tmp_path: Path, root: Path
) -> None:
    labs = [make_lab(tmp_path / name) for name in ("one", "other")]

    with private.started(root=root) as one, private.started(root=root) as other:
        run_inside(one, "sh", "-c", START_DOMAIN, cwd=labs[0])
        in_other_meanwhile = run_inside(other, "virsh", "list", "--name")
        run_inside(other, "sh", "-c", START_DOMAIN, cwd=labs[1])
        wait_until(lambda: [read_console(lab) for lab in labs] == ["HI", "HI"])

    assert in_other_meanwhile == ""


@pytest.mark.parametrize(
    ("script", "status"), [("exit 7", 7), ("exit 0", 0), ("kill -KILL $$", 128 + 9)]
)
def test_the_commands_exit_status_is_passed_on(root: Path, script: str, status: int) -> None:
    completed = run_outer(outer_command(root, "sh", "-c", script))

    assert (completed.returncode, completed.stderr) == (status, "")


def test_a_command_that_does_not_exist_ends_as_in_a_shell(root: Path) -> None:
    completed = run_outer(outer_command(root, "no-such-program"))

    assert completed.returncode == 127
    assert "no-such-program" in completed.stderr


def test_a_command_runs_in_the_current_folder_or_in_a_given_one(
    host: PrivateHost, tmp_path: Path
) -> None:
    current = run_inside(host, "pwd")
    given = run_inside(host, "pwd", cwd=tmp_path)

    assert [current, given] == [str(Path.cwd()), str(tmp_path)]


def test_a_file_can_be_renamed_into_the_folder_of_the_command(
    host: PrivateHost, tmp_path: Path
) -> None:
    (tmp_path / "new").touch()
    script = f"import os; os.rename('{tmp_path}/new', 'file')"

    run_inside(host, sys.executable, "-c", script, cwd=tmp_path)

    assert (tmp_path / "file").exists()


def test_a_guest_run_by_the_real_device_tells_what_the_processor_tells() -> None:
    has_device = Path("/dev/kvm").is_char_device()

    verdict = kvm.probe()

    assert verdict.runs_guests == (has_device and kvm.virtualization_flag() is not None), verdict


def test_doctor_finds_no_problem_inside(host: PrivateHost) -> None:
    command = [
        sys.executable,
        "-c",
        "from vagrantgen.cli.app import app; app()",
        "doctor",
        "--json",
    ]

    findings = json.loads(run_inside(host, *command))

    assert [finding for finding in findings if finding["state"] == "problem"] == []
    assert {finding["name"]: finding["text"] for finding in findings}["storage pool"] == (
        "default is active"
    )
