import os
from collections.abc import Callable

import pytest

from vagrantgen.host import programs
from vagrantgen.host.distribution import Distribution
from vagrantgen.host.finding import Finding, Host
from vagrantgen.host.probes import PROBES, QUICK_PROBES, examine, seek_problems

Install = Callable[..., None]
Answer = Callable[..., None]

FEDORA = Distribution("fedora", "43", "fedora", "Fedora Linux 43")
UBUNTU = Distribution("ubuntu", "24.04", "debian", "Ubuntu 24.04")
ALPINE = Distribution("alpine", "3.22", "other", "Alpine Linux 3.22")


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
    host: Host, install: Install, answer: Answer
) -> None:
    for program in ("qemu-kvm", "dnsmasq"):
        install(program, "echo QEMU emulator version 9.2.4")
    answer("*version*) echo 'Running against daemon: 10.0.0';;")
    install("vagrant", "echo started >&2; sleep 60")

    problems = seek_problems(host)()

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
