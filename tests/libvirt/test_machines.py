"""Two machines that most of these tests share, and their life from up to destroy."""

import json
import sys
import time
from collections.abc import Iterator

import pytest
from libvirt import pair
from libvirt.lab_host import LabFolder, LabHost
from libvirt.pair import LAB

pytestmark = pytest.mark.usefixtures("boots")


@pytest.fixture(scope="module")
def lab(lab_host: LabHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabFolder]:
    """The two machines, which run."""
    with pair.running(lab_host, tmp_path_factory.mktemp("pair")) as folder:
        yield folder


def states(folder: LabFolder) -> dict[str, str]:
    machines = json.loads(folder.vagrantgen("status", "--json").stdout)
    return {machine["name"]: machine["state"] for machine in machines}


def test_machines_know_each_other_by_name_before_their_provisioners_run(lab: LabFolder) -> None:
    assert "1 received" in lab.ssh("web", "cat", "/tmp/provisioned")
    assert lab.ssh("db", "getent", "hosts", "web").split() == ["10.20.30.10", "web", "web.pair"]


def test_guests_get_their_names_without_the_service_for_it(lab: LabFolder) -> None:
    lab.ssh("web", "systemctl is-system-running --wait || :")  # it would start at the boot's end

    assert lab.ssh("web", "sudo journalctl --quiet --boot --unit systemd-hostnamed") == ""


def test_a_playbook_finds_machines_that_came_up_before_its_own(lab: LabFolder) -> None:
    inventory = (lab.path / "inventory.txt").read_text()

    found = [line.split()[0] for line in inventory.splitlines() if "_host=" in line]
    assert sorted(found) == ["db", "web"]


def test_a_grown_disk_has_a_grown_file_system(lab: LabFolder) -> None:
    size = lab.ssh("db", "df", "--output=size", "-BG", "/").split()[-1]

    assert size == "12G"


def test_ssh_passes_on_words_and_the_status(lab: LabFolder) -> None:
    words = lab.ssh("web", "printf", "%s,", "a b", "$HOME", "*")
    line = lab.ssh("web", "cd /tmp && pwd")
    failed = lab.vagrantgen("ssh", "web", "--", "exit 7", check=False)

    assert words == "a b,$HOME,*,"
    assert line == "/tmp\n"
    assert failed.returncode == 7


def test_one_command_runs_in_all_machines_and_vagrant_is_not_asked_how(lab: LabFolder) -> None:
    done = lab.vagrantgen("exec", "--json", "--", "hostname; test $(hostname) = web", check=False)

    said = {one["machine"]: (one["stdout"], one["exit_code"]) for one in json.loads(done.stdout)}
    assert said == {"web": ("web\n", 0), "db": ("db\n", 1)}
    assert (done.returncode, done.stderr) == (1, "")


def test_an_interrupt_ends_what_exec_runs_in_the_machines(lab: LabFolder) -> None:
    with lab.start("exec", "--", "sudo sleep 4321; touch /tmp/went_on") as program:
        assert program.stderr
        process_id = program.stderr.readline().strip()
        while len(lab.vagrantgen("exec", "--", "pgrep -x sleep || true").stdout.split()) < 4:
            time.sleep(0.5)
        lab.host.run("kill", "-INT", process_id, cwd=lab.path)

    time.sleep(3)
    asked = "pgrep -x sleep; ls /tmp/went_on 2> /dev/null; true"
    assert program.returncode == 130
    assert lab.vagrantgen("exec", "--", asked).stdout == ""


def test_files_go_to_machines_and_come_back(lab: LabFolder) -> None:
    (lab.path / "site").mkdir()
    (lab.path / "site/a b.txt").write_text("hello")

    lab.vagrantgen("cp", "site", "web:www")
    lab.vagrantgen("cp", "web:www/a b.txt", "db:c d.txt")
    lab.vagrantgen("cp", "db:c d.txt", "back.txt")

    assert (lab.path / "back.txt").read_text() == "hello"


def test_what_others_do_to_machines_is_seen_at_once(lab: LabFolder) -> None:
    lab.virsh("suspend", "pair_web")
    suspended = states(lab)
    lab.virsh("resume", "pair_web")

    assert suspended == {"web": "paused", "db": "running"}
    assert states(lab) == {"web": "running", "db": "running"}


def test_a_plug_that_others_pull_is_not_waited_for(lab: LabFolder) -> None:
    lab.ssh("db", "sync")
    lab.virsh("destroy", "pair_db")
    began = time.monotonic()
    refused = lab.vagrantgen("ssh", "db", "--", "true", check=False)
    took = time.monotonic() - began

    lab.virsh("start", "pair_db")
    while lab.ssh("db", "hostname", check=False) != "db\n":
        assert time.monotonic() < began + 300
        time.sleep(1)

    assert "the machine 'db' is not running: it is shutoff" in refused.stderr
    assert took < 10
    assert "1 received" in lab.ssh("web", "ping", "-c", "1", "db")


