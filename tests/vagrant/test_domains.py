"""The domain XML of labs, made by the plugin itself and put to libvirt."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, reject
from oracle.domains import Domains, domain_maker, refusals
from oracle.drawn import Drawn, labs, thoroughly

from vagrantgen.errors import LabError
from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/lab.yaml"))
FREE = {"extra", "ruby", "provider_newer"}
"""Cases that say what the model can't know, or what the installed plugin does not know yet."""


@pytest.fixture(scope="module")
def domains(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Domains]:
    with domain_maker(tmp_path_factory.mktemp("home")) as domains:
        yield domains


@pytest.mark.parametrize("case", sorted(set(CASES) - FREE))
def test_libvirt_takes_the_domains_of_a_golden_lab(
    case: str, domains: Domains, tmp_path: Path
) -> None:
    shutil.copy(GOLDEN / case / "Vagrantfile", tmp_path)

    made = domains(tmp_path)

    assert len(made) == len(load_lab([GOLDEN / case / "lab.yaml"]).machines)
    assert refusals(made, tmp_path) == []


def test_a_domain_that_libvirt_does_not_take_is_found(domains: Domains, tmp_path: Path) -> None:
    text = (GOLDEN / "provider_devices/Vagrantfile").read_text()
    (tmp_path / "Vagrantfile").write_text(text.replace('"i6300esb"', '"i6300"', 1))

    found = refusals(domains(tmp_path), tmp_path)

    assert any("Extra element devices in interleave" in line for line in found)
    assert any("unknown watchdog model 'i6300'" in line for line in found)


@thoroughly
@given(drawn=labs)
def test_libvirt_takes_the_domains_of_a_drawn_lab(
    domains: Domains, tmp_path_factory: pytest.TempPathFactory, drawn: Drawn
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "lab.yaml").write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    try:
        lab = load_lab([folder / "lab.yaml"])
    except LabError:
        reject()
    (folder / "Vagrantfile").write_text(render_vagrantfile(lab), encoding="utf-8")

    made = domains(folder)

    assert refusals(made, folder) == []
