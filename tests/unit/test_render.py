"""Vagrantfiles, rendered."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from vagrantgen.loader.load import load_lab
from vagrantgen.models.lab import Lab
from vagrantgen.render.vagrantfile import render_vagrantfile
from vagrantgen.render.write import is_rendered

GOLDEN = Path(__file__).parents[1] / "golden"


CASES = sorted(path.parent.name for path in GOLDEN.glob("*/lab.yaml"))
ONE_TEXT = re.compile(r'^ *(\S+ (=>? )?)?"[^"]*",?$')
RENDER = """
import sys
from pathlib import Path
from vagrantgen.loader.load import load_lab
from vagrantgen.render.vagrantfile import render_vagrantfile
for path in sys.argv[1:]:
    sys.stdout.buffer.write(render_vagrantfile(load_lab([Path(path)])).encode())
"""


def load(case: str) -> Lab:
    return load_lab([GOLDEN / case / "lab.yaml"])


def written(folder: Path, text: str) -> Lab:
    (folder / "lab.yaml").write_text(text)
    return load_lab([folder / "lab.yaml"])


@pytest.mark.parametrize("case", CASES)
def test_a_lab_is_rendered_as_its_golden_file_says(
    case: str, golden: Callable[[Path, str], None]
) -> None:
    text = render_vagrantfile(load(case))

    golden(GOLDEN / case / "Vagrantfile", text)


@pytest.mark.parametrize("case", CASES)
def test_a_golden_file_is_easy_to_read_and_knows_itself(case: str) -> None:
    text = (GOLDEN / case / "Vagrantfile").read_text(encoding="utf-8")

    assert is_rendered(text)
    assert text.endswith("\nend\n")
    assert "\n\n\n" not in text
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert [
        line for line in text.split("\n") if len(line) > 100 and not ONE_TEXT.search(line)
    ] == []


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"LANG": "de_DE.ISO-8859-1", "PYTHONHASHSEED": "2", "HOME": "/nonexistent"},
        {"LC_ALL": "ko_KR.EUC-KR", "PYTHONHASHSEED": "3", "TZ": "Asia/Seoul", "USER": "someone"},
    ],
    ids=["C", "German", "Korean"],
)
def test_the_same_lab_gives_the_same_bytes_wherever_it_is_rendered(
    environment: dict[str, str], tmp_path: Path
) -> None:
    labs = [str(GOLDEN / case / "lab.yaml") for case in CASES]
    expected = b"".join((GOLDEN / case / "Vagrantfile").read_bytes() for case in CASES)

    rendered = subprocess.run(
        [sys.executable, "-c", RENDER, *labs],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        check=True,
    )

    assert rendered.stdout == expected


def test_a_part_of_a_lab_knows_the_names_of_all_machines_and_only_its_own_networks() -> None:
    lab = load("lab_networks")

    text = render_vagrantfile(lab, machines=["database"])

    start, end = text.index("networks = {"), text.index("# Lets a machine")
    assert text[start:end] == snapshot("""\
networks = {
  "back" => {
    netmask: "255.255.255.0",
    libvirt__network_name: "lab-networks-back",
    libvirt__forward_mode: "none",
    libvirt__host_ip: "10.2.0.1",
    libvirt__dhcp_enabled: false,
    libvirt__bridge_stp: false,
  },
}

# What the machines call each other, by the networks that a machine is on.
hosts = {
  "back" => <<~'HOSTS',
    10.2.0.10 web web.lab-networks
    10.2.0.11 database database.lab-networks
  HOSTS
}

""")
    assert text.count("config.vm.define") == 1


def test_a_control_node_alone_has_the_same_inventory_as_in_the_whole_lab() -> None:
    lab = load("ansible")

    alone = render_vagrantfile(lab, machines=["control"])

    whole = render_vagrantfile(lab)
    start = whole.index('  config.vm.define "control" do')
    assert alone[alone.index('  config.vm.define "control" do') :] == whole[start:]


def test_the_lab_key_is_found_from_a_vagrantfile_elsewhere() -> None:
    text = render_vagrantfile(load("ansible"), machines=["node1"], root="../../..")

    assert 'lab_key = key_of_lab.call("../../../.vagrant/vagrantgen/id_ed25519")' in text


def test_more_machines_than_the_shared_management_network_holds_get_one_of_their_own(
    tmp_path: Path,
) -> None:
    lab = written(
        tmp_path,
        """
        name: many
        networks: {lan: {subnet: 10.20.0.0/22}}
        machines: {node: {box: example/linux, count: 300, networks: [lan]}}
        """,
    )

    text = render_vagrantfile(lab, machines=["node300"])

    assert text[text.index("Vagrant.configure") :] == snapshot("""\
Vagrant.configure("2") do |config|
  config.vm.box_check_update = false
  config.vm.synced_folder ".", "/vagrant", disabled: true

  # Where the hardware does not run guests, VAGRANTGEN_DRIVER=qemu emulates it.
  config.vm.provider :libvirt do |domain|
    domain.uri = "qemu:///system"
    domain.driver = ENV.fetch("VAGRANTGEN_DRIVER", "kvm")
    domain.default_prefix = "many_"
    domain.management_network_name = "many-management"
    domain.management_network_address = "10.101.200.0/23"
    domain.management_network_keep = true
  end

  config.vm.define "node300" do |node|
    node.vm.box = "example/linux"
    node.vm.hostname = "node300"
    node.vm.network :private_network, ip: "10.20.1.53", **networks["lan"]

    node.vm.provider :libvirt do |domain|
      domain.cpus = 1
      domain.memory = 1024
    end

    node.vm.provision "names", type: "shell", run: "always",
                               inline: set_names.call(hosts["lan"])
  end
end
""")
    hosts = text[text.index("hosts = {") : text.index("# Lets a machine")]
    assert hosts.count(".many\n") == 300


@pytest.mark.parametrize("name", ["lab.yaml", "랩.yaml", "a'b\"c.yaml"])
def test_the_header_names_the_lab_file(name: str) -> None:
    text = render_vagrantfile(load("minimal"), name)

    assert text.splitlines()[2] == (
        f"# Rendered by vagrantgen from {name}: change that, and render this again."
    )


@pytest.mark.parametrize("break_", ["\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\0"])
def test_a_lab_files_name_cannot_leave_its_comment(break_: str) -> None:
    text = render_vagrantfile(load("minimal"), f"lab{break_}exit!.yaml")

    assert text == render_vagrantfile(load("minimal"), "labexit!.yaml")
