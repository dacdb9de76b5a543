from pathlib import Path

import pytest
from unit.probes.conftest import Install

from vagrantgen.host.cards import mixed_cards
from vagrantgen.host.finding import Finding
from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab

LAB = """\
networks: {lan: {subnet: 10.20.30.0/24}}
links: [{between: [plain, odd], model_type: MODEL}]
machines:
  plain: {box: example/linux, networks: [{network: lan, model_type: virtio}]}
  odd: {box: example/linux, libvirt: {nic_model_type: e1000}}
"""


def lab_of(folder: Path, model: str) -> Lab:
    (folder / "lab.yaml").write_text(LAB.replace("MODEL", model))
    return load_lab([folder / "lab.yaml"])


def install_plugin(install: Install, version: str) -> None:
    install("vagrant", f"echo '1,vagrant-libvirt,plugin-version,{version}%!(VAGRANT_COMMA) system'")


def test_a_card_beside_others_needs_a_newer_plugin(install: Install, tmp_path: Path) -> None:
    install_plugin(install, "0.11.2")

    found = list(mixed_cards(lab_of(tmp_path, "e1000")))

    assert found == [
        Finding(
            "card of plain",
            "problem",
            "vagrant-libvirt 0.11.2 does not start a machine with a card 'e1000' beside others;"
            " 0.12.0 does",
            "write `libvirt: {nic_model_type: e1000}` of plain, for all its cards",
        )
    ]


@pytest.mark.parametrize("version", ["0.12.0", "0.12.2", "1.0"])
def test_a_newer_plugin_has_cards_of_all_kinds(
    version: str, install: Install, tmp_path: Path
) -> None:
    install_plugin(install, version)

    assert list(mixed_cards(lab_of(tmp_path, "e1000"))) == []


def test_where_all_cards_are_alike_the_plugin_is_not_asked(
    install: Install, tmp_path: Path
) -> None:
    install("vagrant", "exit 1")
    lab = tmp_path / "lab.yaml"
    lab.write_text(
        "machines: {web: {box: a/b, networks: [{type: public_network, dev: br0, model_type: e1000}]}}"
    )

    assert list(mixed_cards(load_lab([lab]))) == []
