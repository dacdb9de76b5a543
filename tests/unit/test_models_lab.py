"""Labs as they are meant: names, order, selection."""

from collections.abc import Mapping, Sequence

import pytest
from inline_snapshot import snapshot

from vagrantgen.errors import LabError, UsageError
from vagrantgen.models.assembly import LabKeys, assemble
from vagrantgen.models.lab import Lab
from vagrantgen.models.machine import Machine


def lab_of(*machines: Mapping[str, object], **keys: object) -> Lab:
    made = [Machine.model_validate({"box": "generic/rocky9", **machine}) for machine in machines]
    return assemble(LabKeys.model_validate({"name": "lab", **keys}), made)


def names(machines: Sequence[Machine]) -> list[str]:
    return [machine.name for machine in machines]


@pytest.fixture
def lab() -> Lab:
    return lab_of(
        {"name": "web", "networks": ["front", "back"], "depends_on": ["db", "cache"]},
        {"name": "db", "networks": ["back"], "hostname": "db.example"},
        {"name": "cache", "depends_on": "db"},
        {"name": "node1", "base": "node", "networks": ["front"]},
        {"name": "node2", "base": "node", "networks": ["front"], "names": False},
        networks={"front": {"subnet": "10.1.0.0/24"}, "back": {"subnet": "10.2.0.0/24"}},
        groups={"nodes": "node", "all_but_db": {"machines": ["web", "cache"], "groups": ["nodes"]}},
    )


def test_machines_start_after_those_they_depend_on(lab: Lab) -> None:
    levels = lab.levels(lab.machines)

    assert [names(level) for level in levels] == [["db", "node1", "node2"], ["cache"], ["web"]]


def test_machines_that_are_left_out_are_not_waited_for(lab: Lab) -> None:
    levels = lab.levels(lab.select(["web", "cache"]))

    assert [names(level) for level in levels] == [["cache"], ["web"]]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ([], ["web", "db", "cache", "node1", "node2"]),
        (["node2", "web"], ["web", "node2"]),
        (["node"], ["node1", "node2"]),
        (["all_but_db"], ["web", "cache", "node1", "node2"]),
        (["nodes", "node1"], ["node1", "node2"]),
    ],
)
def test_machines_are_selected_by_name_count_or_group(
    lab: Lab, words: list[str], meant: list[str]
) -> None:
    assert names(lab.select(words)) == meant


@pytest.mark.parametrize(
    ("word", "hint"),
    [("wbe", "did you mean 'web'?"), ("xyzzy", "it has web, db, cache, node1, node2")],
)
def test_an_unknown_name_is_refused_with_a_hint(lab: Lab, word: str, hint: str) -> None:
    with pytest.raises(UsageError) as selected:
        lab.select([word])
    with pytest.raises(UsageError) as asked:
        lab.machine(word)

    assert str(selected.value) == str(asked.value)
    assert str(asked.value) == (f"the lab 'lab' has no machine or group {word!r}\nhint: {hint}")


def test_machines_know_each_other_by_the_first_network_they_share(lab: Lab) -> None:
    tables = lab.host_tables(lab.machines)

    assert tables == snapshot(
        {
            "front back": """\
10.1.0.10 web web.lab
10.2.0.11 db.example db db.lab
10.1.0.11 node1 node1.lab
10.1.0.12 node2 node2.lab
""",
            "back": """\
10.2.0.10 web web.lab
10.2.0.11 db.example db db.lab
""",
            "front": """\
10.1.0.10 web web.lab
10.1.0.11 node1 node1.lab
10.1.0.12 node2 node2.lab
""",
        }
    )
    assert [lab.host_table(machine) for machine in lab.machines] == [
        "front back", "back", None, "front", None,
    ]  # fmt: skip


def test_a_control_node_depends_on_what_it_controls() -> None:
    lab = lab_of(
        {"name": "control", "networks": ["lan"], "controls": ["managed"]},
        {"name": "a", "networks": ["lan"], "hostname": "a.example"},
        {"name": "b", "networks": ["lan"]},
        networks={"lan": {"subnet": "10.1.0.0/24"}},
        groups={"managed": ["control", "b", "a"]},
    )
    control, a, b = lab.machines

    assert control.controls == ("b", "a")
    assert control.depends_on == ("b", "a")
    assert [lab.is_controlled(machine) for machine in lab.machines] == [False, True, True]
    assert lab.shared_address(a, b) == b.address_on("lan")


def test_domains_are_called_after_the_lab_or_as_they_say() -> None:
    lab = lab_of(
        {"name": "web"},
        {"name": "db", "libvirt": {"default_prefix": ""}},
        {"name": "old", "libvirt": {"default_prefix": "x-"}},
    )

    assert [lab.domain_name(machine) for machine in lab.machines] == ["lab_web", "db", "x-old"]


def test_two_domains_of_one_name_are_refused() -> None:
    with pytest.raises(LabError) as caught:
        lab_of(
            {"name": "a-b", "libvirt": {"default_prefix": "x-"}},
            {"name": "b", "libvirt": {"default_prefix": "x-a-"}},
        )

    assert str(caught.value) == (
        "machines.b.libvirt.default_prefix: the domain would be called 'x-a-b', as that of 'a-b' is"
    )


def test_what_the_plugin_copies_into_xml_is_written_as_xml() -> None:
    lab = lab_of({"name": "web", "libvirt": {"title": "<a> & b", "description": 'it\'s "c"'}})

    assert lab.machine("web").libvirt.settings() == {
        "title": "&lt;a&gt; &amp; b",
        "description": 'it\'s "c"',
    }


def test_a_port_that_vagrant_takes_for_its_own_is_written_by_name() -> None:
    ports = ["2222:22", "0.0.0.0:55985:5985", "8080:80"]
    lab = lab_of({"name": "web", "ports": ports})

    written = [dict(port.settings()) for port in lab.machine("web").ports]
    assert [str(settings["host_ip"]) for settings in written] == [
        "localhost", "0.0.0.0", "127.0.0.1",
    ]  # fmt: skip
