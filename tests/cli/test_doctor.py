import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vagrantgen.cli.app import app

Install = Callable[[str], None]

PROGRAMS = (
    *("qemu-system-x86_64", "libvirtd", "virsh", "setsid", "vagrant"),
    *("dnsmasq", "iptables", "ssh"),
)
"""What a host can't be without."""

ANSWER = """\
#!/bin/sh
case "$0 $*" in
*vagrant\\ plugin*) echo ",vagrant-libvirt,plugin-version,0.12.2" ;;
*virsh*version*) echo "Running against daemon: 10.0.0" ;;
esac
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that installs a program; no other program is there."""
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, **_: which(name, path=str(tmp_path)))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.defpath}")

    def write(name: str) -> None:
        (tmp_path / name).write_text(ANSWER)
        (tmp_path / name).chmod(stat.S_IRWXU)

    return write


def test_a_host_that_can_run_labs_ends_with_status_0(install: Install) -> None:
    for program in PROGRAMS:
        install(program)

    result = CliRunner().invoke(app, ["doctor"])

    assert result.exit_code == 0, result.output
    assert (
        "ok       libvirt             libvirtd 10.0.0 answers at qemu:///system\n" in result.stdout
    )
    assert result.stderr == "\nLabs can run here.\n"


def test_a_host_that_cannot_run_labs_ends_with_status_3_and_names_what_lacks(
    install: Install,
) -> None:
    for program in (*PROGRAMS[1:-1], "qemu-kvm"):
        install(program)

    result = CliRunner().invoke(app, ["doctor"])

    assert result.exit_code == 3
    assert result.stderr == (
        "\n"
        "No lab can run here until this is cured: ssh.\n"
        "`vagrantgen host setup` shows how to set the whole host up, or does it.\n"
    )


def test_each_finding_is_one_line_and_its_cure_another(install: Install) -> None:
    for program in PROGRAMS:
        install(program)

    lines = CliRunner().invoke(app, ["doctor"]).stdout.splitlines()

    rsync = next(number for number, line in enumerate(lines) if "rsync" in line)
    assert lines[rsync] == (
        "warning  rsync               is not installed; it copies synced folders of that type"
    )
    assert lines[rsync + 1].startswith(" " * 29)
    assert lines[rsync + 1].endswith("rsync")


def test_a_program_reads_the_findings_as_json(install: Install) -> None:
    for program in PROGRAMS:
        install(program)

    result = CliRunner().invoke(app, ["doctor", "--json"])

    findings = json.loads(result.stdout)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert {"name": "ssh", "state": "ok", "text": "there", "cure": ""} in [
        {**finding, "text": "there"} for finding in findings
    ]
    assert {tuple(finding) for finding in findings} == {("name", "state", "text", "cure")}
