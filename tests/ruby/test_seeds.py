"""The images for cloud-init that Vagrantfiles make, read by another's ISO 9660."""

import io
import os
import shutil
import subprocess
from pathlib import Path

import pycdlib
import pytest
import yaml

from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

GOLDEN = Path(__file__).parents[1] / "golden/cloud_init"
SEEDS = Path(__file__).with_name("seeds.rb")


def fire(
    moment: str, machine: str, lab: Path, seeds: Path, umask: int = 0o022
) -> subprocess.CompletedProcess[str]:
    """Have a machine's triggers do what they do before `up`, or after `destroy`."""
    return subprocess.run(
        ["ruby", "-w", str(SEEDS), str(lab / "Vagrantfile"), str(seeds), machine, moment],
        capture_output=True,
        text=True,
        check=False,
        umask=umask,
    )


def read(image: Path) -> dict[str, bytes]:
    """Return what is on an image, by name as Linux shows it."""
    iso = pycdlib.PyCdlib()
    iso.open(str(image))
    assert iso.pvd.volume_identifier.decode().strip() == "cidata"
    assert iso.pvd.space_size * 2048 == image.stat().st_size
    found = {}
    for child in iso.list_children(iso_path="/"):
        name = child.file_identifier().decode()
        if name not in {".", ".."}:
            content = io.BytesIO()
            iso.get_file_from_iso_fp(content, iso_path=f"/{name}")
            found[name.removesuffix(";1").lower()] = content.getvalue()
    iso.close()
    return found


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN, tmp_path / "lab"))


def test_an_image_has_what_the_lab_says(lab: Path, tmp_path: Path) -> None:
    done = fire("before", "mapping2", lab, tmp_path / "seeds")

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    found = read(tmp_path / "seeds/cloud-init_mapping2.iso")
    assert sorted(found) == ["meta-data", "network-config", "user-data"]
    user_data = found["user-data"].decode()
    assert user_data.startswith("#cloud-config\n")
    assert yaml.safe_load(user_data) == {
        "users": [{"name": "me", "sudo": "ALL=(ALL) NOPASSWD:ALL"}],
        "growpart": {"mode": "auto"},
        "final_message": 'Nr. 2: #{exit} "$UPTIME" 가',
        "write_files": [
            {
                "path": "/etc/motd",
                "permissions": "0644",
                "content": "I am number 2\nSEED\nof two.\n",
            }
        ],
        "runcmd": [["sh", "-c", "echo on"]],
        "ratio": 4.1,
    }
    assert yaml.safe_load(found["meta-data"]) == {
        "instance-id": "i-2",
        "local-hostname": "mapping2",
        "public-keys": ["a", "b"],
    }
    assert yaml.safe_load(found["network-config"])["ethernets"] == {"eth0": {"dhcp4": True}}


def test_files_go_onto_an_image_as_they_are(lab: Path, tmp_path: Path) -> None:
    contents = {
        "user-data": b"#!/bin/sh\n" + os.urandom(300_000),
        "meta-data": b"x" * 2048,
        "network-config": b"",
    }
    for name, content in contents.items():
        file = "network-config.yaml" if name == "network-config" else name
        (lab / file).write_bytes(content)

    fire("before", "files", lab, tmp_path / "seeds")

    assert read(tmp_path / "seeds/cloud-init_files.iso") == contents


def test_qemu_can_enter_the_images_folder_and_nobody_else_read_in_it(
    lab: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        fire("before", "script", lab, tmp_path / "seeds", umask=0o077)

    image = tmp_path / "seeds/cloud-init_script.iso"
    assert [f"{path.stat().st_mode:o}" for path in (image.parent, image)] == ["40711", "100600"]


def test_the_last_machine_that_is_destroyed_takes_the_folder_along(
    lab: Path, tmp_path: Path
) -> None:
    fire("before", "script", lab, tmp_path / "seeds")
    fire("before", "nothing", lab, tmp_path / "seeds")

    fire("after", "nothing", lab, tmp_path / "seeds")
    left = [path.name for path in (tmp_path / "seeds").iterdir()]
    done = [fire("after", "script", lab, tmp_path / "seeds").returncode for _ in range(2)]

    assert left == ["cloud-init_script.iso"]
    assert done == [0, 0]
    assert not (tmp_path / "seeds").exists()


def test_a_folder_that_leads_elsewhere_is_not_written_to(lab: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "seeds").symlink_to(tmp_path / "elsewhere")

    done = fire("before", "script", lab, tmp_path / "seeds")

    assert f"{tmp_path}/seeds is not yours" in done.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_every_text_reaches_the_image(tmp_path: Path) -> None:
    text = "#!/bin/sh\n\techo '#{exit}' \\ \"$HOME\"  \n\nSEED\n  SEED\n가\u200b\x07\n"
    (tmp_path / "lab.yaml").write_text(
        yaml.safe_dump(
            {"name": "l", "machines": {"m": {"box": None, "cloud_init": {"user_data": text}}}}
        )
    )
    vagrantfile = render_vagrantfile(load_lab([tmp_path / "lab.yaml"]))
    (tmp_path / "Vagrantfile").write_text(vagrantfile)

    fire("before", "m", tmp_path, tmp_path / "seeds")

    assert read(tmp_path / "seeds/l_m.iso")["user-data"].decode() == text
