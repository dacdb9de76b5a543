"""Vagrantfiles on disk: whole or not at all, and never over what a person wrote."""

import os
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from vagrantgen.errors import UsageError
from vagrantgen.render.vagrantfile import header
from vagrantgen.render.write import difference, is_rendered, write_vagrantfile


def rendered(body: str, source: str = "lab.yaml") -> str:
    return header(source, body) + body


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Vagrantfile"


def test_a_vagrantfile_is_written_where_there_is_none(path: Path) -> None:
    changed = write_vagrantfile(path, rendered("# 가\n"))

    assert changed
    assert path.read_bytes() == rendered("# 가\n").encode()
    assert [*path.parent.iterdir()] == [path]


def test_one_that_was_rendered_is_replaced(path: Path) -> None:
    path.write_text(rendered("old\n", "other.yaml"))

    changed = write_vagrantfile(path, rendered("new\n"))

    assert changed
    assert path.read_text() == rendered("new\n")


def test_one_that_is_as_it_should_be_is_left_alone(path: Path) -> None:
    path.write_text(rendered("same\n"))
    os.utime(path, (1, 1))

    changed = write_vagrantfile(path, rendered("same\n"))

    assert not changed
    assert path.stat().st_mtime == 1


def test_one_of_a_persons_own_is_not_overwritten(path: Path) -> None:
    path.write_text("Vagrant.configure...\n")

    with pytest.raises(UsageError) as caught:
        write_vagrantfile(path, rendered("new\n"))

    assert str(caught.value).replace(str(path), "PATH") == snapshot("""\
PATH was not written by vagrantgen
hint: --overwrite replaces it\
""")
    assert path.read_text() == "Vagrant.configure...\n"


@pytest.mark.parametrize(
    "changed",
    [
        rendered("old\n") + "config.vm.box = 'mine'\n",
        rendered("old\n").replace("old", "mine"),
        "require 'mine'\n" + rendered("old\n"),
        rendered("old\n").replace("# vi:", "mine = 1 # vi:"),
        rendered("old\n").replace("# digest: ", "# digest: 0"),
        rendered("old\n") + rendered("old\n"),
    ],
    ids=["added", "changed", "put before", "in the header", "digest", "twice"],
)
def test_one_that_a_person_changed_is_not_overwritten(path: Path, changed: str) -> None:
    path.write_text(changed)

    with pytest.raises(UsageError) as caught:
        write_vagrantfile(path, rendered("new\n"))

    assert str(caught.value).replace(str(path), "PATH") == snapshot("""\
PATH was changed by hand since vagrantgen wrote it
hint: put the change into the lab file (`ruby` takes what it lacks); or --overwrite loses it\
""")
    assert path.read_text() == changed


def test_one_that_is_no_text_is_not_overwritten(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\0")

    with pytest.raises(UsageError, match="was not written by vagrantgen"):
        write_vagrantfile(path, rendered("new\n"))

    assert path.read_bytes() == b"\xff\xfe\0"


def test_anything_is_overwritten_when_that_is_asked_for(path: Path) -> None:
    path.write_bytes(b"\xff mine\n")

    changed = write_vagrantfile(path, rendered("new\n"), overwrite=True)

    assert changed
    assert path.read_text() == rendered("new\n")


def test_one_with_windows_line_ends_is_the_same(path: Path) -> None:
    path.write_bytes(rendered("same\n").replace("\n", "\r\n").encode())

    assert not write_vagrantfile(path, rendered("same\n"))
    assert is_rendered(path.read_text())


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_its_mode_is_kept(path: Path, mode: int) -> None:
    path.write_text(rendered("old\n"))
    path.chmod(mode)

    write_vagrantfile(path, rendered("new\n"))

    assert path.stat().st_mode & 0o777 == mode


def test_a_new_one_has_the_mode_that_the_user_gives_new_files(path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_vagrantfile(path, rendered("new\n"))
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_and_what_it_leads_to_is_written(path: Path) -> None:
    target = path.parent / "shared" / "Vagrantfile"
    target.parent.mkdir()
    target.write_text(rendered("old\n"))
    path.symlink_to("shared/Vagrantfile")

    write_vagrantfile(path, rendered("new\n"))

    assert path.is_symlink()
    assert target.read_text() == rendered("new\n")
    assert sorted(path.parent.rglob("*")) == [path, target.parent, target]


def test_a_persons_own_is_not_overwritten_through_a_link(path: Path) -> None:
    target = path.parent / "mine.rb"
    target.write_text("mine\n")
    path.symlink_to(target)

    with pytest.raises(UsageError, match="was not written by vagrantgen"):
        write_vagrantfile(path, rendered("new\n"))

    assert target.read_text() == "mine\n"


def test_a_failure_leaves_what_was_there_and_nothing_else(path: Path) -> None:
    path.write_text(rendered("old\n"))

    with pytest.raises(UnicodeEncodeError):
        write_vagrantfile(path, rendered("new\n") + "\ud800")

    assert path.read_text() == rendered("old\n")
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("/sys/Vagrantfile", "permission denied"),
        ("/nowhere/Vagrantfile", "no such file or directory"),
        ("/etc", "is a directory"),
        ("/dev/null/Vagrantfile", "not a directory"),
    ],
)
def test_what_keeps_it_from_being_written_is_said(place: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        write_vagrantfile(Path(place), rendered("new\n"))

    assert str(caught.value) == f"{place} can't be written: {reason}"


def test_a_difference_is_shown_line_by_line(path: Path) -> None:
    path.write_text("one\ntwo")

    shown = difference(path, "one\nthree\n")

    assert shown.replace(str(path), "PATH") == snapshot("""\
--- PATH
+++ PATH (rendered now)
@@ -1,2 +1,2 @@
 one
-two
\\ No newline at end of file
+three
""")


def test_all_of_a_new_file_is_a_difference(path: Path) -> None:
    shown = difference(path, "one\n")

    assert shown.replace(str(path), "PATH") == snapshot("""\
--- PATH
+++ PATH (rendered now)
@@ -0,0 +1 @@
+one
""")


def test_there_is_no_difference_between_equals(path: Path) -> None:
    path.write_text("one\n")

    assert difference(path, "one\n") == ""
