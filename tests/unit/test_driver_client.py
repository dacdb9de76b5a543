"""Vagrant, driven through python-vagrant."""

import importlib.metadata
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from inline_snapshot import snapshot

from vagrantgen.driver.client import Client
from vagrantgen.driver.environment import ignore
from vagrantgen.driver.events import Event, Said, Stray
from vagrantgen.errors import CommandError, MissingProgramError

RECORDINGS = Path(__file__).parents[1] / "recordings"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path, {"VAGRANT_VAGRANTFILE": "other"})


def test_python_vagrant_is_the_release_whose_traps_are_closed() -> None:
    assert importlib.metadata.version("python-vagrant") == "1.0.0"


def test_a_command_goes_to_vagrant_as_it_is_with_a_known_environment(
    client: Client, host: FakeHost
) -> None:
    host.say("up")

    client.run(["up", "--no-parallel", "--no-destroy-on-error", "a", "b"], ignore)

    assert host.calls("vagrant") == [
        ["--machine-readable", "up", "--no-parallel", "--no-destroy-on-error", "a", "b"]
    ]
    assert host.variables() == {
        "VAGRANTGEN_DRIVER": "qemu",
        "VAGRANT_CHECKPOINT_DISABLE": "1",
        "VAGRANT_DEFAULT_PROVIDER": "libvirt",
        "VAGRANT_VAGRANTFILE": "other",
    }


def test_events_are_told_in_order_and_in_the_thread_that_called(
    client: Client, host: FakeHost
) -> None:
    host.say("up", "1795421779,a,ui,info,==> a: one\nstray\n\n1795421779,a,ui,info,==> a: two")
    told: list[Event] = []
    threads = set()

    def listener(event: Event) -> None:
        told.append(event)
        threads.add(threading.current_thread())

    client.run(["up"], listener)

    assert told == [Said("a", "info", "one"), Stray("", "stray"), Said("a", "info", "two")]
    assert threads == {threading.current_thread()}


def test_bytes_that_are_no_text_do_not_end_the_stream(client: Client, host: FakeHost) -> None:
    host.say("up", b"1795421779,a,ui,detail,    a: \xff\xfe\n1795421779,a,ui,info,==> a: on\n")
    told: list[Event] = []

    client.run(["up"], told.append)

    assert told == [Said("a", "detail", "\ufffd\ufffd"), Said("a", "info", "on")]


def test_what_vagrant_leaves_running_does_not_hold_us_up(client: Client, host: FakeHost) -> None:
    script = host.folder / "bin/vagrant"
    script.write_text("#!/bin/sh\nsleep 60 &\necho $! > $FAKE_HOST/left\necho said\n")
    told: list[Event] = []
    start = time.monotonic()

    client.run(["up"], told.append)

    os.kill(int((host.folder / "left").read_text()), signal.SIGKILL)
    assert told == [Stray("", "said")]
    assert time.monotonic() - start < 30


def test_a_failure_says_what_vagrant_said_last(client: Client, host: FakeHost) -> None:
    host.say(
        "up",
        "1795421779,a,ui,error,==> a: early\n"
        "1795421779,,error-exit,Vagrant::Errors::X,No domain%!(VAGRANT_COMMA)\\nno luck\n",
        error="a warning of Ruby's\n",
        status=1,
    )

    with pytest.raises(CommandError) as caught:
        client.run(["up", "a"], ignore)

    assert str(caught.value) == "`vagrant up a` exited with 1.\nNo domain,\nno luck"
    assert caught.value.exit_code == 4


def test_a_failure_without_a_last_word_says_all_errors(client: Client, host: FakeHost) -> None:
    said = "1795421779,,ui,error,first\n1795421779,,ui,error,second\n"
    host.say("port", said, status=1)

    with pytest.raises(CommandError) as caught:
        client.run(["port"], ignore)

    assert caught.value.output == "first\nsecond"


def test_a_failure_before_vagrant_can_speak_shows_its_standard_error(
    client: Client, host: FakeHost
) -> None:
    host.say("up", error="".join(f"line {n}\n" for n in range(50)), status=1)

    with pytest.raises(CommandError) as caught:
        client.run(["up"], ignore)

    assert caught.value.output.splitlines() == [f"line {n}" for n in range(10, 50)]


def test_a_crash_shows_rubys_words_and_keeps_the_rest_in_a_file(
    client: Client, host: FakeHost, tmp_path: Path
) -> None:
    crash = (RECORDINGS / "crash.err").read_text()
    host.say("up", error=f"a warning\n{crash}", status=1)

    with pytest.raises(CommandError) as caught:
        client.run(["up"], ignore)

    assert caught.value.output == snapshot("""\
a warning
@uri set to invalid uri 'qemu+ssh://[bad' (RuntimeError)
bad URI(is not URI?): "qemu+ssh://[bad" (URI::InvalidURIError)
(44 lines of Ruby's backtrace are in .vagrant/vagrantgen/backtrace.txt)\
""")
    kept = next(tmp_path.rglob("backtrace.txt"))
    assert kept.read_text() == f"a warning\n{crash}"


def test_a_missing_vagrant_is_said_so(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingProgramError):
        client.run(["up"], ignore)


def test_an_error_of_the_listener_comes_out_after_vagrant_has_ended(
    client: Client, host: FakeHost
) -> None:
    script = host.folder / "bin/vagrant"
    script.write_text("#!/bin/sh\necho one\nsleep 0.2\necho two\ntouch $FAKE_HOST/ended\n")

    def listener(event: Event) -> None:
        raise BrokenPipeError(event)

    with pytest.raises(BrokenPipeError):
        client.run(["up"], listener)

    assert (host.folder / "ended").exists()


def test_ssh_config_is_what_vagrant_prints_of_several_machines(
    client: Client, host: FakeHost
) -> None:
    recorded = (RECORDINGS / "ssh-config.txt").read_text()
    host.say("ssh-config", recorded)

    assert client.ssh_config(["node1", "node2"]) == recorded
    assert host.calls("vagrant") == [["ssh-config", "node1", "node2"]]


def test_ssh_config_of_a_machine_that_is_not_there_fails_with_vagrants_words(
    client: Client, host: FakeHost
) -> None:
    host.say("ssh-config", error="The provider is not yet ready for SSH.\n", status=1)

    with pytest.raises(CommandError) as caught:
        client.ssh_config(["a"])

    assert caught.value.output == "The provider is not yet ready for SSH."
