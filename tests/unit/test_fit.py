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
            "choose another `subnet`",
        )
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
