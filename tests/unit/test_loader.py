"""Lab files turned into labs: defaults, counts, the catalogue."""

from pathlib import Path

import pytest
from fakes.labs import Load
from inline_snapshot import snapshot

from vagrantgen.errors import LabError
from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile


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
