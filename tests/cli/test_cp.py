"""Files to and from machines; the guests are folders, in which the fake ssh runs real rsyncs."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import open_lab, write_lab
from typer.testing import CliRunner

from vagrantgen.cli.app import app
from vagrantgen.driver.power import halt
from vagrantgen.driver.up import up


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """A lab of three machines that run; its folder is the current one."""
    host = FakeHost(tmp_path / "host", monkeypatch)
    up(open_lab(write_lab(tmp_path / "lab")))
    (host.folder / "calls.jsonl").write_text("")
    monkeypatch.chdir(tmp_path / "lab")
    return host


def cp(*words: str, status: int = 0) -> str:
    """Copy, and return what was said on stderr."""
    result = CliRunner().invoke(app, ["cp", *words])
    assert (result.exit_code, result.stdout) == (status, "")
    return result.stderr


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_goes_to_a_machine_and_comes_back(host: FakeHost, tmp_path: Path) -> None:
    guest = host.add_guest("node1")
    (tmp_path / "lab/a b.txt").write_text("hello")

    cp("a b.txt", "node1:c d.txt")
    cp("node1:c d.txt", "back.txt")

    assert (guest / "c d.txt").read_text() == "hello"
    assert (tmp_path / "lab/back.txt").read_text() == "hello"
    assert host.vagrant() == []


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_folder_goes_as_cp_takes_it(host: FakeHost, tmp_path: Path, slash: str) -> None:
    guest = host.add_guest("node1")
    (tmp_path / "lab/site/css").mkdir(parents=True)
    (tmp_path / "lab/site/css/a.css").touch()

    cp(f"site{slash}", "node1:")
    cp(f"site{slash}", "node1:www")
    cp(f"site{slash}", "node1:~/www")

    assert tree(guest) == ["site/css/a.css", "www/css/a.css", "www/site/css/a.css"]


def test_several_sources_go_into_a_folder(host: FakeHost, tmp_path: Path) -> None:
    guest = host.add_guest("node1")
    (guest / "one").touch()
    (guest / "two").touch()
    (tmp_path / "lab/into").mkdir()

    cp("node1:one", "node1:two", "into")
    said = cp("node1:one", "node1:two", "nowhere", status=2)

    assert tree(tmp_path / "lab/into") == ["one", "two"]
    assert said == "error: 'nowhere' is not a folder\nhint: several files need one to go to\n"


def test_a_group_gets_it_in_each_of_its_machines(host: FakeHost, tmp_path: Path) -> None:
    guests = [host.add_guest("node1"), host.add_guest("node2")]
    (tmp_path / "lab/file").touch()

    cp("file", "managed:copy")

    assert [tree(guest) for guest in guests] == [["copy"], ["copy"]]


@pytest.mark.usefixtures("host")
def test_a_path_with_a_colon_is_of_this_computer_when_a_slash_is_before() -> None:
    said = cp("./node1:file", "/tmp/file", status=2)

    assert said == (
        "error: no machine is named\n"
        "hint: write a path in one as `MACHINE:PATH`: `web:/etc/hosts`\n"
    )


@pytest.mark.usefixtures("host")
def test_a_machine_there_is_not_is_said_so() -> None:
    said = cp("lab.yaml", "nod1:", status=2)

    assert said == (
        "error: no machine or group 'nod1' of the lab 'demo' was made\nhint: did you mean 'node1'?\n"
    )


def test_a_machine_that_does_not_run_is_said_so(host: FakeHost, tmp_path: Path) -> None:
    halt(open_lab(tmp_path / "lab"), ["node1"])

    said = cp("lab.yaml", "node1:", status=2)

    assert said.startswith("error: the machine 'node1' is not running: it is shutoff\n")
    assert host.calls("ssh") == []


@pytest.mark.parametrize("sources", [["lab.yaml"], ["node2:lab.yaml"]])
def test_scp_takes_what_rsync_can_not(
    host: FakeHost, sources: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.add_guest("node1")
    host.add_guest("node2")
    (host.folder / "bin/scp").write_text('#!/bin/sh\nprintf "%s\\n" "$@" >> $FAKE_HOST/scp\n')
    (host.folder / "bin/scp").chmod(0o755)
    if sources == ["lab.yaml"]:
        for name in ("sh", "setsid"):
            (host.folder / "bin" / name).symlink_to(f"/usr/bin/{name}")
        monkeypatch.setenv("PATH", str(host.folder / "bin"))  # where there is no rsync

    cp(*sources, "node1:there")

    config = tmp_path / "lab/.vagrant/vagrantgen/ssh_config"
    assert (host.folder / "scp").read_text().splitlines() == [
        *("-3", "-r", "-p", "-q", "-F", str(config), "--", *sources, "node1:there")
    ]


def test_what_went_wrong_is_said(host: FakeHost) -> None:
    host.add_guest("node1")

    said = cp("node1:nothing", ".", status=4)

    assert "link_stat" in said
    assert "nothing" in said


def test_progress_is_shown_on_a_terminal(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    host.add_guest("node1")
    (host.folder / "bin/rsync").write_text('#!/bin/sh\necho "$@" > $FAKE_HOST/rsync; exit 3\n')
    (host.folder / "bin/rsync").chmod(0o755)
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)

    said = cp("lab.yaml", "node1:", status=4)

    assert said.endswith("`rsync lab.yaml node1:.` exited with 3.\n")
    assert "--info=progress2" in (host.folder / "rsync").read_text()
