import platform
from pathlib import Path

import pytest

from vagrantgen.box.installed import (
    InstalledBox,
    host_architecture,
    installed_boxes,
    vagrant_home,
)


def install(home: Path, folder: str, metadata: str = "{}") -> Path:
    path = home / "boxes" / folder
    path.mkdir(parents=True)
    (path / "metadata.json").write_text(metadata)
    return path


def test_boxes_are_read_from_vagrants_folder(tmp_path: Path) -> None:
    path = install(tmp_path, "debian-VAGRANTSLASH-bookworm64/12.20250126.1/libvirt")

    assert installed_boxes(tmp_path) == (
        InstalledBox("debian/bookworm64", "12.20250126.1", None, path),
    )


def test_the_folder_of_an_architecture_is_understood(tmp_path: Path) -> None:
    path = install(tmp_path, "me-VAGRANTSLASH-box/1.0/arm64/libvirt")

    assert installed_boxes(tmp_path) == (InstalledBox("me/box", "1.0", "arm64", path),)


def test_the_architecture_a_box_names_itself_is_told(tmp_path: Path) -> None:
    path = install(tmp_path, "plain/0/libvirt", '{"architecture": "ppc64le"}')

    assert installed_boxes(tmp_path) == (InstalledBox("plain", "0", "ppc64le", path),)


@pytest.mark.parametrize("metadata", ["", "[]", '{"architecture": 64}'])
def test_a_box_with_odd_metadata_is_listed_all_the_same(tmp_path: Path, metadata: str) -> None:
    path = install(tmp_path, "odd/1.0/libvirt", metadata)

    assert installed_boxes(tmp_path) == (InstalledBox("odd", "1.0", None, path),)


def test_boxes_are_in_order_of_name_with_the_newest_version_first(tmp_path: Path) -> None:
    for folder in ("b/1.9.0", "b/1.10.0", "b/1.10.0.beta", "a/0", "b/1.10.0.1"):
        install(tmp_path, f"{folder}/libvirt")

    assert [(box.name, box.version) for box in installed_boxes(tmp_path)] == [
        ("a", "0"),
        ("b", "1.10.0.1"),
        ("b", "1.10.0"),
        ("b", "1.10.0.beta"),
        ("b", "1.9.0"),
    ]


def test_what_vagrant_ignores_is_not_listed(tmp_path: Path) -> None:
    install(tmp_path, "me/1.0/virtualbox")
    install(tmp_path, "me/not-a-version/libvirt")
    install(tmp_path, "me/.1.0/libvirt")
    (tmp_path / "boxes/half/1.0/libvirt").mkdir(parents=True)

    assert installed_boxes(tmp_path) == ()


def test_a_host_that_has_never_run_vagrant_has_no_boxes(tmp_path: Path) -> None:
    assert installed_boxes(tmp_path) == ()


def test_vagrant_home_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    path = install(tmp_path, "me/1.0/libvirt")

    assert installed_boxes() == (InstalledBox("me", "1.0", None, path),)


def test_without_vagrant_home_it_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAGRANT_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/someone")

    assert vagrant_home() == Path("/home/someone/.vagrant.d")


@pytest.mark.parametrize(
    ("machine", "architecture"),
    [("x86_64", "amd64"), ("aarch64", "arm64"), ("ppc64le", "ppc64le")],
)
def test_the_hosts_architecture_has_vagrants_name(
    monkeypatch: pytest.MonkeyPatch, machine: str, architecture: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)

    assert host_architecture() == architecture
