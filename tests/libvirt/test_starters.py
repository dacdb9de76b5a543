import os
import shutil
import sys
from pathlib import Path

import pytest
from libvirt.lab_host import BOX, LabFolder

from vagrantgen import _assets

STARTERS = sorted(path.stem for path in _assets.STARTERS.glob("*.yaml"))

SCRIPT = f"""
from vagrantgen import Lab, Machine, PrivateNetwork

lab = Lab(name="scripted", machines=[
    Machine(name="web", box="{BOX}", memory="384 MiB", networks=[PrivateNetwork(ip="10.20.31.10")]),
])
with lab.up() as running:
    result = running["web"].run("hostname; ip -4 -br addr show eth1; exit 3")
    print(result.stdout, result.exit_code, [machine.state for machine in running.status()])
"""


@pytest.mark.parametrize("starter", STARTERS)
def test_vagrant_accepts_what_a_starter_lab_renders(starter: str, lab_folder: LabFolder) -> None:
    lab_folder.vagrantgen("init", starter)
    lab_folder.vagrantgen("render", "--output", "Vagrantfile")

    said = lab_folder.host.run("vagrant", "validate", cwd=lab_folder.path).stdout

    assert said.strip() == "Vagrantfile validated successfully."
    shutil.rmtree(lab_folder.path / ".vagrant")  # nothing was made that could be destroyed


@pytest.mark.usefixtures("boots")
def test_plain_vagrant_makes_the_same_lab_of_the_rendered_file(lab_folder: LabFolder) -> None:
    lab_folder.vagrantgen("init", "ansible")
    changes = (f"defaults.box={BOX}", "defaults.memory=384", "name=lab")
    override = [word for change in changes for word in ("--set", change)]
    lab_folder.vagrantgen("render", "--output", "Vagrantfile", *override)
    path = os.pathsep.join(
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not (Path(folder) / "vagrantgen").exists()
    )

    def vagrant(*words: str) -> str:
        command = ["env", f"PATH={path}", "vagrant", *words]
        return lab_folder.host.run(*command, cwd=lab_folder.path).stdout

    vagrant("up")
    pongs = vagrant("ssh", "control", "-c", "ansible all -m ping")
    hosts = vagrant("ssh", "control", "-c", "getent hosts node1 node2")
    seen = vagrant("ssh", "node1", "-c", "env | grep ^LAB_IP_ | sort; ping -c 1 control")
    vagrant("destroy", "--force")
    # It stays unless the machine that it was made for went last (docs/decisions/0004).
    for network in lab_folder.virsh("net-list", "--all", "--name"):
        lab_folder.virsh("net-destroy", network)
        lab_folder.virsh("net-undefine", network)

    assert pongs.count('"ping": "pong"') == 3
    assert hosts.split() == [
        *("10.20.30.11", "node1", "node1.lab"),
        *("10.20.30.12", "node2", "node2.lab"),
    ]
    assert "LAB_IP_CONTROL=10.20.30.10" in seen
    assert "1 received" in seen
    assert lab_folder.virsh("list", "--all", "--name") == []
    shutil.rmtree(lab_folder.path / ".vagrant")


@pytest.mark.usefixtures("boots")
def test_a_lab_of_a_script_runs_in_its_block_and_is_gone_after_it(lab_folder: LabFolder) -> None:
    state = {"XDG_STATE_HOME": str(lab_folder.path / "state")}
    settings = [f"{name}={value}" for name, value in state.items()]

    done = lab_folder.host.run("env", *settings, sys.executable, "-c", SCRIPT, cwd=lab_folder.path)

    assert done.stdout.split() == ["web", "eth1", "UP", "10.20.31.10/24", "3", "['running']"]
    assert done.stderr == ""
    assert lab_folder.virsh("list", "--all", "--name") == []
    assert lab_folder.virsh("net-list", "--all", "--name") == []
