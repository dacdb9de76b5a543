"""The verbs for machines, and what they print."""

import json
from pathlib import Path

import pytest
from fakes.cli import done, failed, run
from fakes.fake_host import FakeHost


@pytest.mark.usefixtures("folder")
def test_status_before_anything_is_made_shows_every_machine() -> None:
    assert [line.split()[:2] for line in done("status").splitlines()] == [
        ["NAME", "STATE"],
        ["control", "not_created"],
        ["node1", "not_created"],
        ["node2", "not_created"],
    ]


def test_status_works_when_the_lab_file_is_broken_and_says_so(folder: Path) -> None:
    done("up", "-q", "node1")
    (folder / "lab.yaml").write_text("machines: [")

    result = run("status")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split()[:2] == ["node1", "running"]
    assert result.stderr.splitlines()[-1] == ("warning: what follows is the lab as it was made")


def test_every_verb_works_from_the_record_when_the_lab_file_is_gone(
    folder: Path, host: FakeHost
) -> None:
    done("up", "-q")
    (folder / "lab.yaml").unlink()

    for verb in ("suspend", "resume", "halt"):
        done(verb, "node1", "-q")
    done("halt", "--force", "-q")
    done("destroy", "-y", "-q")

    assert host.vagrant()[2:] == [
        *("suspend node1", "resume node1", "halt node1"),
        "halt --force node2 control",
        "destroy --force node1 node2 control",
    ]


@pytest.mark.usefixtures("folder")
def test_reload_provision_and_resume_pass_on_vagrants_options(host: FakeHost) -> None:
    done("up", "-q", "node1")
    done("suspend", "-q")
    done("resume", "-q", "--no-provision")
    done("reload", "-q", "--force", "--provision-with", "a", "--provision-with", "b")
    done("provision", "-q", "--provision-with", "a")
    done("reboot", "-q")

    assert host.vagrant()[1:] == [
        "suspend node1",
        "resume --no-provision node1",
        "reload --provision-with a,b --force node1",
        "provision --provision-with a node1",
    ]


@pytest.mark.usefixtures("folder")
def test_destroy_asks_for_yes_where_nobody_can_be_asked(host: FakeHost) -> None:
    done("up", "-q", "node")

    status, said = failed("destroy")

    assert status == 2
    assert said == "error: this destroys node1, node2\nhint: say so with `--yes`, or `-y`\n"
    assert host.names() == ["demo_node1", "demo_node2"]


@pytest.mark.usefixtures("folder")
def test_destroy_of_nothing_asks_nothing() -> None:
    assert done("destroy") == ""


@pytest.mark.usefixtures("folder")
def test_snapshots_are_saved_shown_restored_and_deleted() -> None:
    done("up", "-q", "node")
    done("snapshot", "save", "before", "-q")
    done("snapshot", "restore", "before", "node1", "-q")
    shown = done("snapshot", "list")
    as_json = done("snapshot", "list", "--json")
    done("snapshot", "delete", "before", "node2")

    assert [line.split() for line in shown.splitlines()] == [
        ["MACHINE", "SNAPSHOT"],
        ["node1", "before"],
        ["node2", "before"],
    ]
    assert json.loads(as_json) == {"node1": ["before"], "node2": ["before"]}
    assert json.loads(done("snapshot", "list", "--json")) == {"node1": ["before"], "node2": []}
