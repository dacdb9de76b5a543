import os
import signal
import subprocess
from pathlib import Path

import pytest
from libvirt.private_host.tiny_lab import START_DOMAIN, outer_command, run_inside, wait_until

from vagrantgen import process
from vagrantgen.host import private
from vagrantgen.host.private import PrivateHost


def pid_namespaces() -> set[str]:
    """The namespaces that processes of this machine are in; one that has ended is in none."""
    namespaces = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            namespaces.add(str((entry / "ns/pid").readlink()))
        except OSError:
            continue
    return namespaces


def interfaces() -> set[str]:
    return {entry.name for entry in Path("/sys/class/net").iterdir()}


def host_files() -> set[Path]:
    """The files of this machine where libvirt keeps its own, and where mounts are noted."""
    folders = ("/run", "/etc/libvirt", "/var/lib/libvirt", "/var/cache/libvirt", "/var/log/libvirt")
    return {path for folder in folders for path in Path(folder).rglob("*")}


@pytest.mark.usefixtures("boots")
def test_nothing_is_left_behind(lab: Path, root: Path) -> None:
    before = host_files(), Path("/proc/self/mountinfo").read_text(), interfaces()

    with private.started(root=root) as host:
        namespace = str(Path(f"/proc/{host.pid}/ns/pid").readlink())
        run_inside(host, "sh", "-c", START_DOMAIN, cwd=lab)
        run_inside(host, "sh", "-c", "sleep 1000 >/dev/null 2>&1 &")

    assert namespace not in pid_namespaces()
    assert (host_files(), Path("/proc/self/mountinfo").read_text(), interfaces()) == before
    assert list(root.iterdir()) == []


@pytest.mark.usefixtures("boots")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_everything_ends_with_the_process_that_started_it(
    lab: Path, root: Path, number: signal.Signals
) -> None:
    command = outer_command(
        root, "sh", "-c", f"{START_DOMAIN}; readlink /proc/self/ns/pid >namespace; sleep 1000"
    )
    outer = subprocess.Popen(command, cwd=lab, stdout=subprocess.DEVNULL)
    wait_until(lambda: (lab / "namespace").exists() and (lab / "namespace").read_text() != "")
    namespace = (lab / "namespace").read_text().strip()
    assert namespace in pid_namespaces()

    outer.send_signal(number)

    outer.wait()
    wait_until(lambda: namespace not in pid_namespaces() and list(root.iterdir()) == [])


def test_ctrl_c_is_the_commands_to_answer(lab: Path, root: Path) -> None:
    script = "trap 'echo interrupted; exit 9' INT; touch started; while :; do sleep 0.1; done"
    outer = subprocess.Popen(
        outer_command(root, "sh", "-c", script),
        cwd=lab,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until((lab / "started").exists)

    os.killpg(outer.pid, signal.SIGINT)

    output, _ = outer.communicate()
    assert (outer.returncode, output) == (9, "interrupted\n")
    assert list(root.iterdir()) == []


def test_a_command_ends_when_the_process_that_entered_is_killed(host: PrivateHost) -> None:
    completed = process.run(host.command(["sleep", "4321"]), check=False, timeout=0.5)

    assert completed.status == 124
    wait_until(lambda: "sleep 4321" not in run_inside(host, "ps", "-A", "-o", "args="))


def test_orphans_are_adopted_and_do_not_stay_as_zombies(host: PrivateHost) -> None:
    orphan = run_inside(host, "sh", "-c", "sh -c 'sleep 3 >/dev/null 2>&1 & echo $!'")
    parent = run_inside(host, "ps", "-o", "ppid=", orphan)

    wait_until(lambda: orphan not in run_inside(host, "ps", "-A", "-o", "pid=").split())

    assert parent == "1"
