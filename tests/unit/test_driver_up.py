from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import LAB, open_lab

from vagrantgen.driver.destroy import destroy
from vagrantgen.driver.drift import Pending
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.options import UpOptions, UpReport
from vagrantgen.driver.power import halt, provision, reload
from vagrantgen.driver.status import status
from vagrantgen.driver.up import up
from vagrantgen.errors import CommandError, HostError, UsageError

NOTHING_LEFT = UpReport({}, ())


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    return FakeHost(tmp_path / "host", monkeypatch)


@pytest.fixture
def folder(host: FakeHost, tmp_path: Path) -> Path:
    assert host.domains == {}
    folder = tmp_path / "lab"
    open_lab(tmp_path / "lab", LAB)
    return folder


def states(environment: Environment) -> dict[str, str]:
    return {machine.name: machine.state for machine in status(environment)}


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


def test_vagrant_loads_the_machines_that_a_playbook_runs_against(
    folder: Path, host: FakeHost
) -> None:
    (folder / "site.yml").touch()
    playbook = "provisioners: [{type: ansible, playbook: site.yml, limit: all}]"
    environment = open_lab(folder, LAB.replace("depends_on: node", f"depends_on: node, {playbook}"))

    up(environment)

    assert host.vagrant() == ["up node1 node2", "up control"]
    assert host.variables()["VAGRANTGEN_MACHINES"] == "control,node1,node2"


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


def test_changed_settings_are_left_and_told(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))

    more_memory = LAB.replace("count: 2", "count: 2, memory: 2 GiB")
    report = up(open_lab(folder, more_memory.replace("any/box", "other/box", 1)), ["node1"])

    recreate = dict.fromkeys(("control", "node1", "node2"), Pending.RECREATE)
    assert report == UpReport(recreate, ())
    assert len(host.vagrant()) == 2


