import json
from pathlib import Path

import pytest
import yaml
from fakes.fake_host import FakeHost
from fakes.labs import write_lab
from inline_snapshot import snapshot
from typer.testing import CliRunner

from vagrantgen.cli.app import app

LAB = """\
name: demo
networks: {lan: {subnet: 10.20.30.0/24}}
defaults: {box: any/box, networks: [lan]}
machines:
  control: {controls: managed, vars: {role: "the boss's", level: "1"}}
  my-node: {count: 2, vars: {weight: 1.5}}
  other: {}
groups:
  managed: {machines: [my-node], vars: {answer: 42, text: "on # off", flag: true, list: [1, a b]}}
  every: {groups: [managed], machines: [control]}
"""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """A host where a lab runs, but for one machine; the lab's folder is the current one."""
    host = FakeHost(tmp_path / "host", monkeypatch)
    monkeypatch.chdir(write_lab(tmp_path / "lab", LAB))
    assert CliRunner().invoke(app, ["up", "-q", "control"]).exit_code == 0
    return host


def printed(*words: str) -> str:
    result = CliRunner().invoke(app, ["inventory", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.usefixtures("host")
def test_an_inventory_is_ini_with_groups_variables_and_counted_machines() -> None:
    assert printed() == snapshot("""\
control ansible_host=192.168.121.3 ansible_port=22 ansible_user=vagrant ansible_ssh_private_key_file=/ role='the boss'"'"'s' level=''"'"'1'"'"''
my-node1 ansible_host=192.168.121.1 ansible_port=22 ansible_user=vagrant ansible_ssh_private_key_file=/ weight=1.5
my-node2 ansible_host=192.168.121.2 ansible_port=22 ansible_user=vagrant ansible_ssh_private_key_file=/ weight=1.5

[my_node]
my-node1
my-node2

[managed]
my-node1
my-node2

[managed:vars]
answer=42
text='on # off'
flag=True
list=[1, 'a b']

[every]
control
my-node1
my-node2

[every:children]
managed
""")


@pytest.mark.usefixtures("host")
def test_an_inventory_may_be_yaml() -> None:
    inventory = yaml.safe_load(printed("--format", "yaml"))

    assert inventory["all"]["hosts"]["my-node1"] == {
        "ansible_host": "192.168.121.1",
        "ansible_port": 22,
        "ansible_user": "vagrant",
        "ansible_ssh_private_key_file": "/",
        "weight": 1.5,
    }
    assert inventory["all"]["children"] == {
        "my_node": {"hosts": {"my-node1": None, "my-node2": None}},
        "managed": {
            "hosts": {"my-node1": None, "my-node2": None},
            "vars": {"answer": 42, "text": "on # off", "flag": True, "list": [1, "a b"]},
        },
        "every": {
            "hosts": {"control": None, "my-node1": None, "my-node2": None},
            "children": {"managed": None},
        },
    }


@pytest.mark.usefixtures("host")
def test_a_dynamic_inventory_answers_list_and_host() -> None:
    everything = json.loads(printed("--list"))
    one = json.loads(printed("--host", "my-node2"))
    none = json.loads(printed("--host", "nobody"))

    assert sorted(everything) == ["_meta", "all", "every", "managed", "my_node"]
    assert everything["all"] == {"hosts": ["control", "my-node1", "my-node2"]}
    assert everything["managed"]["vars"]["answer"] == 42
    assert everything["_meta"]["hostvars"]["my-node2"] == one
    assert one["ansible_host"] == "192.168.121.2"
    assert none == {}
    assert json.loads(printed("--format", "json")) == everything


@pytest.mark.usefixtures("host")
def test_an_inventory_may_be_of_some_machines() -> None:
    assert list(json.loads(printed("my-node1", "--list"))["_meta"]["hostvars"]) == ["my-node1"]


@pytest.mark.usefixtures("host")
def test_a_control_node_has_the_addresses_of_the_network_that_is_shared() -> None:
    inventory = yaml.safe_load(printed("--for", "control"))

    hosts = inventory["all"]["hosts"]
    assert {name: variables.get("ansible_host") for name, variables in hosts.items()} == {
        "control": None,
        "my-node1": "10.20.30.11",
        "my-node2": "10.20.30.12",
    }


def test_an_inventory_starts_no_vagrant(host: FakeHost) -> None:
    before = len(host.vagrant())
    printed()
    printed("--list")

    assert host.vagrant()[before:] == []
