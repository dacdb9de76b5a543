"""What status compares with, kept as long as nothing of the lab has changed."""

import os
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab, write_lab

from vagrantgen.driver.meant import keep_meant, kept_meant
from vagrantgen.driver.record import Record, Source
from vagrantgen.driver.up import up


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a lab of which one machine is up."""
    FakeHost(tmp_path / "host", monkeypatch)
    up(open_lab(write_lab(tmp_path / "lab")), ["node1"])
    return tmp_path / "lab"


def test_what_up_read_is_kept_with_machines_that_were_not_made(folder: Path) -> None:
    kept = kept_meant(folder, Source())

    assert kept == open_lab(folder).meant
    assert kept
    assert list(kept.machines) == ["control", "node1", "node2"]


def test_a_changed_file_means_something_else(folder: Path) -> None:
    (folder / "lab.yaml").write_text(LAB.replace("count: 2", "count: 3"))

    assert kept_meant(folder, Source()) is None


def test_a_file_that_is_gone_means_nothing(folder: Path) -> None:
    (folder / "lab.yaml").unlink()

    assert kept_meant(folder, Source()) is None


def test_a_catalogue_beside_it_may_change_what_it_means(folder: Path) -> None:
    (folder / "boxes.yaml").write_text("boxes: {}\n")

    assert kept_meant(folder, Source()) is None


@pytest.mark.parametrize(
    "source", [Source(("lab.yaml", "more.yaml")), Source(overrides=("machines.node.count=3",))]
)
def test_other_files_and_overrides_mean_something_else(folder: Path, source: Source) -> None:
    (folder / "more.yaml").write_text("{}\n")

    assert kept_meant(folder, source) is None


def test_another_vagrantgen_may_take_it_otherwise(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("models", "loader"):
        (tmp_path / "other" / part).mkdir(parents=True)
        os.utime(tmp_path / "other" / part, (1, 1))
    monkeypatch.setattr("vagrantgen._assets.__file__", str(tmp_path / "other/_assets.py"))

    assert kept_meant(folder, Source()) is None


def test_nothing_is_kept_where_nothing_was_made(tmp_path: Path) -> None:
    lab = open_lab(write_lab(tmp_path / "other"))

    keep_meant(lab.folder, lab.meant or Record.of(lab.require_lab(), Source()))

    assert [path.name for path in lab.folder.iterdir()] == ["lab.yaml"]