def test_reload_applies_what_a_reload_can(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    changed = LAB.replace("count: 2", "count: 2, cpus: 4")

    report = up(open_lab(folder, changed), ["node"], UpOptions(reload=True))

    assert report == NOTHING_LEFT
    assert host.vagrant()[2:] == ["reload node1 node2"]


def test_a_halted_machine_takes_what_a_reload_can_apply(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    halt(open_lab(folder))
    changed = LAB.replace("count: 2", "count: 2, cpus: 4")

    report = up(open_lab(folder, changed))

    assert report == NOTHING_LEFT
    assert host.vagrant()[3:] == ["up node1 node2", "up control"]


def test_recreate_destroys_what_can_not_be_changed_and_makes_it_anew(
    folder: Path, host: FakeHost
) -> None:
    up(open_lab(folder))
    changed = LAB.replace("count: 2", "count: 2, box: other/box")

    report = up(open_lab(folder, changed), ["node1"], UpOptions(recreate=True))

    assert report == UpReport({"node2": Pending.RECREATE}, ())
    assert host.vagrant()[2:] == ["destroy --force node1", "up node1"]


def test_changed_provisioners_wait_for_provision(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    provisioners = "provisioners: [{type: shell, inline: date}]"
    changed = LAB.replace("count: 2", f"count: 2, {provisioners}")

    first = up(open_lab(folder, changed))
    provision(open_lab(folder))
    second = up(open_lab(folder))

    assert first == UpReport(dict.fromkeys(("node1", "node2"), Pending.PROVISION), ())
    assert second == NOTHING_LEFT
    assert host.vagrant()[2:] == ["up node1 node2", "provision node1 node2 control"]


def test_the_verb_reload_applies_the_lab_file_to_named_machines(
    folder: Path, host: FakeHost
) -> None:
    up(open_lab(folder))

    environment = open_lab(folder, LAB.replace("count: 2", "count: 2, cpus: 4"))
    reload(environment, ["node1"], ["--force"])

    assert host.vagrant()[2:] == ["reload --force node1"]
    assert [machine.pending for machine in status(environment)] == [None, None, Pending.RELOAD]


def test_a_machine_the_lab_no_longer_has_is_an_orphan_until_it_is_removed(
    folder: Path, host: FakeHost
) -> None:
    up(open_lab(folder))
    smaller = open_lab(folder, LAB.replace("count: 2", "count: 1"))

    report = up(smaller)
    before = states(smaller)
    after_removal = up(open_lab(folder), options=UpOptions(remove_orphans=True))

    assert report == UpReport({}, ("node2",))
    assert before == {"control": "running", "node1": "running", "node2": "orphan"}
    assert after_removal == NOTHING_LEFT
    assert host.names() == ["demo_control", "demo_node1"]


def test_a_foreign_domain_of_the_same_name_stops_up_before_anything_starts(
    folder: Path, host: FakeHost
) -> None:
    host.add_domain("demo_node2")

    with pytest.raises(HostError) as caught:
        up(open_lab(folder))

    assert str(caught.value) == (
        "libvirt has a machine 'demo_node2' already, and this lab did not make it\n"
        "hint: give the lab another `name`; or, if nobody needs it any more:"
        " `virsh undefine demo_node2`"
    )
    assert host.vagrant() == []
    destroy(open_lab(folder))
    assert host.names() == ["demo_node2"]


def test_a_foreign_network_of_the_same_name_stops_up(folder: Path, host: FakeHost) -> None:
    host.change(networks=["demo-lan"])

    with pytest.raises(HostError, match="a network 'demo-lan' already"):
        up(open_lab(folder))

    destroy(open_lab(folder))
    assert host.networks == ["demo-lan"]


def test_a_foreign_volume_of_the_same_name_stops_up(folder: Path, host: FakeHost) -> None:
    host.change(volumes=["demo_node1.img"])

    with pytest.raises(HostError, match=r"a volume 'demo_node1.img' already"):
        up(open_lab(folder))

    destroy(open_lab(folder))
    assert host.volumes == ["demo_node1.img"]


def test_what_a_killed_attempt_left_is_cleared_away(folder: Path, host: FakeHost) -> None:
    host.say("up", error="killed", status=1)
    with pytest.raises(CommandError):
        up(open_lab(folder))
    (host.folder / "up.out").unlink()
    (host.folder / "up.exit").unlink()
    host.change(volumes=["demo_node1.img", "others.img"])

    report = up(open_lab(folder))

    assert report == NOTHING_LEFT
    assert sorted(host.volumes) == [
        *("demo_control.img", "demo_node1.img", "demo_node2.img", "others.img"),
    ]


def test_a_machine_that_was_killed_half_made_is_made_anew(folder: Path, host: FakeHost) -> None:
    host.say("up", error="killed", status=1)
    with pytest.raises(CommandError):
        up(open_lab(folder))
    (host.folder / "up.out").unlink()
    (host.folder / "up.exit").unlink()
    host.add_domain("demo_node1")
    host.change(volumes=["demo_node1.img"])

    report = up(open_lab(folder))

    assert report == NOTHING_LEFT
    assert host.vagrant()[1:] == ["destroy --force node1", "up node1 node2", "up control"]


def test_machines_of_another_lab_in_the_folder_stop_up(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))

    with pytest.raises(UsageError) as caught:
        up(open_lab(folder, LAB.replace("name: demo", "name: other")))

    assert caught.value.message == (
        "the machines in this folder are those of the lab 'demo' (lab.yaml)"
    )
    assert len(host.vagrant()) == 2


def test_another_lab_may_follow_once_the_first_is_destroyed(folder: Path, host: FakeHost) -> None:
    up(open_lab(folder))
    destroy(open_lab(folder))

    up(open_lab(folder, LAB.replace("name: demo", "name: other")))

    assert host.names() == ["other_control", "other_node1", "other_node2"]


def test_a_vagrantfile_written_by_hand_is_not_overwritten(folder: Path, host: FakeHost) -> None:
    (folder / "Vagrantfile").write_text("# mine\n")

    with pytest.raises(UsageError):
        up(open_lab(folder))

    assert (folder / "Vagrantfile").read_text() == "# mine\n"
    assert host.vagrant() == []


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
