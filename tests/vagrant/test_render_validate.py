"""The golden Vagrantfiles, put to `vagrant validate` and `vagrant status` beside a real libvirt."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from oracle.loader import Vagrant, vagrant_commands

from vagrantgen.host import private

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/lab.yaml"))
WITHOUT_GEMS = {"windows", "windows_machines"}
"""Cases that Debian's Vagrant can't judge: it comes without the gems for WinRM."""

UNKNOWN = {"extra", "plugins", "provider_newer", "smb"}
"""Cases with options and plugins that this Vagrant does not know, and with what no Linux host has."""

INTERFACES = ["eth1", "br0", "ovs0"]
"""What the public networks lead to."""


@pytest.fixture(scope="module")
def vagrant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vagrant]:
    home = tmp_path_factory.mktemp("home")
    modinfo = home / "modinfo"  # Vagrant asks it whether the host can serve NFS
    modinfo.write_text("#!/bin/sh\n")
    modinfo.chmod(0o755)
    with private.started() as host:
        for name in INTERFACES:
            subprocess.run(host.command(["ip", "link", "add", name, "type", "bridge"]), check=True)
        path = f"PATH={home}:/usr/sbin:/usr/bin:/sbin:/bin"
        with vagrant_commands(home, lambda line: host.command(["env", path, *line])) as vagrant:
            yield vagrant


@pytest.mark.parametrize("case", sorted(set(CASES) - WITHOUT_GEMS - UNKNOWN))
def test_vagrant_has_nothing_to_say_against_a_golden_file(
    case: str, vagrant: Vagrant, tmp_path: Path
) -> None:
    folder = shutil.copytree(GOLDEN / case, tmp_path / case)

    answers = [vagrant(folder, ["validate"]), vagrant(folder, ["status"])]

    assert answers == [{"status": 0}, {"status": 0}]


def test_a_setting_that_the_plugin_does_not_know_is_refused(
    vagrant: Vagrant, tmp_path: Path
) -> None:
    text = (GOLDEN / "minimal/Vagrantfile").read_text()
    (tmp_path / "Vagrantfile").write_text(text.replace("domain.memory", "domain.memroy"))

    answer = vagrant(tmp_path, ["validate"])

    assert "The following settings shouldn't exist: memroy" in answer["error"]
