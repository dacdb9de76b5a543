import json
import tarfile
from pathlib import Path

import pytest

from vagrantgen.box.archive import check_target, write_box
from vagrantgen.errors import UsageError


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "image"
    path.write_bytes(b"disk")
    return path


def test_a_box_has_what_vagrant_looks_for(tmp_path: Path, image: Path) -> None:
    box = tmp_path / "some.box"

    write_box(box, {"format": "qcow2", "virtual_size": 10}, "# a Vagrantfile\n", {"box.img": image})

    with tarfile.open(box) as archive:
        texts = {name: archive.extractfile(name) for name in archive.getnames()}
        content = {name: file.read() for name, file in texts.items() if file}
    assert json.loads(content.pop("metadata.json")) == {
        "provider": "libvirt",
        "format": "qcow2",
        "virtual_size": 10,
    }
    assert content == {"Vagrantfile": b"# a Vagrantfile\n", "box.img": b"disk"}


def test_the_same_content_makes_the_same_box(
    tmp_path: Path, image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, dated = (tmp_path / name for name in ("first", "second", "dated"))

    write_box(first, {}, "", {"box.img": image})
    image.touch()
    write_box(second, {}, "", {"box.img": image})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write_box(dated, {}, "", {"box.img": image})

    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(dated) as archive:
        assert {entry.mtime for entry in archive} == {1700000000}


def test_a_box_that_can_not_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    box = tmp_path / "some.box"
    box.write_text("the old one")

    with pytest.raises(FileNotFoundError):
        write_box(box, {}, "", {"box.img": tmp_path / "missing"})

    assert box.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [box]


def test_where_no_box_can_be_written_is_told_beforehand(tmp_path: Path) -> None:
    missing = tmp_path / "missing"

    check_target(tmp_path / "some.box")
    with pytest.raises(UsageError, match="is a folder"):
        check_target(tmp_path)
    with pytest.raises(UsageError, match=f"no file can be written in the folder '{missing}'"):
        check_target(missing / "some.box")
