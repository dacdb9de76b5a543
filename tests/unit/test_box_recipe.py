import re

import pytest
from inline_snapshot import snapshot

from vagrantgen.box.recipe import Recipe, check_box_name
from vagrantgen.errors import UsageError


def refusal(
    release: str = "bookworm", include: str = "", size: str = "10G", mirror: str | None = None
) -> str:
    with pytest.raises(UsageError) as caught:
        Recipe.of(release, include, size, mirror)
    return str(caught.value)


def test_what_a_person_writes_becomes_a_recipe() -> None:
    recipe = Recipe.of("trixie", "ansible-core, git,,", "1T", "http://mirror.example/debian")

    assert recipe == Recipe(
        release="trixie",
        include=("ansible-core", "git"),
        size=1024,
        mirror="http://mirror.example/debian",
    )


@pytest.mark.parametrize("size", ["20G", "20 G", "20GB", "20GiB"])
def test_a_size_may_name_its_unit_in_several_ways(size: str) -> None:
    assert Recipe.of("bookworm", "", size, None).size == 20


def test_the_box_is_named_after_the_release() -> None:
    names = [Recipe(release=release).box_name for release in ("bookworm", "trixie")]

    assert names == ["vagrantgen/debian12", "vagrantgen/debian13"]


def test_what_can_not_be_is_refused_with_what_to_write() -> None:
    assert refusal(release="focal") == snapshot(
        """\
'focal' is no Debian release that a box is built of
hint: take one of: bookworm, trixie\
"""
    )
    assert refusal(include="curl,--install-suggests") == snapshot(
        """\
'--install-suggests' is no name of a Debian package
hint: write package names with commas between them: ansible-core,curl\
"""
    )
    assert refusal(size="10") == snapshot(
        """\
'10' is not a size in whole GiB
hint: write it as 10G\
"""
    )
    assert refusal(size="1G") == snapshot(
        """\
a disk of 1G is too small for Debian
hint: take 2G or more\
"""
    )
    assert refusal(mirror="mirror.example") == snapshot(
        """\
'mirror.example' is not the URL of a mirror
hint: write it as http://deb.debian.org/debian\
"""
    )


@pytest.mark.parametrize("name", ["debian12", "lab/debian12", "Lab/Debian_12.1-x"])
def test_names_that_vagrant_can_give_to_a_box_are_taken(name: str) -> None:
    assert check_box_name(name) == name


@pytest.mark.parametrize("name", ["", "a/b/c", "/a", "a b", "../a", "boîte"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"'{name}' is no name for a box")):
        check_box_name(name)