def test_status_and_ssh_config_agree_on_the_address(lab: LabFolder) -> None:
    web, _ = json.loads(lab.vagrantgen("status", "--json").stdout)

    config = lab.vagrantgen("ssh-config", "web").stdout

    assert web["state"] == "running"
    assert web["ports"] == ["127.0.0.1:12322 -> 22"]
    assert f"HostName {web['address']}\n" in config


def test_a_port_leads_to_the_machine(lab: LabFolder) -> None:
    scanned = lab.host.run("ssh-keyscan", "-t", "ed25519", "-p", "12322", "127.0.0.1", cwd=lab.path)

    assert scanned.stdout.split()[2] in lab.ssh("web", "cat", "/etc/ssh/ssh_host_ed25519_key.pub")


def test_suspended_machines_go_on_where_they_were(lab: LabFolder) -> None:
    before = lab.ssh("web", "cat", "/proc/sys/kernel/random/boot_id")

    lab.vagrantgen("suspend")
    suspended = states(lab)
    lab.vagrantgen("resume")

    assert suspended == {"web": "paused", "db": "paused"}
    assert lab.ssh("web", "cat", "/proc/sys/kernel/random/boot_id") == before


@pytest.mark.parametrize("network", ["vagrant-libvirt", "pair-lan"])
def test_a_network_carries_at_once_what_a_machine_says(lab: LabFolder, network: str) -> None:
    assert any("stp='off'" in line for line in lab.virsh("net-dumpxml", network))


def test_the_management_network_offers_addresses_without_a_wait(lab: LabFolder) -> None:
    assert "no-ping" in "".join(lab.virsh("net-dumpxml", "vagrant-libvirt"))


def test_a_snapshot_brings_back_files_and_the_time_goes_on(lab: LabFolder) -> None:
    lab.vagrantgen("snapshot", "save", "before")
    lab.ssh("web", "touch", "/tmp/later")
    saved = lab.vagrantgen("snapshot", "list", "--json").stdout

    lab.vagrantgen("snapshot", "restore", "before")

    assert "1 received" in lab.ssh("web", "ping", "-c", "1", "db")
    assert json.loads(saved) == {"web": ["before"], "db": ["before"]}
    assert lab.ssh("web", "ls", "/tmp/later", check=False) == ""
    assert abs(float(lab.ssh("web", "date", "+%s")) - time.time()) < 20
    assert "open" in lab.vagrantgen("port").stdout
    lab.vagrantgen("snapshot", "delete", "before")


def test_a_rebooted_machine_answers_with_another_boot_and_its_port_open(lab: LabFolder) -> None:
    before = lab.ssh("web", "cat", "/proc/sys/kernel/random/boot_id")

    lab.vagrantgen("reboot", "web")

    assert lab.ssh("web", "cat", "/proc/sys/kernel/random/boot_id") != before
    assert "open" in lab.vagrantgen("port").stdout
    assert "1 received" in lab.ssh("web", "ping", "-c", "1", "db")


def test_halted_machines_are_off_and_come_up_again(lab: LabFolder) -> None:
    lab.vagrantgen("halt")
    halted = states(lab)
    lab.vagrantgen("up")

    assert halted == {"web": "shutoff", "db": "shutoff"}
    assert "1 received" in lab.ssh("web", "ping", "-c", "1", "db")


def test_what_runs_as_it_should_is_left_alone(lab: LabFolder) -> None:
    before = lab.ssh("db", "cat", "/proc/sys/kernel/random/boot_id")

    said = lab.vagrantgen("up").stderr

    assert said == ""
    assert lab.ssh("db", "cat", "/proc/sys/kernel/random/boot_id") == before


def test_a_renamed_machine_is_an_orphan_that_is_seen_and_still_reached(lab: LabFolder) -> None:
    lab.write(LAB.replace("db", "data"))

    seen = states(lab)
    left = lab.vagrantgen("up", "--quiet", "--no-deps", "web").stderr
    reached = lab.ssh("db", "hostname")

    lab.write(LAB)
    assert seen == {"web": "running", "data": "not_created", "db": "orphan"}
    assert "pending: db: the lab no longer has it: `vagrantgen up --remove-orphans`" in left
    assert reached == "db\n"


def test_a_broken_lab_file_keeps_nobody_out(lab: LabFolder) -> None:
    (lab.path / "lab.yaml").write_text("machines: [")

    reached = lab.ssh("db", "hostname")
    seen = states(lab)

    lab.write(LAB)
    assert reached == "db\n"
    assert seen == {"web": "running", "db": "running"}


def test_the_console_is_connected(lab: LabFolder) -> None:
    console = f"{sys.executable} -m vagrantgen.cli console db"
    keys = "(sleep 4; printf '\\r'; sleep 4; printf '\\035')"

    lab.host.run("sh", "-c", f"{keys} | script -qfec '{console}' console.txt", cwd=lab.path)

    assert "db login:" in (lab.path / "console.txt").read_text(errors="replace")
