"""`up`, as one sees it."""

import json
from pathlib import Path

import pytest
from fakes.cli import done, failed, run
from fakes.fake_host import FakeHost
from fakes.labs import LAB
from inline_snapshot import snapshot


@pytest.mark.usefixtures("folder")
def test_up_shows_progress_on_stderr_and_the_machines_on_stdout(host: FakeHost) -> None:
    result = run("up")

    assert result.exit_code == 0
    assert [line.rstrip() for line in result.stdout.splitlines()] == snapshot(
        [
            "NAME     STATE    ADDRESS        BOX      PORTS                  PENDING",
            "control  running  192.168.121.3  any/box  127.0.0.1:18080 -> 80  -",
            "node1    running  192.168.121.1  any/box  -                      -",
            "node2    running  192.168.121.2  any/box  -                      -",
        ]
    )
    assert result.stderr.splitlines() == [
        f"{name}: Running provisioner: names (shell)..." for name in ("node1", "node2", "control")
    ]
    assert host.vagrant() == ["up node1 node2", "up control"]


@pytest.mark.usefixtures("folder")
def test_up_can_be_quiet_and_print_json(host: FakeHost) -> None:
    result = run("up", "node1", "--quiet", "--json")

    assert result.stderr == ""
    assert json.loads(result.stdout) == [
        {
            "name": "node1",
            "state": "running",
            "domain": "demo_node1",
            "address": "192.168.121.1",
            "box": "any/box",
            "ports": [],
            "pending": None,
        }
    ]
    assert host.names() == ["demo_node1"]


@pytest.mark.usefixtures("folder")
def test_up_passes_on_vagrants_options_and_obeys_its_own(host: FakeHost) -> None:
    done("up", "control", "--no-deps", "--no-parallel", "--no-destroy-on-error", "--no-provision")

    assert host.calls("vagrant")[0][4:] == [
        *("--no-parallel", "--no-destroy-on-error", "--no-provision", "control"),
    ]


def test_up_tells_what_it_left(folder: Path) -> None:
    done("up", "-q")
    changed = LAB.replace("count: 2", "count: 1, cpus: 2").replace("any/box", "other/box")
    (folder / "lab.yaml").write_text(changed.replace("control: {", "control: {box: any/box, "))

    result = run("up", "-q")

    assert result.exit_code == 0
    assert result.stderr == snapshot(
        """\
pending: node1: it has to be made anew: `vagrantgen up --recreate node1`
pending: node2: the lab no longer has it: `vagrantgen up --remove-orphans`
"""
    )


@pytest.mark.usefixtures("folder")
def test_up_overrides_keys(host: FakeHost) -> None:
    done("up", "-q", "--set", "machines.node.count=1")

    assert host.names() == ["demo_control", "demo_node1"]


@pytest.mark.usefixtures("folder")
def test_vagrants_failure_ends_with_4_and_its_words(host: FakeHost) -> None:
    host.say("up", "1795421779,,error-exit,X,Call to virDomainCreate failed\n", status=1)

    result = run("up", "node1", "-q")

    assert result.exit_code == 4
    assert result.stderr == snapshot(
        """\
error: `vagrant up --provider=libvirt --no-install-provider --parallel --destroy-on-error node1` exited with 1.
Call to virDomainCreate failed
"""
    )


@pytest.mark.usefixtures("folder")
def test_a_missing_virsh_ends_with_3(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    done("up", "-q", "node1")
    (host.folder / "bin/virsh").unlink()
    monkeypatch.setenv("PATH", str(host.folder / "bin"))

    status, said = failed("status")

    assert (status, said.splitlines()[0]) == (3, "error: 'virsh' is not installed")
