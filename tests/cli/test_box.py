import os
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from typer.testing import CliRunner, Result

from vagrantgen.cli.app import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["box", *arguments])


def test_a_box_of_an_image_is_named_on_stdout_and_all_else_on_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "qemu-img"
    program.write_text(
        "#!/bin/sh\n"
        """[ "$1" = convert ] || { echo '{"format": "qcow2", "format-specific": {"data": {}}}'; exit; }\n"""
        'while [ $# -gt 2 ]; do shift; done; cp "$1" "$2"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "debian-12.qcow2").touch()

    result = run("from-image", "debian-12.qcow2", "--name", "lab/debian")

    assert result.exit_code == 0
    assert result.stdout == "lab-debian.box\n"
    assert result.stderr == snapshot("""\
looking at the image
writing the disk for cloud-init
packing the box
add it to Vagrant: vagrant box add --name lab/debian lab-debian.box
""")
    assert (tmp_path / "lab-debian.box").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "--release", "focal"], "'focal' is no Debian release"),
        (["build", "--size", "small"], "'small' is not a size"),
        (["build", "--include", "-x"], "'-x' is no name of a Debian package"),
        (["build", "--mirror", "here"], "'here' is not the URL of a mirror"),
        (["build", "--name", "a/b/c"], "'a/b/c' is no name for a box"),
        (["from-image", "missing.qcow2"], "there is no image 'missing.qcow2'"),
    ],
)
def test_what_can_not_be_ends_with_status_2(arguments: list[str], message: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"error: {message}" in result.stderr


def test_a_host_that_lacks_the_builder_ends_with_status_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setenv("PATH", str(tmp_path))

    result = run("build")

    assert result.exit_code == 3
    assert "sudo apt-get install mmdebstrap" in result.stderr


@pytest.mark.parametrize(("name", "hints"), [("mine", 1), ("vagrantgen/debian12", 0)])
def test_a_box_that_the_catalogue_does_not_know_is_told_how_a_lab_names_its_guest(
    name: str, hints: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("vagrantgen.cli.box.build_box", lambda *_: iter(["packing the box"]))

    result = run("build", "--name", name)

    assert result.exit_code == 0
    assert result.stderr.count("in a lab: {box: mine, vm: {guest: debian}}") == hints
