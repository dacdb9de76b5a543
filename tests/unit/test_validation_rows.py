"""Mistakes that Vagrant lets through, or refuses in words nobody understands: none gets through."""

import json
import runpy
from collections.abc import Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from documents import ROOT

from vagrantgen.catalog import BoxCatalog
from vagrantgen.errors import LabError
from vagrantgen.host import disks, fit, needs
from vagrantgen.host.pools import unknown_pools
from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

Row = Mapping[str, Any]

SECTIONS = runpy.run_path(str(ROOT / "docs" / "generate_mistakes.py"))["sections"]()
ROWS: list[Row] = [row for section in SECTIONS for row in section["rows"]]
ERRORS = [row for row in ROWS if "report" in row]
REPAIRED = [row for row in ROWS if "renders" in row]
CHECKED = [row for row in ROWS if "check" in row]


def name(row: Row) -> str:
    return str(row["id"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a lab's folder."""
    folder = tmp_path / "demo"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def lab_file(row: Row) -> Path:
    """Write the lab file of a row, of which only a machine's keys may be given."""
    keys = "".join(f"    {line}\n" for line in row.get("machine", "").splitlines())
    path = Path("lab.yaml")
    path.write_text(row.get("lab") or f"machines:\n  web:\n    box: debian12\n{keys}")
    return path


def programs_that_fail(*names: str) -> Path:
    """Return the folder of programs that do nothing but fail."""
    folder = Path("programs").absolute()
    folder.mkdir()
    for program in names:
        (folder / program).write_text("#!/bin/sh\nexit 1\n")
        (folder / program).chmod(0o755)
    return folder


def test_every_row_says_what_becomes_of_it_and_has_a_name_of_its_own() -> None:
    names = [name(row) for row in ROWS]

    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(map(name, ERRORS + REPAIRED + CHECKED))


@pytest.mark.parametrize("row", ERRORS, ids=name)
@pytest.mark.usefixtures("folder")
def test_a_mistake_is_reported_at_its_line_with_what_to_write(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, _: str(path) not in row.get("unreadable", ()))

    with pytest.raises(LabError) as caught:
        load_lab([lab_file(row)])

    assert str(caught.value) == row["report"].removesuffix("\n")


@pytest.mark.parametrize("row", REPAIRED, ids=name)
@pytest.mark.usefixtures("folder")
def test_a_mistake_is_repaired_in_what_is_rendered(row: Row) -> None:
    text = render_vagrantfile(load_lab([lab_file(row)]))

    lines = [line.strip() for line in text.split("\n")]
    assert [line for line in row["renders"].splitlines() if line not in lines] == []


@pytest.mark.parametrize("row", CHECKED, ids=name)
@pytest.mark.usefixtures("folder")
def test_a_mistake_that_depends_on_the_host_is_found_there(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("VAGRANT_HOME", "home")
    monkeypatch.setenv("PATH", str(programs_that_fail("vagrant", "ruby")))
    for box, size in row.get("boxes", {}).items():
        folder = Path("home", "boxes", box.replace("/", "-VAGRANTSLASH-"), "0", "libvirt")
        folder.mkdir(parents=True)
        (folder / "metadata.json").write_text(json.dumps({"virtual_size": size}))
    lab = load_lab([lab_file(row)])
    subnets = {key: IPv4Network(net) for key, net in row.get("subnets", {}).items()}

    found = [*fit.findings(lab, BoxCatalog.load(), subnets, ()), *disks.findings(lab)]
    found += needs.findings(lab, Path())

    said = [f"{item.name} {item.text}; {item.cure}" for item in found]
    said += [
        f"{item.dotted_key} {item.text}; {item.hint}" for item in unknown_pools(lab, lambda: ())
    ]
    assert row["check"] in said
