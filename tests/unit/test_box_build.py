import os
import tarfile
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from vagrantgen.box.build import build
from vagrantgen.box.recipe import Recipe
from vagrantgen.errors import CommandError, HostError, UsageError

MMDEBSTRAP = """\
echo "$@" > {folder}/arguments
tar -tf $TMPDIR/box.tar > {folder}/files
echo 'I: downloading packages with apt...' >&2
echo boot > $TMPDIR/boot.img
echo core > $TMPDIR/core.img
echo 'I: success in 1 seconds' >&2"""

QEMU_IMG = 'for target; do :; done; echo image > "$target"'


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose programs, which build a box at once, are found before the system's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    write_program(folder, "mmdebstrap", MMDEBSTRAP.format(folder=tmp_path))
    write_program(folder, "qemu-img", QEMU_IMG)
    for name in ("apt-get", "apt-config", "dpkg", "mke2fs", "newuidmap"):
        write_program(folder, name, "")
    keyring = tmp_path / "keyring.gpg"
    keyring.touch()
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("vagrantgen.box.build._KEYRING", keyring)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    return folder


def write_program(folder: Path, name: str, body: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def test_a_box_is_built_stage_by_stage(tmp_path: Path) -> None:
    box = tmp_path / "some.box"

    stages = list(build(Recipe("trixie", ("ansible-core",), 20), box))

    assert stages == ["downloading packages", "compressing the image", "packing the box"]
    with tarfile.open(box) as archive:
        assert archive.getnames() == ["metadata.json", "Vagrantfile", "box.img"]
    arguments = (tmp_path / "arguments").read_text()
    assert ",ansible-core " in arguments
    assert " 20970496k -d" in arguments
    assert "tmp/box/configure.sh" in (tmp_path / "files").read_text().splitlines()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_build_that_is_given_up_leaves_nothing(programs: Path, tmp_path: Path) -> None:
    box = tmp_path / "some.box"
    write_program(
        programs, "mmdebstrap", "echo 'I: downloading packages with apt...'; exec sleep 60"
    )

    stages = build(Recipe(), box)
    first = next(stages)
    stages.close()  # type: ignore[attr-defined]

    assert first == "downloading packages"
    assert not box.exists()
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize(
    ("said", "error", "text"),
    [
        (
            "E: Unable to locate package anzible",
            UsageError,
            "Debian bookworm has no package 'anzible'",
        ),
        (
            "__populate_fs: Could not allocate block in ext2 filesystem",
            UsageError,
            "a disk of 10G is too small for these packages",
        ),
        ("E: mmdebstrap failed to run", CommandError, "`mmdebstrap` exited with 25."),
    ],
)
def test_a_failure_is_told_in_words_of_the_recipe(
    programs: Path, tmp_path: Path, said: str, error: type[Exception], text: str
) -> None:
    write_program(programs, "mmdebstrap", f"echo '{said}' >&2; exit 25")

    with pytest.raises(error) as caught:
        list(build(Recipe(), tmp_path / "some.box"))

    assert str(caught.value).splitlines()[0] == text


def test_what_the_host_lacks_is_named_with_the_command_that_brings_it(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (programs / "mmdebstrap").unlink()
    (programs / "qemu-img").unlink()
    monkeypatch.setenv("PATH", str(programs))

    with pytest.raises(HostError) as caught:
        list(build(Recipe(), tmp_path / "some.box"))

    assert str(caught.value) == snapshot("""\
building a box takes mmdebstrap, qemu-img, which this host lacks
hint: on Debian and Ubuntu: sudo apt-get install mmdebstrap qemu-utils; from another host, copy a box that was built there\
""")


def test_boxes_are_built_on_x86_64_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")

    with pytest.raises(HostError, match="boxes are built for x86-64, and this host is aarch64"):
        list(build(Recipe(), tmp_path / "some.box"))
