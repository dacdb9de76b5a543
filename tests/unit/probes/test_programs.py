from collections.abc import Callable
from pathlib import Path

from vagrantgen.host import programs
from vagrantgen.host.finding import Finding, Host

Install = Callable[..., None]


def test_versions_are_told_as_numbers(host: Host, install: Install) -> None:
    install("qemu-system-x86_64", "echo 'QEMU emulator version 7.2.22 (Debian 1:7.2)'")
    install("vagrant", "echo 'Vagrant 2.3.4'")

    findings = programs.find_qemu(host), programs.find_vagrant(host)

    assert findings == (Finding("QEMU", "ok", "7.2.22"), Finding("Vagrant", "ok", "2.3.4"))


def test_the_plugins_version_is_read_from_vagrants_own_list(host: Host, install: Install) -> None:
    install(
        "vagrant",
        "echo '1795422513,,ui,info,vagrant-libvirt (0.11.2%!(VAGRANT_COMMA) system)'",
        "echo '1795422513,,plugin-name,vagrant-libvirt'",
        "echo '1795422513,vagrant-libvirt,plugin-version,0.11.2%!(VAGRANT_COMMA) system'",
    )

    finding = programs.find_plugin(host)

    assert finding == Finding("vagrant-libvirt", "ok", "0.11.2")


def test_a_vagrant_without_the_plugin_is_a_problem(host: Host, install: Install) -> None:
    install("vagrant", "echo '1795422513,,ui,info,No plugins installed.'")

    finding = programs.find_plugin(host)

    assert finding == Finding(
        "vagrant-libvirt",
        "problem",
        "Vagrant's plugin for libvirt is not installed",
        "sudo dnf install vagrant vagrant-libvirt",
    )


def test_a_vagrant_that_fails_is_quoted(host: Host, install: Install) -> None:
    install("vagrant", "echo 'Vagrant failed to initialize' >&2", status=1)

    finding = programs.find_plugin(host)

    assert finding == Finding(
        "vagrant-libvirt",
        "problem",
        "`vagrant plugin list` fails: Vagrant failed to initialize",
        "vagrant plugin repair",
    )


def test_other_programs_are_told_with_what_they_are_for(
    host: Host, install: Install, bin_folder: Path
) -> None:
    install("ssh")
    install("rsync")

    findings = programs.find_ssh(host), programs.find_rsync(host)

    assert findings == (
        Finding("ssh", "ok", f"{bin_folder}/ssh reaches machines"),
        Finding("rsync", "ok", f"{bin_folder}/rsync copies synced folders of that type"),
    )
