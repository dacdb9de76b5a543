import grp
import os
import platform
import pwd
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from vagrantgen.host import firewall, hardware, libvirt, programs
from vagrantgen.host.distribution import Distribution
from vagrantgen.host.finding import Finding, Host
from vagrantgen.host.probes import PROBES, QUICK_PROBES, examine, find_problems

Install = Callable[..., None]

FEDORA = Distribution("fedora", "43", "fedora", "Fedora Linux 43")
UBUNTU = Distribution("ubuntu", "24.04", "debian", "Ubuntu 24.04")
ALPINE = Distribution("alpine", "3.22", "other", "Alpine Linux 3.22")

MODULAR = "virtqemud.socket virtnetworkd.socket virtstoraged.socket"

VALIDATION = """\
  QEMU: Checking for hardware virtualization                                 : {0}
  QEMU: Checking if device /dev/vhost-net exists                             : {1} (Load the 'vhost_net' module)
  QEMU: Checking for cgroup 'cpu' controller support                         : PASS
"""


@pytest.fixture(autouse=True)
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, **_: which(name, path=str(folder)))
    monkeypatch.setenv("PATH", f"{folder}:{os.defpath}")
    return folder


@pytest.fixture
def install(bin_folder: Path) -> Install:
    """Return a function that installs a program."""

    def write(name: str, *lines: str, status: int = 0) -> None:
        file = bin_folder / name
        file.write_text("\n".join(["#!/bin/sh", *lines, f"exit {status}", ""]))
        file.chmod(stat.S_IRWXU)

    return write


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    """A Fedora with nothing installed, seen by a user who is not root."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    root = tmp_path / "root"
    (root / "proc").mkdir(parents=True)
    (root / "proc/cpuinfo").write_text("flags\t: fpu vmx lm\n")
    (root / "proc/meminfo").write_text("MemTotal: 8000000 kB\nMemAvailable:  6291456 kB\n")
    return Host(root, FEDORA)


def virsh(install: Install, *cases: str) -> None:
    """Install a virsh with an answer to some of its commands, and libvirt's daemon with it."""
    install("libvirtd")
    install("virsh", 'case "$*" in', *cases, "*uri) echo qemu:///system;;", "esac")
    install("setsid", 'shift; exec "$@"')


def make(host: Host, path: str, text: str = "") -> None:
    file = host.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_a_host_with_nothing_installed_gets_findings_and_no_traceback(host: Host) -> None:
    findings = examine(host)

    assert {finding.name: finding.cure for finding in findings if finding.state == "problem"} == {
        "QEMU": "sudo dnf install qemu-kvm",
        "libvirt": "sudo dnf install libvirt-client",
        "dnsmasq": "sudo dnf install dnsmasq",
        "firewall": "sudo dnf install iptables",
        "Vagrant": "sudo dnf install vagrant vagrant-libvirt",
        "ssh": "sudo dnf install openssh-clients",
    }
    assert [finding.name for finding in findings if finding.state == "warning"] == [
        *("processor", "KVM", "virt-host-validate", "rsync"),
    ]


def test_what_keeps_labs_from_running_is_found_without_starting_ruby(
    host: Host, install: Install
) -> None:
    for program in ("qemu-kvm", "dnsmasq"):
        install(program, "echo QEMU emulator version 9.2.4")
    virsh(install, "*version*) echo 'Running against daemon: 10.0.0';;")
    install("vagrant", "echo started >&2; sleep 60")

    problems = find_problems(host)

    assert problems == (
        Finding(
            "ssh",
            "problem",
            "is not installed; it reaches machines",
            "sudo dnf install openssh-clients",
        ),
    )
    assert set(QUICK_PROBES) < set(PROBES)


