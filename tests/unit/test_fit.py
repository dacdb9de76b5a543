import socket
from collections.abc import Collection, Mapping
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from vagrantgen.catalog import BoxCatalog
from vagrantgen.host import fit
from vagrantgen.host.finding import Finding
from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab


@pytest.fixture(autouse=True)
def empty_vagrant_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path / "vagrant"))


def lab_of(folder: Path, machine: str, networks: str = "{}") -> Lab:
    (folder / "lab.yaml").write_text(
        f"name: demo\nnetworks: {networks}\nmachines:\n  web: {machine}\n"
    )
    return load_lab([folder / "lab.yaml"])


def findings(
    lab: Lab, subnets: Mapping[str, IPv4Network] | None = None, up: Collection[str] = ()
) -> list[Finding]:
    return list(fit.findings(lab, BoxCatalog.load(), subnets or {}, up))


def test_a_lab_that_fits_is_not_spoken_of(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "{box: debian12, networks: [lan]}", "{lan: {subnet: 10.77.1.0/24}}")

    assert findings(lab, {"demo-lan": IPv4Network("10.77.1.0/24")}) == []


def test_a_subnet_of_another_network_of_libvirts_is_a_problem(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "{box: debian12, networks: [lan]}", "{lan: {subnet: 10.77.1.0/24}}")

    found = findings(lab, {"theirs": IPv4Network("10.77.0.0/16")})

    assert found == [
        Finding(
            "network lan",
            "problem",
            "10.77.1.0/24 overlaps 10.77.0.0/16 of libvirt's network 'theirs'",
            "choose another subnet",
        )
    ]


def test_a_network_that_exists_has_the_subnet_that_is_written(tmp_path: Path) -> None:
    lab = lab_of(
        tmp_path,
        "{box: null, networks: [lan, {type: private_network, ip: 10.78.1.5, network_name: b}]}",
        "{lan: {subnet: 10.77.1.0/24, network_name: a}}",
    )

    right = findings(lab, {"a": IPv4Network("10.77.1.0/24"), "b": IPv4Network("10.78.1.0/24")})
    wrong = findings(lab, {"a": IPv4Network("10.1.0.0/24"), "b": IPv4Network("10.2.0.0/24")})

    assert right == []
    assert [(item.name, item.text) for item in wrong] == [
        ("network lan", "libvirt's network 'a' has the subnet 10.1.0.0/24, not 10.77.1.0/24"),
        ("a network of web", "libvirt's network 'b' has the subnet 10.2.0.0/24, not 10.78.1.0/24"),
    ]


def test_a_port_that_is_in_use_is_a_problem_unless_it_is_the_labs_own(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        lab = lab_of(tmp_path, f'{{box: debian12, ports: ["{port}:80"]}}')

        found = findings(lab)
        own = findings(lab, up=["web"])

    assert [(item.name, item.state) for item in found] == [(f"port {port}", "problem")]
    assert found[0].text == "can't be listened on at 127.0.0.1: address already in use"
    assert own == []


def test_a_wires_port_that_is_in_use_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text(
        "name: demo\nlinks: [{between: [a, b]}]\nmachines: {a: {box: null}, b: {box: null}}\n"
    )
    lab = load_lab([tmp_path / "lab.yaml"])
    tunnel = lab.machine("a").wires[0]
    assert tunnel.tunnel_local_port

    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", tunnel.tunnel_local_port))
        found = findings(lab)
        own = findings(lab, up=["a"])

    assert found == [
        Finding(
            f"udp port {tunnel.tunnel_local_port}",
            "problem",
            "can't be listened on at 127.0.0.1, as a wire's end: address already in use",
            "give the link another `name`",
        )
    ]
    assert own == []


def test_what_machines_and_links_say_of_subnets_keeps_out_of_others_too(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text(
        "name: demo\n"
        "links: [{between: [a, b], subnet: 10.77.1.0/30}]\n"
        "machines:\n"
        "  a: {box: null, networks: [{type: private_network, ip: 10.78.1.5}]}\n"
        "  b: {box: null, networks: [{type: private_network, ip: 10.79.1.5}]}\n"
    )
    lab = load_lab([tmp_path / "lab.yaml"])

    nets = {"wide": "10.77.0.0/16", "same": "10.78.1.0/24", "narrow": "10.79.1.0/25"}
    found = findings(lab, {name: IPv4Network(net) for name, net in nets.items()})

    assert [(item.name, item.text) for item in found] == [
        ("wire a-b", "10.77.1.0/30 overlaps 10.77.0.0/16 of libvirt's network 'wide'"),
        ("a network of b", "10.79.1.0/24 overlaps 10.79.1.0/25 of libvirt's network 'narrow'"),
    ]


def test_a_port_of_roots_means_that_vagrant_asks_for_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = lab_of(tmp_path, '{box: debian12, ports: ["80:80"]}')
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    found = findings(lab)

    assert found == [
        Finding(
            "port 80",
            "warning",
            "is root's to listen on: Vagrant runs sudo, which may ask for a password",
            "a port above 1024 needs none",
        )
    ]


def test_more_memory_than_there_is_free_is_a_warning(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, "{box: debian12, memory: 4 TiB}")

    found = findings(lab)

    assert [(item.name, item.state) for item in found] == [("memory", "warning")]


def test_boxes_that_are_out_of_date_or_made_here_are_spoken_of(tmp_path: Path) -> None:
    old = findings(lab_of(tmp_path, "{box: centos8}"))
    built = findings(lab_of(tmp_path, "{box: built}"))

    assert [item.state for item in old] == ["warning"]
    assert "rocky8" in old[0].text
    assert [(item.state, item.text) for item in built] == [("problem", "is not here yet")]
    assert "vagrantgen box build" in built[0].cure


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (
            "2.3.4",
            [
                Finding(
                    "box cloud-image/debian-13",
                    "warning",
                    "is there for amd64, arm64; Vagrant 2.3.4 takes any",
                    "take Vagrant 2.4 or newer, or a box that is there for one of them alone",
                )
            ],
        ),
        ("2.4.1", []),
    ],
)
def test_an_old_vagrant_may_take_the_build_for_another_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, expected: list[Finding]
) -> None:
    (tmp_path / "vagrant").write_text(f"#!/bin/sh\necho Vagrant {version}\n")
    (tmp_path / "vagrant").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    found = findings(lab_of(tmp_path, "{box: cloud-image/debian-13}"))

    assert found == expected


def test_less_memory_than_a_box_needs_is_a_warning(tmp_path: Path) -> None:
    found = findings(lab_of(tmp_path, "{box: rocky9, memory: 512}"))

    text = "512 MiB of memory are too little for its box"
    assert found == [Finding("machine web", "warning", text, "write `memory: 1024`, or more")]
