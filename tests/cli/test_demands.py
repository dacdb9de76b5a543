"""What a lab asks of this host's plugin and hardware, told before anything starts."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import write_lab
from typer.testing import CliRunner

from vagrantgen.cli.app import app

INSTALLED = "0,,plugin-name,vagrant-libvirt\n0,vagrant-libvirt,plugin-version,0.11.2\n"

NEWER = """\
name: demo
defaults:
  box: any/box
  libvirt: {clock_absolute: 0}
machines:
  one:
    libvirt: {serial: {type: file, source: {path: /srv/one.log, append: true}}}
  two: {libvirt: {clock_absolute: null, management_network_iface_name: mgmt2}}
"""
NEWER_VAGRANT = """\
name: demo
defaults: {box: any/box, ssh: {key_type: ed25519}}
machines:
  one:
    vm: {box_architecture: arm64}
    networks:
      - {type: public_network, dev: br0, iface_name: one, mtu: 9000}
      - {type: private_network, ip: 10.9.8.7, iface_name: two, mtu: 9000}
"""
EMULATED = """\
name: demo
defaults: {box: any/box}
machines:
  one: {libvirt: {cpu_mode: host-passthrough}}
  two: {libvirt: {cpu_mode: host-passthrough, driver: kvm}}
"""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    monkeypatch.chdir(write_lab(tmp_path / "lab"))
    host = FakeHost(tmp_path / "host", monkeypatch)
    host.say("plugin", INSTALLED)
    host.say("--version", "Vagrant 2.3.4\n")
    return host


def lab(text: str) -> None:
    write_lab(Path.cwd(), text)


def failed(*words: str) -> tuple[int, Sequence[str]]:
    """The status of a command that fails, and the problems it tells."""
    result = CliRunner().invoke(app, words)
    problems = [line for line in result.stderr.splitlines() if line.startswith("problem: lab")]
    return result.exit_code, problems


def test_settings_that_the_plugin_does_not_know_yet_keep_a_lab_from_starting(
    host: FakeHost,
) -> None:
    lab(NEWER)

    status, problems = failed("up")

    assert status == 3
    assert problems == [
        f"problem: lab.yaml:{key}: needs vagrant-libvirt {since} or newer; 0.11.2 is installed"
        for key, since in (
            ("4:29: defaults.libvirt.clock_absolute", "0.12.0"),
            ("7:23: machines.one.libvirt.serial[0].source.append", "0.12.0"),
            ("8:72: machines.two.libvirt.management_network_iface_name", "0.12.1"),
        )
    ]
    assert host.names() == []


def test_so_do_settings_that_vagrant_does_not_know_yet_or_not_of_such_a_network(
    host: FakeHost,
) -> None:
    lab(NEWER_VAGRANT)

    status, problems = failed("up")

    assert status == 3
    assert problems == [
        f"problem: lab.yaml:{key}: needs {since} or newer; {installed} is installed"
        for key, since, installed in (
            ("2:42: defaults.ssh.key_type", "Vagrant 2.4.1", "2.3.4"),
            ("5:28: machines.one.vm.box_architecture", "Vagrant 2.4.0", "2.3.4"),
            ("7:54: machines.one.networks[0].iface_name", "vagrant-libvirt 0.12.0", "0.11.2"),
            ("7:64: machines.one.networks[0].mtu", "vagrant-libvirt 0.12.0", "0.11.2"),
        )
    ]
    assert host.names() == []


def test_a_newer_plugin_knows_them(host: FakeHost) -> None:
    lab(NEWER)
    host.say("plugin", INSTALLED.replace("0.11.2", "0.12.1"))

    result = CliRunner().invoke(app, ["up"])

    assert result.exit_code == 0
    assert host.names() == ["demo_one", "demo_two"]


def test_the_plugins_version_is_not_asked_for_where_no_setting_needs_it(host: FakeHost) -> None:
    lab("name: demo\nmachines: {web: {box: any/box}}\n")

    result = CliRunner().invoke(app, ["up"])

    assert result.exit_code == 0
    assert ["plugin", "list", "--machine-readable"] not in host.calls("vagrant")


def test_a_host_cpu_that_has_to_be_emulated_keeps_a_lab_from_starting(host: FakeHost) -> None:
    lab(EMULATED)

    status, problems = failed("up")

    assert status == 3
    where = "lab.yaml:4:29: machines.one.libvirt.cpu_mode"
    assert problems == [f"problem: {where}: can't be emulated, and KVM runs no guests here"]
    assert host.names() == []


def test_without_the_host_no_program_is_asked(host: FakeHost) -> None:
    lab(NEWER)

    result = CliRunner().invoke(app, ["check", "--no-host"])

    assert result.exit_code == 0
    assert host.calls("vagrant") == host.calls("virsh") == []