def test_a_cure_needs_no_sudo_where_the_user_is_root(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    finding = programs.find_dnsmasq(host)

    assert finding.cure == "dnf install dnsmasq"


@pytest.mark.parametrize(
    ("distribution", "dnsmasq", "vagrant"),
    [
        (UBUNTU, "sudo apt-get install dnsmasq-base", "vagrantgen host setup"),
        (
            FEDORA,
            "sudo dnf install dnsmasq",
            "sudo dnf install vagrant vagrant-libvirt",
        ),
        (
            Distribution("debian", "13", "debian", "Debian GNU/Linux 13"),
            "sudo apt-get install dnsmasq-base",
            "sudo apt-get install vagrant vagrant-libvirt",
        ),
        (
            Distribution("rocky", "9.4", "redhat", "Rocky Linux 9.4"),
            "sudo dnf install dnsmasq",
            "vagrantgen host setup",
        ),
        (
            Distribution("opensuse-leap", "15.6", "suse", "openSUSE Leap 15.6"),
            "sudo zypper install dnsmasq",
            "vagrantgen host setup",
        ),
        (
            Distribution("arch", "", "arch", "Arch Linux"),
            "sudo pacman -S dnsmasq",
            "vagrantgen host setup",
        ),
        (
            ALPINE,
            "install dnsmasq with the package manager of Alpine Linux 3.22",
            "vagrantgen host setup",
        ),
    ],
    ids=lambda value: value.id if isinstance(value, Distribution) else "",
)
def test_a_cure_is_written_for_the_distribution(
    host: Host, distribution: Distribution, dnsmasq: str, vagrant: str
) -> None:
    host = Host(host.root, distribution)

    cures = programs.find_dnsmasq(host).cure, programs.find_vagrant(host).cure

    assert cures == (dnsmasq, vagrant)


class TestProcessor:
    def test_its_virtualization_is_named(self, host: Host, install: Install) -> None:
        install("lscpu", "echo 'Model name:    Fast 3000'", "echo 'Virtualization:   VT-x'")

        finding = hardware.find_processor(host)

        assert finding == Finding("processor", "ok", "Fast 3000, with VT-x")

    @pytest.mark.parametrize(
        ("line", "cure"),
        [
            (
                "Hypervisor vendor:  KVM",
                "this is a virtual machine: turn on nested virtualization for it, outside",
            ),
            (
                "Vendor ID:  GenuineIntel",
                "turn on VT-x or AMD-V (SVM) in the setup of this computer's firmware",
            ),
        ],
    )
    def test_where_to_turn_virtualization_on_depends_on_where_the_host_runs(
        self, host: Host, install: Install, line: str, cure: str
    ) -> None:
        install("lscpu", "echo 'Model name:    Fast 3000'", f"echo '{line}'")

        finding = hardware.find_processor(host)

        assert finding == Finding("processor", "warning", "Fast 3000, without virtualization", cure)


class TestKvm:
    @pytest.mark.parametrize(
        ("flags", "cure"),
        [
            ("fpu vmx", "sudo modprobe kvm_intel"),
            ("fpu svm", "sudo modprobe kvm_amd"),
            ("fpu", "see the processor, above"),
        ],
    )
    def test_a_missing_device_takes_the_processors_module(
        self, host: Host, flags: str, cure: str
    ) -> None:
        make(host, "proc/cpuinfo", f"flags\t: {flags}\n")

        finding = hardware.find_kvm(host)

        assert finding == Finding(
            "KVM",
            "warning",
            "runs no guests, so machines are emulated and slow: there is no /dev/kvm",
            cure,
        )

    def test_a_device_that_runs_no_guest_is_a_warning(self, host: Host) -> None:
        (host.root / "dev").mkdir()
        (host.root / "dev/kvm").symlink_to("/dev/null")

        finding = hardware.find_kvm(host)

        assert finding == Finding(
            "KVM",
            "warning",
            "runs no guests, so machines are emulated and slow: a tiny guest did not run: "
            "OSError: [Errno 25] Inappropriate ioctl for device",
            "update the kernel, or the hypervisor that this computer runs in",
        )

    def test_a_device_that_runs_guests_needs_no_cure(
        self, host: Host, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (host.root / "dev").mkdir()
        (host.root / "dev/kvm").symlink_to("/dev/null")
        monkeypatch.setattr(platform, "machine", lambda: "aarch64")

        finding = hardware.find_kvm(host)

        assert finding == Finding("KVM", "ok", "runs guests: /dev/kvm can be opened")


class TestResources:
    def test_memory_is_what_is_available(self, host: Host) -> None:
        finding = hardware.find_memory(host)

        assert finding == Finding("memory", "ok", "6.0 GiB available")

    def test_little_memory_is_a_warning(self, host: Host) -> None:
        make(host, "proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable:  1048576 kB\n")

        finding = hardware.find_memory(host)

        assert finding == Finding(
            "memory", "warning", "1.0 GiB available", "end other programs, or give machines less"
        )

    def test_disk_is_looked_at_where_images_and_boxes_will_be(
        self, host: Host, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = shutil.disk_usage(host.root)
        monkeypatch.setattr(
            shutil, "disk_usage", lambda folder: usage._replace(free=_free(host, folder))
        )

        finding = hardware.find_disk(host)

        assert finding == Finding(
            "disk",
            "warning",
            "64.0 GiB free for machines, 4.0 GiB for boxes",
            "vagrant box prune",
        )


def _free(host: Host, folder: Path) -> int:
    return (64 if folder == host.root else 4) * 1024**3


class TestValidation:
    def test_what_fails_is_named(self, host: Host, install: Install) -> None:
        install("virt-host-validate", f'echo "{VALIDATION.format("FAIL", "WARN")}"', status=1)

        finding = libvirt.find_validation(host)

        assert finding == Finding(
            "virt-host-validate",
            "warning",
            "FAIL: hardware virtualization",
            "`virt-host-validate qemu` says more on each",
        )

    @pytest.mark.parametrize(
        ("result", "text"), [("WARN", "WARN: device /dev/vhost-net exists"), ("PASS", "PASS")]
    )
    def test_its_warnings_need_no_cure(
        self, host: Host, install: Install, result: str, text: str
    ) -> None:
        install("virt-host-validate", f'echo "{VALIDATION.format("PASS", result)}"')

        finding = libvirt.find_validation(host)

        assert finding == Finding("virt-host-validate", "ok", text)


class TestLibvirt:
    def test_the_daemon_that_answers_is_named_with_its_version(
        self, host: Host, install: Install
    ) -> None:
        virsh(install, "*version*--daemon) echo 'Running against daemon: 10.0.0';;")

        with_libvirtd = libvirt.find_libvirt(host)
        make(host, "run/libvirt/virtqemud-sock")
        with_virtqemud = libvirt.find_libvirt(host)

        assert [with_libvirtd, with_virtqemud] == [
            Finding("libvirt", "ok", "libvirtd 10.0.0 answers at qemu:///system"),
            Finding("libvirt", "ok", "virtqemud 10.0.0 answers at qemu:///system"),
        ]

    @pytest.mark.parametrize(
        ("daemon", "folder", "cure"),
        [
            ("libvirtd", "run", "sudo sh -c 'virtlogd --daemon && libvirtd --daemon'"),
            ("libvirtd", "run/systemd/system", "sudo systemctl enable --now libvirtd"),
            (
                "virtqemud",
                "run/systemd/system",
                f"sudo systemctl enable --now {MODULAR}",
            ),
        ],
    )
    def test_a_daemon_that_does_not_answer_is_to_be_started(
        self, host: Host, install: Install, daemon: str, folder: str, cure: str
    ) -> None:
        install(daemon)
        install("virsh", "echo 'error: failed to connect to the hypervisor' >&2", status=1)
        (host.root / folder).mkdir(parents=True)

        finding = libvirt.find_libvirt(host)

        assert finding == Finding(
            "libvirt",
            "problem",
            "nothing answers at qemu:///system; "
            "`vagrantgen host private -- CMD` gives one command a libvirt of its own",
            cure,
        )

    def test_a_daemon_that_is_not_installed_is_to_be_installed(
        self, host: Host, install: Install
    ) -> None:
        install("virsh", status=1)

        finding = libvirt.find_libvirt(host)

        assert finding == Finding(
            "libvirt",
            "problem",
            "its daemon is not installed, and nothing answers at qemu:///system",
            "sudo dnf install libvirt",
        )

    def test_what_hangs_on_it_is_not_reported_as_well(self, host: Host, install: Install) -> None:
        install("virsh", status=1)

        findings = [
            probe(host) for probe in (libvirt.find_access, libvirt.find_network, libvirt.find_pool)
        ]

        assert findings == [None, None, None]


class TestAccess:
    @pytest.fixture(autouse=True)
    def _user(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = pwd.struct_passwd(("ann", "x", 1000, 1000, "", "/home/ann", "/bin/sh"))
        monkeypatch.setattr(pwd, "getpwuid", {1000: entry}.__getitem__)
        group = grp.struct_group(("libvirt", "x", 64, ["bob"]))
        monkeypatch.setattr(grp, "getgrnam", {"libvirt": group}.__getitem__)

    def test_a_user_who_connects_has_it(self, host: Host, install: Install) -> None:
        virsh(install)

        finding = libvirt.find_access(host)

        assert finding == Finding("access", "ok", "user ann may use libvirt")

    def test_a_user_who_is_refused_joins_the_group(self, host: Host, install: Install) -> None:
        virsh(install, "*--readonly*uri) ;;", "*uri) exit 1;;")

        finding = libvirt.find_access(host)

        assert finding == Finding(
            "access",
            "problem",
            "user ann may not use libvirt",
            "sudo usermod --append --groups libvirt ann, then log in anew",
        )

    def test_a_member_who_is_refused_logs_in_anew(
        self, host: Host, install: Install, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        virsh(install, "*--readonly*uri) ;;", "*uri) exit 1;;")
        group = grp.struct_group(("libvirt", "x", 64, ["ann"]))
        monkeypatch.setattr(grp, "getgrnam", {"libvirt": group}.__getitem__)

        finding = libvirt.find_access(host)

        assert finding == Finding(
            "access",
            "problem",
            "user ann is in the group libvirt, but this login is older than that",
            "log in anew, or use `sg libvirt -c CMD`",
        )

    def test_a_user_without_a_name_is_known_by_number(
        self, host: Host, install: Install, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        virsh(install)
        monkeypatch.setattr(os, "geteuid", lambda: 4711)

        finding = libvirt.find_access(host)

        assert finding == Finding("access", "ok", "user 4711 may use libvirt")


class TestNetworkAndPool:
    def test_the_default_network_is_not_needed(self, host: Host, install: Install) -> None:
        virsh(install)

        finding = libvirt.find_network(host)

        assert finding == Finding(
            "network",
            "ok",
            "default is absent, and not needed; "
            "vagrant-libvirt is not made yet, the first `up` does that",
        )

    def test_the_states_of_both_networks_are_told(self, host: Host, install: Install) -> None:
        virsh(
            install,
            "*net-list*) echo ' default           inactive   no    yes'",
            "echo ' vagrant-libvirt   active     no    yes'",
            "echo;;",
        )

        finding = libvirt.find_network(host)

        assert finding == Finding(
            "network", "ok", "default is inactive, and not needed; vagrant-libvirt is active"
        )

    @pytest.mark.parametrize(
        ("row", "finding"),
        [
            (
                "",
                Finding(
                    "storage pool",
                    "ok",
                    "there is none called default yet; the first `up` makes it",
                ),
            ),
            (
                " default   active   yes",
                Finding("storage pool", "ok", "default is active"),
            ),
            (
                " default   active   no",
                Finding(
                    "storage pool",
                    "warning",
                    "default is active, but will not be after a restart of this computer",
                    "virsh --connect qemu:///system pool-autostart default",
                ),
            ),
            (
                " default   inactive   no",
                Finding(
                    "storage pool",
                    "problem",
                    "default is not active",
                    "virsh --connect qemu:///system pool-start default",
                ),
            ),
        ],
    )
    def test_a_default_pool_has_to_be_active(
        self, host: Host, install: Install, row: str, finding: Finding
    ) -> None:
        virsh(install, f"*pool-list*) echo ' other   inactive   no'; echo '{row}';;")

        found = libvirt.find_pool(host)

        assert found == finding


class TestFirewall:
    @pytest.fixture(autouse=True)
    def _both_installed(self, install: Install) -> None:
        install("nft")
        install("iptables")

    def test_an_old_libvirt_uses_iptables(self, host: Host) -> None:
        make(host, "sys/class/net/docker0")

        finding = firewall.find_firewall(host)

        assert finding == Finding("firewall", "ok", "libvirt uses iptables")

    def test_a_new_one_uses_nftables(self, host: Host) -> None:
        make(host, "etc/libvirt/network.conf", '#firewall_backend = "nftables"\n')
        make(host, "etc/ufw/ufw.conf", "ENABLED=no\n")

        finding = firewall.find_firewall(host)

        assert finding == Finding("firewall", "ok", "libvirt uses nftables")

    def test_nftables_beside_another_firewall_is_a_warning(self, host: Host) -> None:
        make(host, "etc/libvirt/network.conf", '#firewall_backend = "nftables"\n')
        make(host, "etc/ufw/ufw.conf", "# on boot\nENABLED=yes\n")
        make(host, "sys/class/net/docker0")
        make(host, "run/libvirt/virtnetworkd-sock")

        finding = firewall.find_firewall(host)

        assert finding == Finding(
            "firewall",
            "warning",
            "libvirt uses nftables beside ufw and Docker, "
            "which may keep machines from their addresses, or from the outside",
            "echo 'firewall_backend = \"iptables\"' | sudo tee --append /etc/libvirt/network.conf; "
            "sudo systemctl restart virtnetworkd",
        )

    def test_what_is_written_counts(self, host: Host) -> None:
        make(host, "etc/libvirt/network.conf", 'firewall_backend = "iptables"\n')
        make(host, "sys/class/net/docker0")

        finding = firewall.find_firewall(host)

        assert finding == Finding("firewall", "ok", "libvirt uses iptables")


class TestPrograms:
    def test_versions_are_told_as_numbers(self, host: Host, install: Install) -> None:
        install("qemu-system-x86_64", "echo 'QEMU emulator version 7.2.22 (Debian 1:7.2)'")
        install("vagrant", "echo 'Vagrant 2.3.4'")

        findings = programs.find_qemu(host), programs.find_vagrant(host)

        assert findings == (Finding("QEMU", "ok", "7.2.22"), Finding("Vagrant", "ok", "2.3.4"))

    def test_the_plugins_version_is_read_from_vagrants_own_list(
        self, host: Host, install: Install
    ) -> None:
        install(
            "vagrant",
            "echo '1795422513,,ui,info,vagrant-libvirt (0.11.2%!(VAGRANT_COMMA) system)'",
            "echo '1795422513,,plugin-name,vagrant-libvirt'",
            "echo '1795422513,vagrant-libvirt,plugin-version,0.11.2%!(VAGRANT_COMMA) system'",
        )

        finding = programs.find_plugin(host)

        assert finding == Finding("vagrant-libvirt", "ok", "0.11.2")

    def test_a_vagrant_without_the_plugin_is_a_problem(self, host: Host, install: Install) -> None:
        install("vagrant", "echo '1795422513,,ui,info,No plugins installed.'")

        finding = programs.find_plugin(host)

        assert finding == Finding(
            "vagrant-libvirt",
            "problem",
            "Vagrant's plugin for libvirt is not installed",
            "sudo dnf install vagrant vagrant-libvirt",
        )

    def test_a_vagrant_that_fails_is_quoted(self, host: Host, install: Install) -> None:
        install("vagrant", "echo 'Vagrant failed to initialize' >&2", status=1)

        finding = programs.find_plugin(host)

        assert finding == Finding(
            "vagrant-libvirt",
            "problem",
            "`vagrant plugin list` fails: Vagrant failed to initialize",
            "vagrant plugin repair",
        )

    def test_other_programs_are_told_with_what_they_are_for(
        self, host: Host, install: Install, bin_folder: Path
    ) -> None:
        install("ssh")
        install("rsync")

        findings = programs.find_ssh(host), programs.find_rsync(host)

        assert findings == (
            Finding("ssh", "ok", f"{bin_folder}/ssh reaches machines"),
            Finding("rsync", "ok", f"{bin_folder}/rsync copies synced folders of that type"),
        )
