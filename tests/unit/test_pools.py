"""Storage pools that a lab names."""

from pathlib import Path

import pytest
from fakes.fake_host import FakeHost
from fakes.labs import open_lab

from vagrantgen.host.pools import unknown_pools

LAB = """\
name: demo
defaults: {box: any/box}
machines:
  web: {libvirt: {storage_pool_name: fast, snapshot_pool_name: default}}
  db: {disks: [{size: 20G, pool: big}, {size: 1G}]}
"""


def test_a_pool_that_libvirt_lacks_is_a_problem_where_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeHost(tmp_path / "host", monkeypatch)
    environment = open_lab(tmp_path / "lab", LAB)

    found = list(unknown_pools(environment.require_lab(), environment.libvirt.pools))

    assert [(problem.dotted_key, problem.text) for problem in found] == [
        ("machines.web.libvirt.storage_pool_name", "libvirt has no storage pool 'fast'"),
        ("machines.db.disks[0].pool", "libvirt has no storage pool 'big'"),
    ]


def test_libvirt_is_asked_only_where_a_pool_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = FakeHost(tmp_path / "host", monkeypatch)
    environment = open_lab(tmp_path / "lab", LAB.replace("fast", "default").replace("big", "null"))

    found = list(unknown_pools(environment.require_lab(), environment.libvirt.pools))

    assert found == []
    assert host.calls("virsh") == []
