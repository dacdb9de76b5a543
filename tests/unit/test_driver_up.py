"""Machines that come up."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab, states

from vagrantgen.driver.options import UpOptions, UpReport
from vagrantgen.driver.power import halt, provision, reload
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError

NOTHING_LEFT = UpReport({}, ())


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    assert host.domains == {}
    folder = tmp_path / "lab"
    open_lab(tmp_path / "lab", LAB)
    return folder


def test_machines_come_up_level_by_level_with_one_vagrant_for_each(
    folder: Path, host: FakeHost
) -> None:
    environment = open_lab(folder)

    report = up(environment)

    assert report == NOTHING_LEFT
    assert host.vagrant() == ["up node1 node2", "up control"]
    assert host.variables()["VAGRANTGEN_MACHINES"] == "control"
    assert host.variables()["VAGRANT_VAGRANTFILE"] == ".vagrant/vagrantgen/Vagrantfile"
    assert states(environment) == {"control": "running", "node1": "running", "node2": "running"}


@pytest.mark.parametrize(
    ("options", "commands"),
    [
        (UpOptions(at_once=1), ["up node1", "up node2", "up control"]),
        (UpOptions(at_once=2), ["up node1 node2", "up control"]),
        (
            UpOptions(at_once=1, parallel=False),
            ["up --no-parallel node1 node2", "up --no-parallel control"],
        ),
    ],
)
def test_vagrant_starts_once_for_as_many_machines_as_may_start_at_once(
    folder: Path, host: FakeHost, options: UpOptions, commands: list[str]
) -> None:
    up(open_lab(folder, LAB), options=options)

    assert host.vagrant() == commands


@pytest.mark.parametrize(
    ("playbook", "loaded"),
    [
        ("{type: ansible, playbook: site.yml}", "control,node1,node2"),
        ("{type: ansible_local, playbook: a.yml, provisioning_path: /srv}", "control,node1,node2"),
        ("{type: ansible, playbook: site.yml, inventory_path: site.yml}", "control"),
        ("{type: shell, inline: 'true'}", "control"),
    ],
)
def test_vagrant_loads_all_machines_where_a_playbook_has_vagrants_inventory(
    playbook: str, loaded: str, folder: Path, host: FakeHost
) -> None:
    (folder / "site.yml").touch()
    lab = LAB.replace("depends_on: node", f"depends_on: node, provisioners: [{playbook}]")
    environment = open_lab(folder, lab)

    up(environment)

    assert host.vagrant() == ["up node1 node2", "up control"]
    assert host.variables()["VAGRANTGEN_MACHINES"] == loaded


@pytest.mark.parametrize(
    ("options", "loaded"),
    [
        (["--provision-with", "site"], "control,node1,node2"),
        (["--no-provision"], "control"),
    ],
)
def test_only_playbooks_that_may_run_have_all_machines_loaded(
    options: list[str], loaded: str, folder: Path, host: FakeHost
) -> None:
    (folder / "site.yml").touch()
    playbook = "provisioners: [{name: site, type: ansible, playbook: site.yml}]"
    environment = open_lab(folder, LAB.replace("depends_on: node", f"depends_on: node, {playbook}"))
    up(environment)

    reload(environment, ["control"], options)

    assert host.variables()["VAGRANTGEN_MACHINES"] == loaded


def test_what_runs_as_it_should_starts_no_vagrant(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    before = len(host.vagrant())

    report = up(open_lab(folder))

    assert report == NOTHING_LEFT
    assert len(host.vagrant()) == before


def test_a_named_machine_brings_what_it_depends_on(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder), ["control"])

    assert host.vagrant() == ["up node1 node2", "up control"]


def test_a_named_machine_comes_alone_without_dependencies(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder), ["control"], UpOptions(dependencies=False))

    assert host.vagrant() == ["up control"]


def test_a_machine_that_does_not_start_by_itself_waits_to_be_named(
    folder: Path, host: FakeHost
) -> None:
    lab = LAB.replace("node: {count: 2}", "node: {count: 2, autostart: false}")
    lab = lab.replace("depends_on: node, ", "")

    up(open_lab(folder, lab))

    assert host.vagrant() == ["up control"]


def test_each_option_of_vagrants_is_passed_on(folder: Path, host: FakeHost) -> None:
    options = UpOptions(
        provision=True, provision_with=("names",), parallel=False, destroy_on_error=False
    )

    up(open_lab(folder), ["node1"], options)

    assert host.calls("vagrant") == [
        [
            *("--machine-readable", "up", "--provider=libvirt", "--no-install-provider"),
            *("--no-parallel", "--no-destroy-on-error"),
            *("--provision", "--provision-with", "names", "node1"),
        ]
    ]


def test_a_machine_whose_provisioners_failed_is_provisioned_again(
    folder: Path, host: FakeHost
) -> None:
    up(open_lab(folder), ["node1"], UpOptions(provision=False))

    up(open_lab(folder), ["node1"])

    assert host.vagrant() == ["up --no-provision node1", "up --provision node1"]


def test_a_guest_gets_its_name_and_addresses_whatever_else_is_provisioned(
    folder: Path, host: FakeHost
) -> None:
    text = "machines: {one: {box: debian12}, two: {box: debian12, guest_setup: vagrant}}\n"
    environment = open_lab(folder, text)

    up(environment, ["one"], UpOptions(provision=False))
    up(environment, ["two"], UpOptions(provision=False))
    reload(environment, ["one"], ["--provision-with", "web"])
    provision(environment, ["one"], ["--provision-with", "web"])

    setup = "--provision-with guest setup"
    assert host.vagrant() == [
        f"up {setup} one",
        "up --no-provision two",
        "reload --provision-with web,guest setup one",
        "provision --provision-with web one",
    ]


def test_an_always_provisioner_is_a_reason_to_start_vagrant(folder: Path, host: FakeHost) -> None:
    always = "{count: 2, provisioners: [{type: shell, inline: date, run: always}]}"
    lab = LAB.replace("{count: 2}", always)
    up(open_lab(folder, lab), ["node"])

    up(open_lab(folder), ["node1"])

    assert host.vagrant()[1:] == ["up node1"]


def test_a_halted_machine_is_started(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    halt(open_lab(folder), ["node1"])

    up(open_lab(folder))

    assert host.vagrant()[2:] == ["halt node1", "up node1"]


def test_a_new_machine_makes_the_names_of_the_others_anew(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))

    up(open_lab(folder, LAB.replace("count: 2", "count: 3")))

    assert host.vagrant()[2:] == ["up node1 node2 node3", "up control"]


def test_a_failure_keeps_what_came_up_and_names_vagrants_words(
    folder: Path, host: FakeHost
) -> None:
    host.say(
        "up",
        "1795421779,node1,action,up,end\n1795421779,,error-exit,X,node2 has no luck\n",
        status=1,
    )

    with pytest.raises(CommandError) as caught:
        up(open_lab(folder))

    assert caught.value.output == "node2 has no luck"
    made = open_lab(folder).record.machines
    assert {name: machine.provisioned for name, machine in made.items()} == {
        "control": False,
        "node1": True,
        "node2": False,
    }
    assert len(host.vagrant()) == 1
