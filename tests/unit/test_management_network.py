"""The management network: made before Vagrant makes it, where nobody says what it is like."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab

from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError


def made(host: FakeHost) -> list[str]:
    """Return what virsh was asked about making networks."""
    verbs = {"net-define", "net-start", "net-undefine"}
    words = [call[3:] for call in host.calls("virsh")]
    return [" ".join(said) for said in words if said[0] in verbs]


def test_it_is_there_before_vagrant_is_asked_and_gone_with_what_failed(
    tmp_path: Path, host: FakeHost
) -> None:
    host.say("up", status=1)
    environment = open_lab(tmp_path / "lab", LAB)

    with pytest.raises(CommandError):
        up(environment)

    assert made(host)[:2] == ["net-define /dev/stdin", "net-start vagrant-libvirt"]
    assert host.networks == []


def test_one_that_is_there_stays_as_it_is(tmp_path: Path, host: FakeHost) -> None:
    host.change(networks=["vagrant-libvirt"])

    up(open_lab(tmp_path / "lab", LAB))

    assert made(host) == []


def test_what_does_not_start_is_left_to_vagrant(tmp_path: Path, host: FakeHost) -> None:
    (host.folder / "net-start.exit").touch()
    environment = open_lab(tmp_path / "lab", LAB)

    up(environment)

    assert made(host)[-1] == "net-undefine vagrant-libvirt"
    assert host.vagrant() == ["up node1 node2", "up control"]


@pytest.mark.parametrize(
    "said",
    [
        "libvirt: {management_network_mode: none}",
        "libvirt: {management_network_domain: example.com}",
        "libvirt: {management_network_name: own, management_network_address: 10.9.0.0/24}",
        "libvirt: {qemu_use_session: true}}}, uri: 'qemu:///session', x-: {a: {",
    ],
)
def test_one_that_a_machine_describes_is_made_by_vagrant(
    said: str, tmp_path: Path, host: FakeHost
) -> None:
    text = f"{{machines: {{one: {{box: debian12, {said}}}}}}}"

    up(open_lab(tmp_path / "lab", text))

    assert made(host) == []


def test_the_last_machine_takes_it_along(tmp_path: Path, host: FakeHost) -> None:
    environment = open_lab(tmp_path / "lab", LAB)
    up(environment)

    destroy(environment)

    assert host.networks == []
