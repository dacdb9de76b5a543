import os
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from vagrantgen.box.recipe import Recipe
from vagrantgen.box.sources import apt_settings, apt_sources


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose programs are found before the system's."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def write_program(folder: Path, name: str, body: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


TARGETS = """\
cat <<EOF
http://mirror.example/debian/ bookworm
http://mirror.example/debian/ bookworm
http://mirror.example/security/ bookworm-security
https://packages.example/docker/ stable
EOF"""


def test_a_host_of_the_same_release_lends_its_mirror_and_nothing_else(programs: Path) -> None:
    write_program(programs, "apt-get", TARGETS)

    sources = apt_sources(Recipe("bookworm"))

    assert sources == (
        "deb http://mirror.example/debian/ bookworm main",
        "deb http://mirror.example/security/ bookworm-security main",
    )


def test_on_another_host_the_packages_come_from_debian(programs: Path) -> None:
    write_program(programs, "apt-get", TARGETS)

    sources = apt_sources(Recipe("trixie"))

    assert sources == snapshot(
        (
            "deb http://deb.debian.org/debian trixie main",
            "deb http://deb.debian.org/debian trixie-updates main",
            "deb http://deb.debian.org/debian-security trixie-security main",
        )
    )


def test_a_mirror_that_is_asked_for_is_the_only_one(programs: Path) -> None:
    write_program(programs, "apt-get", TARGETS)

    sources = apt_sources(Recipe("bookworm", mirror="file:/srv/debian"))

    assert sources == ("deb file:/srv/debian bookworm main",)


def test_the_way_to_the_mirror_is_the_hosts(programs: Path) -> None:
    write_program(
        programs,
        "apt-config",
        """\
if [ "$1" = shell ]; then
  echo "file='/etc/apt/auth.conf'"
  echo "parts='/etc/apt/auth.conf.d/'"
else
  cat <<EOF
APT::Install-Recommends "true";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::https::mirror.example::CaInfo "/etc/ssl/own.pem";
Acquire::IndexTargets::deb::Packages::MetaKey "x";
Dir::State "var/lib/apt";
EOF
fi""",
    )

    settings = apt_settings()

    assert settings == snapshot(
        """\
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::https::mirror.example::CaInfo "/etc/ssl/own.pem";
Dir::Etc::netrc "/etc/apt/auth.conf";
Dir::Etc::netrcparts "/etc/apt/auth.conf.d/";
"""
    )
