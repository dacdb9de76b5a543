import shutil
import time
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab

from vagrantgen.driver import power
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.events import Event, Said
from vagrantgen.driver.ports import PortStatus, forwarded_ports, reopen_ports
from vagrantgen.driver.ssh_access import keep_ssh_config
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError, HostError, UsageError
from vagrantgen.export.ssh_config import parse_blocks, render_ssh_config
from vagrantgen.guest import session
from vagrantgen.guest.connection import CONFIG, socket_path, ssh_command

RECORDED = (Path(__file__).parents[1] / "recordings/ssh-config.txt").read_text()


@pytest.fixture
def environment(host: FakeHost, tmp_path: Path) -> Environment:
    """A lab that runs."""
    up(open_lab(tmp_path / "lab", LAB))
    (host.folder / "calls.jsonl").write_text("")
    return Environment(tmp_path / "lab")


def kept(environment: Environment) -> str:
    return (environment.folder / CONFIG).read_text()


def socket_of(environment: Environment, machine: str) -> Path:
    """Pretend that a connection to a machine is kept."""
    socket = Path(socket_path(environment.folder, machine))
    socket.touch()
    return socket


def forget_what_up_told(environment: Environment) -> None:
    shutil.rmtree(environment.folder / ".vagrant/vagrantgen/ssh")


def test_vagrant_is_not_asked_about_machines_that_it_brought_up(
    environment: Environment, host: FakeHost
) -> None:
    keep_ssh_config(environment)

    assert host.vagrant() == []
    assert list(parse_blocks(kept(environment))) == ["control", "node1", "node2"]


def test_vagrant_is_asked_once_about_a_machine_of_which_it_told_nothing(
    environment: Environment, host: FakeHost
) -> None:
    forget_what_up_told(environment)

    keep_ssh_config(environment, ["node1", "node2"])
    keep_ssh_config(environment, ["node2"])
    keep_ssh_config(environment, ["control"])

    assert host.vagrant() == ["ssh-config node1 node2", "ssh-config control"]
    assert list(parse_blocks(kept(environment))) == ["control", "node1", "node2"]


def test_who_waits_for_vagrant_is_told_why(environment: Environment) -> None:
    forget_what_up_told(environment)
    told: list[Event] = []
    environment.tell = told.append

    keep_ssh_config(environment, ["node"])

    assert told == [Said("", "info", "Asking Vagrant how ssh reaches node1, node2...")]


def test_an_address_that_changed_needs_no_vagrant(environment: Environment, host: FakeHost) -> None:
    keep_ssh_config(environment, ["node1"])
    domains = host.domains
    next(iter(domains.values()))["address"] = "192.168.121.99"
    host.change(domains=domains)

    found = keep_ssh_config(environment, ["node1"])

    assert found["node1"].address == "192.168.121.99"
    assert "HostName 192.168.121.99" in kept(environment)
    assert host.vagrant() == []


def test_a_machine_that_was_made_anew_is_asked_about_anew(
    environment: Environment, host: FakeHost
) -> None:
    keep_ssh_config(environment, ["node1"])
    uuid = "12345678-0000-0000-0000-000000000001"
    (environment.folder / ".vagrant/machines/node1/libvirt/id").write_text(uuid)
    domains = host.domains
    host.change(domains={uuid: domains.pop(next(iter(domains))), **domains})

    keep_ssh_config(environment, ["node1"])

    assert host.vagrant() == ["ssh-config node1"]


def test_a_machine_whose_key_has_gone_is_asked_about_anew(
    environment: Environment, host: FakeHost
) -> None:
    key = environment.folder / "key"
    key.touch()
    block = f"Host node1\n  HostName 192.168.121.1\n  IdentityFile {key}\n"
    host.say("ssh-config", block)
    forget_what_up_told(environment)
    keep_ssh_config(environment, ["node1"])

    key.unlink()
    keep_ssh_config(environment, ["node1"])

    assert len(host.vagrant()) == 2


@pytest.mark.parametrize(("state", "verb"), [("shutoff", "up"), ("paused", "resume")])
def test_a_machine_that_does_not_run_is_said_so(
    environment: Environment, state: str, verb: str
) -> None:
    stop = power.halt if state == "shutoff" else power.suspend
    stop(environment, ["node1"])

    with pytest.raises(UsageError) as caught:
        keep_ssh_config(environment, ["node1"])

    assert str(caught.value) == (
        f"the machine 'node1' is not running: it is {state}\n"
        f"hint: `vagrantgen {verb} node1` starts it"
    )


