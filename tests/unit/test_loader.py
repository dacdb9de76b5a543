"""Lab files turned into labs: defaults, counts, layers, addresses."""

import json
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from vagrantgen.errors import LabError, UsageError
from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab
from vagrantgen.render.vagrantfile import render_vagrantfile

Load = Callable[..., Lab]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that loads lab files, each given by its text."""

    def load(*texts: str, overrides: tuple[str, ...] = ()) -> Lab:
        paths = [tmp_path / f"lab{number or ''}.yaml" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        return load_lab(paths, overrides)

    return load


def addresses(lab: Lab, network: str) -> dict[str, str | None]:
    return {
        machine.name: str(address) if (address := machine.address_on(network)) else None
        for machine in lab.machines
    }


def test_a_lab_is_called_as_its_folder_unless_it_says_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "my first_lab!"
    folder.mkdir()
    file = folder / "lab.yaml"
    file.write_text("machines: {web: {box: debian12}}")

    assert load_lab([file]).name == "my-first-lab"
    assert load_lab([file], ["name=other"]).name == "other"


def test_a_machines_own_keys_win_over_defaults_and_mappings_are_merged(load: Load) -> None:
    lab = load("""
        defaults:
          box: debian12
          cpus: 2
          memory: 2 GiB
          ports: ["8080:80"]
          libvirt: {keymap: de, video_vram: 4096}
          vars: {a: 1, b: {c: 2, d: 3}}
        machines:
          web: {memory: 512, libvirt: {keymap: fr}, vars: {b: {c: 4}}}
          db: {ports: ["5432:5432"], box: rocky9}
        """)

    web, db = lab.machines
    assert (web.cpus, web.memory, db.memory) == (2, 512, 2048)
    assert web.libvirt.settings() == {"keymap": "fr", "video_vram": 4096}
    assert web.vars == {"a": 1, "b": {"c": 4, "d": 3}}
    assert [port.host for port in db.ports] == [5432]
    assert (web.box, db.box) == ("debian/bookworm64", "rockylinux/9")


def test_null_drops_a_default_but_is_a_value_of_variables(load: Load) -> None:
    lab = load("""
        defaults:
          box: debian12
          cpus: 2
          ports: ["8080:80"]
          libvirt: {keymap: de, video_vram: 4096}
          vars: {a: 1}
        machines:
          web: {cpus: null, ports: ~, libvirt: {keymap: }, vars: {a: null}}
          bare: {box: null, libvirt: null, ports: null}
        networks:
        """)

    web, bare = lab.machines
    assert (web.cpus, web.ports, web.vars) == (1, (), {"a": None})
    assert web.libvirt.settings() == {"video_vram": 4096}
    assert (bare.box, bare.libvirt.settings()) == (None, {})


def test_counted_machines_count_their_addresses_cards_and_ports(load: Load) -> None:
    lab = load("""
        networks: {lan: {subnet: 10.20.30.0/24}}
        machines:
          node:
            box: debian12
            count: 3
            hostname: node-{n}.example
            networks: [{network: lan, ip: 10.20.30.21, mac: "52:54:00:00:00:ff"}]
            ports: ["8080:80"]
            disks: [{size: 1G, path: "data-{n}.qcow2"}]
            provisioners: [{type: shell, inline: "echo {n}"}]
            each:
              2: {memory: 4 GiB, hostname: special}
              3:
        """)

    assert [
        (
            machine.name,
            machine.base,
            machine.guest_name,
            machine.memory,
            str(machine.address_on("lan")),
            machine.lab_interfaces[0].mac,
            machine.ports[0].host,
            machine.ports[0].guest,
            machine.disks[0].settings()["path"],
            machine.provisioners[0].settings()["inline"],
        )
        for machine in lab.machines
    ] == snapshot(
        [
            (
                "node1",
                "node",
                "node-1.example",
                1024,
                "10.20.30.21",
                "52:54:00:00:00:ff",
                8080,
                80,
                "data-1.qcow2",
                "echo {n}",
            ),
            (
                "node2",
                "node",
                "special",
                4096,
                "10.20.30.22",
                "52:54:00:00:01:00",
                8081,
                80,
                "data-2.qcow2",
                "echo {n}",
            ),
            (
                "node3",
                "node",
                "node-3.example",
                1024,
                "10.20.30.23",
                "52:54:00:00:01:01",
                8082,
                80,
                "data-3.qcow2",
                "echo {n}",
            ),
        ]
    )


def test_addresses_are_assigned_from_the_tenth_on_in_file_order(load: Load) -> None:
    lab = load("""
        networks: {lan: {subnet: 10.20.30.0/24, host_ip: 10.20.30.12}}
        defaults: {box: debian12, networks: [lan]}
        machines:
          c:
          fixed: {networks: [{network: lan, ip: 10.20.30.11}]}
          a:
          quiet: {networks: [{network: lan, ip: none}]}
          b: {count: 2}
        """)

    assert addresses(lab, "lan") == {
        "c": "10.20.30.10",
        "fixed": "10.20.30.11",
        "a": "10.20.30.13",
        "quiet": None,
        "b1": "10.20.30.14",
        "b2": "10.20.30.15",
    }


def test_addresses_that_dhcp_gives_out_are_not_assigned(load: Load) -> None:
    lab = load("""
        networks: {lan: {subnet: 10.20.30.0/28, dhcp_start: 10.20.30.9, dhcp_stop: 10.20.30.11}}
        defaults: {box: debian12}
        machines:
          a: {networks: [lan]}
          b: {networks: [{network: lan, ip: dhcp}]}
        """)

    assert lab.networks["lan"].dhcp is True
    assert addresses(lab, "lan") == {"a": "10.20.30.12", "b": None}


def test_a_wire_between_two_machines_needs_only_four_addresses(load: Load) -> None:
    lab = load("""
        networks:
          wire: {subnet: 10.0.12.0/30, forward_mode: veryisolated}
          small: {subnet: 10.0.13.0/29}
        defaults: {box: debian12, networks: [wire, small]}
        machines: {a: , b: }
        """)

    assert addresses(lab, "wire") == {"a": "10.0.12.1", "b": "10.0.12.2"}
    assert addresses(lab, "small") == {"a": "10.0.13.2", "b": "10.0.13.3"}


def test_subnets_that_are_left_out_come_from_the_names_alone(load: Load) -> None:
    text = "name: one\nnetworks: {lan: , dmz: }\nmachines: {web: {box: debian12}}\n"

    first, again = load(text), load(text)
    other = load(text, overrides=("name=two",))

    subnets = [network.subnet for network in first.networks.values()]
    assert subnets == [network.subnet for network in again.networks.values()]
    assert subnets != [network.subnet for network in other.networks.values()]
    assert all(subnet.subnet_of(IPv4Network("10.64.0.0/10")) for subnet in subnets)
    assert len(set(subnets)) == 2


def test_a_derived_subnet_leaves_out_what_is_written(load: Load) -> None:
    text = "name: one\nnetworks: {lan: }\nmachines: {web: {box: debian12}}\n"
    derived = load(text).networks["lan"].subnet

    lab = load(text, overrides=(f"networks.other.subnet={derived}",))

    assert lab.networks["other"].subnet == derived
    assert not lab.networks["lan"].subnet.overlaps(derived)


@pytest.mark.parametrize(("machines", "prefix"), [(200, None), (201, 24), (1000, 22)])
def test_a_large_lab_gets_a_management_network_that_is_large_enough(
    load: Load, machines: int, prefix: int | None
) -> None:
    lab = load(f"name: big\nmachines: {{n: {{box: debian12, count: {machines}}}}}")

    management = lab.management and (lab.management.name, lab.management.subnet.prefixlen)
    assert management == (prefix and ("big-management", prefix))


def test_a_large_labs_management_network_keeps_away_from_its_networks(load: Load) -> None:
    text = "name: big\nmachines: {n: {box: debian12, count: 201}}"
    management = load(text).management
    assert management is not None

    lab = load(text, overrides=(f"networks.lan.subnet={management.subnet}",))

    assert lab.management is not None
    assert not lab.management.subnet.overlaps(management.subnet)


def test_a_management_network_that_is_written_is_taken(load: Load) -> None:
    lab = load("""
        defaults: {box: debian12, libvirt: {management_network_address: 10.50.0.0/22}}
        machines: {n: {count: 300}}
        """)

    assert lab.management is None


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


def test_a_mistake_in_the_labs_own_boxes_is_reported_with_those_of_the_lab(tmp_path: Path) -> None:
    (tmp_path / "boxes.yaml").write_text("own: {name: me/own, gest: debian}\n")
    file = tmp_path / "lab.yaml"
    file.write_text("name: !x lab\nmachines: {web: {box: own}}\n")

    with pytest.raises(LabError) as caught:
        load_lab([file])

    assert [problem.text for problem in caught.value.problems] == [
        "unknown key 'gest'",
        "the tag !x means nothing here; remove it",
    ]


def test_what_the_catalogue_knows_of_a_box_gives_way_to_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "boxes.yaml").write_text(
        "own: {name: me/own, version: '2.0', guest: debian, user: admin, memory: 4096}\n"
    )
    file = tmp_path / "lab.yaml"
    file.write_text("""
        machines:
          a: {box: own}
          b: {box: own, box_version: '1.0', memory: 512, vm: {guest: arch}, ssh: {username: me}}
        """)

    a, b = load_lab([file]).machines

    assert (a.box, a.box_version, a.vm.guest, a.ssh_user, a.memory) == (
        "me/own", "2.0", "debian", "admin", 4096,
    )  # fmt: skip
    assert (b.box, b.box_version, b.vm.guest, b.ssh_user, b.memory) == (
        "me/own", "1.0", "arch", "me", 512,
    )  # fmt: skip


def test_yaml_anchors_and_merges_are_followed(load: Load) -> None:
    lab = load("""
        x-small: &small {box: debian12, cpus: 1, memory: 512}
        x-large: &large {<<: *small, memory: 4 GiB}
        machines:
          a: {<<: *small, cpus: 4}
          b: {<<: [*large, *small]}
        """)

    assert [(machine.cpus, machine.memory) for machine in lab.machines] == [(4, 512), (1, 4096)]


def test_only_true_and_false_are_booleans_and_only_digits_are_numbers(load: Load) -> None:
    lab = load("""
        machines:
          web:
            box: debian12
            vars:
              {a: yes, b: off, c: 1:30, d: 010, e: 0x1F, f: 1.50, g: 2001-01-01, h: ~, i: -7, j: .5,
               k: 0o17, l: "1", m: 1e3, n: True}
        """)

    assert lab.machine("web").vars == {
        "a": "yes", "b": "off", "c": "1:30", "d": "010", "e": 31, "f": 1.5, "g": "2001-01-01",
        "h": None, "i": -7, "j": 0.5, "k": 15, "l": "1", "m": 1000.0, "n": "True",
    }  # fmt: skip


def test_the_same_file_gives_the_same_bytes(load: Load) -> None:
    text = """
        name: same
        networks: {lan: , dmz: {dhcp: true}}
        defaults: {box: debian12, networks: [lan, {network: dmz, ip: dhcp}]}
        machines: {a: {controls: [g]}, b: {count: 3}}
        groups: {g: [b]}
        """

    assert render_vagrantfile(load(text)) == render_vagrantfile(load(text))


def test_a_counted_machines_mistake_is_reported_once(load: Load) -> None:
    with pytest.raises(LabError) as caught:
        load("""
            networks: {lan: {subnet: 10.1.0.0/24}}
            machines: {n: {box: debian12, count: 50, networks: [{network: lan, ip: 10.2.0.9}]}}
            """)

    assert [problem.text for problem in caught.value.problems] == [
        "10.2.0.9 is not in 10.1.0.0/24, the subnet of 'lan'"
    ]


def test_an_address_may_be_taken_on_each_of_two_networks(load: Load) -> None:
    lab = load("""
        networks: {a: {subnet: 10.1.0.0/24}, b: {subnet: 10.2.0.0/24}}
        machines: {r: {box: debian12, networks: [a, {network: b, ip: 10.2.0.254}]}}
        """)

    router = lab.machine("r")
    assert [router.address_on(name) for name in "ab"] == [
        IPv4Address("10.1.0.10"),
        IPv4Address("10.2.0.254"),
    ]


def test_set_reaches_one_of_several_by_its_number(load: Load) -> None:
    lab = load(
        "machines: {node: {box: debian12, count: 2}}", overrides=("machines.node.each.2.cpus=4",)
    )

    assert [machine.cpus for machine in lab.machines] == [1, 4]


def test_what_was_set_is_shown_in_one_line(load: Load) -> None:
    with pytest.raises(LabError) as caught:
        load("machines: {web: {box: debian12}}", overrides=("name=a\nb",))

    assert str(caught.value).startswith("--set name=a\\nb: name: ")


def test_dhcp_of_a_large_network_gives_out_what_libvirt_can(load: Load) -> None:
    lab = load("""
        networks: {lan: {subnet: 10.0.0.0/8, dhcp: true}}
        machines: {web: {box: debian12, networks: [lan]}}
        """)

    assert lab.networks["lan"].dhcp_range == (
        IPv4Address("10.255.0.0"),
        IPv4Address("10.255.255.254"),
    )
