"""Lab files and overrides over each other, and files as editors write them."""

import json
from pathlib import Path

import pytest
from fakes.labs import Load
from inline_snapshot import snapshot

from vagrantgen.errors import LabError, UsageError
from vagrantgen.loader.load import load_lab


def test_later_files_and_overrides_are_merged_over_earlier_ones(load: Load) -> None:
    lab = load(
        "name: one\nmachines: {web: {box: debian12, memory: 1G, ports: ['8080:80']}}",
        "machines: {web: {memory: 2G, ports: ['9090:90']}, db: {box: rocky9}}",
        overrides=("machines.web.memory=3G", "machines.db.count=2", "groups.all_of_them=[web, db]"),
    )

    assert [machine.name for machine in lab.machines] == ["web", "db1", "db2"]
    assert lab.machine("web").memory == 3072
    assert [port.host for port in lab.machine("web").ports] == [9090]
    assert lab.groups["all_of_them"].machines == ("web", "db1", "db2")


def test_an_override_may_be_empty_or_null(load: Load) -> None:
    lab = load(
        "machines: {web: {box: debian12, cpus: 2, libvirt: {default_prefix: x}}}",
        overrides=("machines.web.libvirt.default_prefix=", "machines.web.cpus=null"),
    )

    assert lab.domain_name(lab.machine("web")) == "web"
    assert lab.machine("web").cpus == 1


@pytest.mark.parametrize(
    ("override", "report"),
    [
        (
            "machines.web.memory=2 furlongs",
            (
                "--set machines.web.memory=2 furlongs: machines.web.memory: '2 furlongs' is not an"
                " amount of memory; write 2048, '2048 MiB' or '2 GiB'"
            ),
        ),
        (
            "machines.wbe.memory=2G",
            (
                "--set machines.wbe.memory=2G: machines.wbe: `box` is missing\n    hint: name one,"
                " such as `box: debian12`; or write `box: null` for a machine without"
            ),
        ),
        (
            "machines.web.memroy=2G",
            (
                "--set machines.web.memroy=2G: machines.web.memroy: unknown key 'memroy'\n    hint:"
                " did you mean 'memory'?"
            ),
        ),
        ("memory", "--set memory: write it as KEY=VALUE: machines.node.count=5"),
        ("a..b=1", "--set a..b=1: write it as KEY=VALUE: machines.node.count=5"),
        (
            "name=[",
            "--set name=[: a value is missing before this",
        ),
        ("name=\udcff", "--set name=\\udcff: the character U+DCFF may not stand in YAML"),
    ],
)
def test_a_mistake_in_an_override_is_reported_as_it_was_typed(
    load: Load, override: str, report: str
) -> None:
    with pytest.raises(LabError) as caught:
        load("machines: {web: {box: debian12}}", overrides=(override,))

    assert str(caught.value) == report


def test_a_mistake_in_a_second_file_is_reported_there(load: Load) -> None:
    with pytest.raises(LabError) as caught:
        load(
            "machines:\n  web:\n    box: debian12\n    memory: plenty\n    cpus: none\n",
            "machines:\n  web:\n    memory: lots\n",
        )

    places = [
        (problem.place and Path(problem.place.source).name, problem.place and problem.place.line)
        for problem in caught.value.problems
    ]
    assert places == [("lab.yaml", 5), ("lab1.yaml", 3)]


def test_mistakes_of_every_file_are_reported_at_once(load: Load) -> None:
    with pytest.raises(LabError) as caught:
        load("a: [", "name: !x y\nmachines: {}\n", overrides=("x",))

    assert [problem.text for problem in caught.value.problems] == snapshot(
        [
            "a value is missing before this",
            "write it as KEY=VALUE: machines.node.count=5",
            "the tag !x means nothing here; remove it",
        ]
    )


def test_a_json_file_is_a_lab_file(tmp_path: Path) -> None:
    file = tmp_path / "lab.json"
    machines = {"web": {"box": "debian/bookworm64", "libvirt": {"title": "\U0001f600 \\ é"}}}
    file.write_text(json.dumps({"name": "x", "machines": machines}, indent="\t"))

    lab = load_lab([file])

    assert lab.machine("web").libvirt.title == "\U0001f600 \\ é"


def test_windows_line_ends_and_byte_order_marks_change_nothing(tmp_path: Path) -> None:
    plain, windows = tmp_path / "lab.yaml", tmp_path / "windows.yaml"
    text = "name: x\nmachines:\n  web:\n    box: debian12\n    ports: [8080:80]\n"
    plain.write_text(text)
    windows.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert load_lab([windows]) == load_lab([plain])


def test_a_mistake_is_found_in_the_right_line_of_a_windows_file(tmp_path: Path) -> None:
    file = tmp_path / "lab.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: x\r\nmachines:\r\n  web: {box: debian12, cpus: 0}\r\n")

    with pytest.raises(LabError) as caught:
        load_lab([file])

    assert str(caught.value) == (
        f"{file}:3:30: machines.web.cpus: 0 is too small; write 1 or more\n"
        "      web: {box: debian12, cpus: 0}\n"
        "                                 ^"
    )


def test_text_in_another_encoding_is_reported_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "lab.yaml"
    file.write_bytes("name: x\n# größer\n".encode("latin-1"))

    with pytest.raises(LabError) as caught:
        load_lab([file])

    assert str(caught.value).splitlines()[0] == f"{file}:2:5: the byte 0xf6 is no text in UTF-8"


def test_the_keys_of_json_are_numbers_where_the_machines_numbers_stand(tmp_path: Path) -> None:
    file = tmp_path / "lab.json"
    libvirt = {"cpuaffinitiy": {"0": "1-3"}}
    node = {"box": "a/b", "count": 2, "each": {"2": {"memory": "4 GiB", "libvirt": libvirt}}}
    file.write_text(json.dumps({"name": "x", "machines": {"node": node}}))

    first, second = load_lab([file]).machines

    assert [first.memory, second.memory] == [1024, 4096]
    assert second.libvirt.cpuaffinitiy == {0: "1-3"}


def test_a_number_in_json_that_no_machine_has_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "lab.json"
    node = {"box": "a/b", "count": 2, "each": {"3": {"memory": "4 GiB"}}}
    file.write_text(json.dumps({"name": "x", "machines": {"node": node}}))

    with pytest.raises(LabError) as caught:
        load_lab([file])

    assert "machines.node.each[3]: there is no number 3: `count` is 2" in str(caught.value)


def test_half_a_character_in_json_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "lab.json"
    file.write_text('{"name": "\\ud83d", "machines": {}}')

    with pytest.raises(LabError) as caught:
        load_lab([file])

    assert [problem.text for problem in caught.value.problems] == [
        "this escape stands for half a character, or for none"
    ]


def test_a_file_that_is_not_there_is_no_lab_file(tmp_path: Path) -> None:
    file = tmp_path / "lab.yaml"

    with pytest.raises(UsageError) as caught:
        load_lab([file])

    assert str(caught.value) == (
        f"{file} can't be read: no such file or directory\n"
        "hint: `vagrantgen init` writes a lab file"
    )


def test_set_reaches_one_of_several_by_its_number(load: Load) -> None:
    lab = load(
        "machines: {node: {box: debian12, count: 2}}", overrides=("machines.node.each.2.cpus=4",)
    )

    assert [machine.cpus for machine in lab.machines] == [1, 4]


def test_what_was_set_is_shown_in_one_line(load: Load) -> None:
    with pytest.raises(LabError) as caught:
        load("machines: {web: {box: debian12}}", overrides=("name=a\nb",))

    assert str(caught.value).startswith("--set name=a\\nb: name: ")
