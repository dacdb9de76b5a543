"""Machines that are interrupted or killed while they are made, and those of others."""

import time

import pytest
from libvirt.lab_host import BOX, LabFolder

pytestmark = pytest.mark.usefixtures("boots")
FOREIGN = """\
<domain type='qemu'>
  <name>solo_one</name><memory unit='MiB'>32</memory><os><type>hvm</type></os>
</domain>
"""


ONE = f"""\
name: solo
machines:
  one: {{box: {BOX}, memory: 512}}
"""


@pytest.fixture
def solo(lab_folder: LabFolder) -> LabFolder:
    """A folder with a lab of one machine that was not made yet."""
    lab_folder.write(ONE)
    return lab_folder


def test_a_machine_that_is_interrupted_while_it_is_made_leaves_nothing(solo: LabFolder) -> None:
    networks = solo.virsh("net-list", "--all", "--name")
    volumes = volumes_of_machines(solo)
    with solo.start("up") as program:
        pid = int(program.stderr.readline()) if program.stderr else 0
        wait_for_domain(solo, "solo_one")

        solo.host.run("kill", "-INT", str(pid), cwd=solo.path)
        program.communicate(timeout=120)

    assert program.returncode == 130
    assert "solo_one" not in solo.virsh("list", "--all", "--name")
    assert solo.virsh("net-list", "--all", "--name") == networks
    assert volumes_of_machines(solo) == volumes


def test_a_machine_that_was_killed_half_made_is_destroyed_like_any_other(solo: LabFolder) -> None:
    volumes = volumes_of_machines(solo)
    with solo.start("up"):
        wait_for_domain(solo, "solo_one")
        solo.host.run("sh", "-c", "pkill -9 -f '[v]agrant --machine-readable up'", cwd=solo.path)
    left = solo.virsh("list", "--all", "--name")

    solo.vagrantgen("destroy", "--yes")

    assert "solo_one" in left
    assert "solo_one" not in solo.virsh("list", "--all", "--name")
    assert volumes_of_machines(solo) == volumes
    assert [path.name for path in solo.path.iterdir()] == ["lab.yaml"]


def test_somebody_elses_domain_of_the_same_name_is_left_alone(solo: LabFolder) -> None:
    (solo.path / "foreign.xml").write_text(FOREIGN)
    solo.virsh("define", str(solo.path / "foreign.xml"))

    refused = solo.vagrantgen("up", check=False)
    solo.vagrantgen("destroy", "--yes")
    left = solo.virsh("list", "--all", "--name")

    solo.virsh("undefine", "solo_one")
    assert refused.returncode == 3
    assert "libvirt has a machine 'solo_one' already" in refused.stderr
    assert "solo_one" in left


def volumes_of_machines(folder: LabFolder) -> list[str]:
    """Return the pool's volumes but the boxes' images, which the plugin keeps for the next one."""
    return [
        line for line in folder.virsh("vol-list", "default") if "_vagrant_box_image_" not in line
    ]


def wait_for_domain(folder: LabFolder, name: str) -> None:
    end = time.monotonic() + 120
    while name not in folder.virsh("list", "--name"):
        assert time.monotonic() < end, f"{name} did not start"
        time.sleep(0.3)
