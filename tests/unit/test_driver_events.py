from pathlib import Path

import pytest

from vagrantgen.driver.events import (
    ActionEnded,
    ActionStarted,
    Event,
    Failed,
    Reported,
    Said,
    Stray,
    parse_line,
)
from vagrantgen.driver.stages import Stage, provisioner_of, stage_after

RECORDINGS = Path(__file__).parents[1] / "recordings"


def play(recording: str) -> list[Event]:
    return [parse_line(line) for line in (RECORDINGS / recording).read_text().splitlines()]


def stages(recording: str, machine: str) -> list[Stage]:
    """The stages of a machine, one after another."""
    found = [stage_after(event) for event in play(recording) if event.machine == machine]
    reached = [stage for stage in found if stage]
    return [stage for i, stage in enumerate(reached) if [stage] != reached[i - 1 : i]]


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("1795421779,node1,action,up,start", ActionStarted("node1", "up")),
        ("1795421779,node1,action,up,end\n", ActionEnded("node1", "up")),
        (
            "1795421779,node1,ui,info,==> node1: Image(vda): /x.img%!(VAGRANT_COMMA) virtio",
            Said("node1", "info", "Image(vda): /x.img, virtio"),
        ),
        (
            "1795421809,node1,ui,detail,    node1: \\n    node1: Key detected.\\n    node1: Bye",
            Said("node1", "detail", "\nKey detected.\nBye"),
        ),
        ("1795421779,,ui,info,Bringing up", Said("", "info", "Bringing up")),
        ("1795421779,a,ui,info,==> b: Hello", Said("a", "info", "==> b: Hello")),
        (
            "1795421944,,error-exit,Vagrant::Errors::SSHNotReady,It is%!(VAGRANT_COMMA)\\nno",
            Failed("", "Vagrant::Errors::SSHNotReady", "It is,\nno"),
        ),
        ("1795421868,a,state,running", Reported("a", "state", ("running",))),
        (
            "1795421868,a,metadata,provider,libvirt",
            Reported("a", "metadata", ("provider", "libvirt")),
        ),
        ("1795421868,a,ui,info", Reported("a", "ui", ("info",))),
        ("  HostName 192.168.121.2", Stray("", "  HostName 192.168.121.2")),
        ("", Stray("", "")),
        (
            "/usr/lib/ruby/x.rb:3:in `y': oh, no, ui, (E)",
            Stray("", "/usr/lib/ruby/x.rb:3:in `y': oh, no, ui, (E)"),
        ),
    ],
)
def test_each_line_becomes_the_event_that_it_tells(line: str, event: Event) -> None:
    assert parse_line(line) == event


def test_a_new_machine_goes_through_these_stages() -> None:
    assert stages("up.txt", "node1") == [
        Stage.STARTING,
        Stage.FETCHING,
        Stage.CREATING,
        Stage.STARTING,
        Stage.BOOTING,
        Stage.CONNECTING,
        Stage.CONFIGURING,
        Stage.PROVISIONING,
        Stage.READY,
    ]


def test_a_machine_that_was_off_goes_through_fewer() -> None:
    assert stages("up-again.txt", "node1") == [
        Stage.STARTING,
        Stage.BOOTING,
        Stage.CONNECTING,
        Stage.READY,
    ]


def test_a_halted_machine_is_done() -> None:
    assert stages("halt.txt", "node2") == [Stage.HALTING, Stage.DONE]


def test_an_interrupted_machine_is_destroyed_and_has_failed() -> None:
    assert stages("up-interrupted.txt", "node1")[-2:] == [Stage.DESTROYING, Stage.FAILED]


def test_the_provisioner_that_starts_is_known_by_its_name() -> None:
    names = [provisioner_of(event) for event in play("up.txt")]

    assert [name for name in names if name] == ["greet"]


def test_a_failure_in_parallel_carries_the_words_of_each_machine() -> None:
    failed = [event for event in play("destroy-in-parallel.txt") if isinstance(event, Failed)]

    assert [event.error for event in failed] == ["Vagrant::Errors::BatchMultiError"]
    assert "'node2' machine. Please report this as a bug:\n" in failed[0].text


def test_every_line_of_every_recording_is_told_apart_from_strays() -> None:
    strays = {
        recording.name: sum(isinstance(event, Stray) for event in play(recording.name))
        for recording in sorted(RECORDINGS.iterdir())
    }

    assert strays == {
        "crash.err": 46,
        "destroy-in-parallel.txt": 0,
        "halt.txt": 0,
        "ssh-config.txt": 22,
        "status.txt": 0,
        "up-again.txt": 0,
        "up-interrupted.txt": 0,
        "up.txt": 0,
    }
