import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vagrantgen import process
from vagrantgen.errors import HostError
from vagrantgen.host import kvm, private
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


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateHost]:
    with private.started(root=tmp_path_factory.mktemp("host")) as started:
        yield started


def make_lab(folder: Path, interface: str = INTERFACE) -> Path:
    """Make a folder with a network, and a domain that says HI on its serial console."""
    folder.mkdir()
    disk, console = folder / "disk", folder / "console"
    disk.write_bytes(HELLO.ljust(510, b"\0") + b"\x55\xaa" + bytes(512 * 100))
    (folder / "lan.xml").write_text(NETWORK)
    (folder / "tiny.xml").write_text(DOMAIN.format(disk=disk, console=console, interface=interface))
    return folder


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return make_lab(tmp_path / "lab")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder for the state of the hosts that a test starts."""
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


def outer_command(root: Path, *command: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, str(root), *command]


def run_outer(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, capture_output=True, text=True)


def run_inside(host: PrivateHost, *command: str, cwd: Path | None = None) -> str:
    return process.run(host.command(command), cwd=cwd).stdout.strip()


def read_console(lab: Path) -> str:
    console = lab / "console"
    return console.read_text() if console.exists() else ""


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it did not come to that within 30 s"
        time.sleep(0.05)


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
    assert "virbr-test" not in interfaces()


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


def test_a_command_runs_in_the_folder_of_who_starts_it_or_in_a_given_one(
    host: PrivateHost, tmp_path: Path
) -> None:
    current = run_inside(host, "pwd", cwd=tmp_path)
    given = process.run(host.command(["pwd"], cwd=tmp_path)).stdout.strip()

    assert [current, given] == [str(tmp_path), str(tmp_path)]


def test_a_command_ends_when_the_process_that_entered_is_killed(host: PrivateHost) -> None:
    completed = process.run(host.command(["sleep", "4321"]), check=False, timeout=0.5)

    assert completed.status == 124
    wait_until(lambda: "sleep 4321" not in run_inside(host, "ps", "-A", "-o", "args="))


def test_orphans_are_adopted_and_do_not_stay_as_zombies(host: PrivateHost) -> None:
    orphan = run_inside(host, "sh", "-c", "sh -c 'sleep 3 >/dev/null 2>&1 & echo $!'")
    parent = run_inside(host, "ps", "-o", "ppid=", orphan)

    wait_until(lambda: orphan not in run_inside(host, "ps", "-A", "-o", "pid=").split())

    assert parent == "1"


def test_a_libvirtd_that_does_not_start_says_why(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libvirtd = tmp_path / "libvirtd"
    libvirtd.write_text("#!/bin/sh\necho 'no space left on device' >&2\nexit 6\n")
    libvirtd.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with pytest.raises(HostError) as caught, private.started(root=root):
        pass

    assert caught.value.message == "the private libvirt host did not start"
    assert "no space left on device" in caught.value.details
    assert list(root.iterdir()) == []


def test_where_namespaces_are_forbidden_the_error_says_so(root: Path) -> None:
    command = ["setpriv", "--bounding-set=-sys_admin", *outer_command(root, "true")]

    completed = run_outer(command)

    assert completed.returncode == 3
    assert completed.stderr == (
        "the private libvirt host did not start\n"
        "unshare: unshare failed: Operation not permitted\n"
        "hint: it mounts and makes namespaces: a container has to be a privileged one\n"
    )
    assert list(root.iterdir()) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as pytest's own are not, with a copy of the package."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(Path(private.__file__).parents[1], folder / "python/vagrantgen")
        yield folder


def as_nobody(command: list[str]) -> list[str]:
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]


def python_of_nobody() -> str:
    usable = run_outer(as_nobody(["sh", "-c", f"{sys.executable} -c ''"])).returncode == 0
    return sys.executable if usable else "/usr/bin/python3"


@pytest.mark.usefixtures("boots")
def test_a_user_who_is_not_root_gets_one_too(open_folder: Path) -> None:
    lab, root, ranges = (open_folder / name for name in ("lab", "root", "ranges"))
    make_lab(lab, interface="")  # it takes /dev/net/tun, which udev opens to users, if it runs
    root.mkdir()
    ranges.write_text("nobody:100000:65536\n")
    for path in (lab, *lab.iterdir(), root):
        os.chown(path, 65534, 65534)
    mounts = f"mount --bind {ranges} /etc/subuid && mount --bind {ranges} /etc/subgid"
    inside = f"{START_DOMAIN} && until grep -q HI console; do sleep 0.1; done; id -u; exit 7"
    command = as_nobody([python_of_nobody(), *outer_command(root, "sh", "-c", inside)[1:]])
    environment = ["env", f"--chdir={lab}", f"PYTHONPATH={open_folder}/python"]

    completed = run_outer(
        ["unshare", "--mount", "sh", "-c", f'{mounts} && exec "$@"', "sh", *environment, *command]
    )

    assert (completed.stderr, completed.returncode) == ("", 7)
    assert completed.stdout.split()[-1] == "0"
    assert list(root.iterdir()) == []


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
