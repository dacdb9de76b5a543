"""What Vagrant itself makes of the golden Vagrantfiles, compared with what the labs say."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject
from oracle.compare import differences
from oracle.drawn import Drawn, labs, thoroughly
from oracle.expected import BARE, Expected
from oracle.loader import Effective, vagrant_loader

from vagrantgen.errors import LabError
from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/lab.yaml"))
FREE = {"extra", "plugins", "provider_newer", "ruby"}
"""Cases that say what the model can't know, or what neither Vagrant nor a plugin here knows."""


@pytest.fixture(scope="module")
def effective(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Effective]:
    with vagrant_loader(tmp_path_factory.mktemp("home")) as effective:
        yield effective


@pytest.fixture(scope="module")
def bare(effective: Effective, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("bare")
    (folder / "Vagrantfile").write_text(BARE)
    return effective(folder)


@pytest.mark.parametrize("case", sorted(set(CASES) - FREE))
def test_vagrant_reads_back_exactly_what_the_lab_says(
    case: str, effective: Effective, bare: Any, tmp_path: Path
) -> None:
    shutil.copy(GOLDEN / case / "Vagrantfile", tmp_path)

    found = effective(tmp_path)

    lab = load_lab([GOLDEN / case / "lab.yaml"])
    assert "\n".join(differences(found, Expected(lab, bare, tmp_path).lab())) == ""


def test_a_setting_that_is_not_as_the_lab_says_is_found(
    effective: Effective, bare: Any, tmp_path: Path
) -> None:
    text = (GOLDEN / "lab_network/Vagrantfile").read_text()
    changed = text.replace("libvirt__dhcp_enabled: false", "libvirt__dhcp_enable: false", 1)
    (tmp_path / "Vagrantfile").write_text(changed)

    found = effective(tmp_path)

    lab = load_lab([GOLDEN / "lab_network/lab.yaml"])
    assert [*differences(found, Expected(lab, bare).lab())] == [
        f"machines.{name}.networks[0][1].:{text}"
        for name in ("bystander", "gateway", "web")
        for text in (
            "dhcp_enable: False, not '(nothing)'",
            "dhcp_enabled: '(nothing)', not False",
        )
    ]


@thoroughly
@given(drawn=labs)
def test_vagrant_reads_back_exactly_what_a_drawn_lab_says(
    effective: Effective, bare: Any, tmp_path_factory: pytest.TempPathFactory, drawn: Drawn
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "lab.yaml").write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    try:
        lab = load_lab([folder / "lab.yaml"])
    except LabError:
        reject()
    (folder / "Vagrantfile").write_text(render_vagrantfile(lab), encoding="utf-8")

    found = effective(folder)

    assert "\n".join(differences(found, Expected(lab, bare).lab())) == ""
