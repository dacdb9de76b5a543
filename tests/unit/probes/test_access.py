import grp
import os
import pwd
from collections.abc import Callable

import pytest

from vagrantgen.host import libvirt
from vagrantgen.host.finding import Finding, Host

Answer = Callable[..., None]


@pytest.fixture(autouse=True)
def _user(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = pwd.struct_passwd(("ann", "x", 1000, 1000, "", "/home/ann", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", {1000: entry}.__getitem__)
    group = grp.struct_group(("libvirt", "x", 64, ["bob"]))
    monkeypatch.setattr(grp, "getgrnam", {"libvirt": group}.__getitem__)


def test_a_user_who_connects_has_it(host: Host, answer: Answer) -> None:
    answer()

    finding = libvirt.find_access(host)

    assert finding == Finding("access", "ok", "user ann may use libvirt")


def test_a_user_who_is_refused_joins_the_group(host: Host, answer: Answer) -> None:
    answer("*--readonly*uri) ;;", "*uri) exit 1;;")

    finding = libvirt.find_access(host)

    assert finding == Finding(
        "access",
        "problem",
        "user ann may not use libvirt",
        "sudo usermod --append --groups libvirt ann, then log in anew",
    )


def test_a_member_who_is_refused_logs_in_anew(
    host: Host, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer("*--readonly*uri) ;;", "*uri) exit 1;;")
    group = grp.struct_group(("libvirt", "x", 64, ["ann"]))
    monkeypatch.setattr(grp, "getgrnam", {"libvirt": group}.__getitem__)

    finding = libvirt.find_access(host)

    assert finding == Finding(
        "access",
        "problem",
        "user ann is in the group libvirt, but this login is older than that",
        "log in anew, or use `sg libvirt -c CMD`",
    )


def test_a_user_without_a_name_is_known_by_number(
    host: Host, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer()
    monkeypatch.setattr(os, "geteuid", lambda: 4711)

    finding = libvirt.find_access(host)

    assert finding == Finding("access", "ok", "user 4711 may use libvirt")


def test_a_host_without_the_group_is_like_one_where_nobody_is_in_it(
    host: Host, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer("*--readonly*uri) ;;", "*uri) exit 1;;")
    monkeypatch.setattr(grp, "getgrnam", {}.__getitem__)

    finding = libvirt.find_access(host)

    assert finding is not None
    assert (finding.state, finding.text) == ("problem", "user ann may not use libvirt")