def test_those_that_run_are_meant_where_none_is_named(environment: Environment) -> None:
    power.halt(environment, ["node1"])

    assert list(keep_ssh_config(environment)) == ["control", "node2"]


def test_a_command_is_one_word_to_the_guests_shell_when_it_is_one(
    environment: Environment,
) -> None:
    shell = ssh_command(environment.folder, "a")
    line = ssh_command(environment.folder, "a", "ls | wc")
    words = ssh_command(environment.folder, "a", "echo", "a b")

    assert shell[-1] == "a"
    assert line[-3:] == ["a", "--", "ls | wc"]
    assert words[-3:] == ["a", "--", "echo 'a b'"]


def test_connections_are_kept_where_no_other_user_gets(
    environment: Environment, host: FakeHost
) -> None:
    keep_ssh_config(environment)

    block = parse_blocks(kept(environment))["node1"]
    path = Path(block["ControlPath"])
    assert block["LogLevel"] == "ERROR"  # Vagrant would have ssh keep why it failed to itself
    assert path.parent.parent == host.runtime
    assert path.name == "00000000-0000-0000-0000-000000000001"
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_for_connections_that_others_can_enter_is_refused(
    environment: Environment, host: FakeHost
) -> None:
    keep_ssh_config(environment)
    next(host.runtime.glob("vagrantgen-*")).chmod(0o755)

    with pytest.raises(HostError, match="is not a folder that only this user can enter"):
        keep_ssh_config(environment)


def test_halt_ends_the_kept_connections(environment: Environment, host: FakeHost) -> None:
    socket_of(environment, "node1")

    power.halt(environment, ["node"])

    assert [call[-3:] for call in host.calls("ssh")] == [["-O", "exit", "node1"]]


def test_reboot_waits_for_another_boot(environment: Environment, host: FakeHost) -> None:
    socket_of(environment, "node1")

    power.reboot(environment, ["node1"])

    said = [call[-1] for call in host.calls("ssh")]
    assert said == [
        "cat /proc/sys/kernel/random/boot_id",
        "sudo -n reboot",
        "node1",
        "cat /proc/sys/kernel/random/boot_id",
    ]


def test_a_guest_that_can_not_reboot_itself_is_asked_by_libvirt(
    environment: Environment, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_PATIENCE", 0.2)
    monkeypatch.setattr(session, "_PAUSES", (0.05,))
    (host.folder / "ssh.exit").write_text("1")

    with pytest.raises(CommandError) as caught:
        power.reboot(environment, ["node1"])

    assert [call[3] for call in host.calls("virsh")].count("reboot") == 1
    assert caught.value.hint == "`vagrantgen console node1` shows what the machine says"


def test_a_port_whose_tunnel_has_ended_is_closed_until_it_is_opened_again(
    environment: Environment, host: FakeHost
) -> None:
    before = forwarded_ports(environment)
    assert host.calls("ssh") == []

    reopen_ports(environment, keep_ssh_config(environment, ["control"]))

    assert before == [
        PortStatus("control", "127.0.0.1", 18080, guest_ip=None, guest=80, is_open=False)
    ]
    while not host.calls("ssh"):
        time.sleep(0.02)
    (tunnel,) = host.calls("ssh")
    assert tunnel[-3:] == ["-L", "127.0.0.1:18080:192.168.121.3:80", "control"]
    assert (environment.folder / ".vagrant/machines/control/libvirt/pids/ssh_18080.pid").exists()


def test_blocks_of_a_configuration_are_told_apart() -> None:
    blocks = parse_blocks(RECORDED)

    assert list(blocks) == ["node1", "node2"]
    assert blocks["node2"].address == "192.168.121.28"
    assert blocks["node2"]["User"] == "vagrant"
    assert blocks["node2"]["ProxyCommand"] == ""
    assert parse_blocks(render_ssh_config(blocks)) == blocks
    assert blocks["node1"].at("10.0.0.1").address == "10.0.0.1"


def test_a_path_with_spaces_is_read_without_its_quotes() -> None:
    (block,) = parse_blocks('Host a\n  IdentityFile "/home/a b/key"\n').values()

    assert block["IdentityFile"] == "/home/a b/key"
