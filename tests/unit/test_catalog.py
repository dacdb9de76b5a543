import runpy
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from vagrantgen.catalog import BoxCatalog, CatalogBox
from vagrantgen.errors import LabError, UsageError
from vagrantgen.models.guests import GUESTS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalog() -> BoxCatalog:
    return BoxCatalog.load()


def test_a_box_is_found_by_its_alias(catalog: BoxCatalog) -> None:
    assert catalog.find("debian12") == CatalogBox(
        alias="debian12",
        name="debian/bookworm64",
        guest="debian",
        source="https://github.com/inverse-inc/packetfence/issues/8166",
        notes="Debian's own box.",
    )


def test_a_box_is_found_by_its_vagrant_name(catalog: BoxCatalog) -> None:
    found = [catalog.find("debian/bookworm64"), catalog.find("cloud-image/debian-13")]

    assert [(box.alias, box.name) for box in found if box] == [
        ("debian12", "debian/bookworm64"),
        ("cloud-image/debian-13", "cloud-image/debian-13"),
    ]


def test_a_vagrant_name_with_two_aliases_is_found_as_the_first(catalog: BoxCatalog) -> None:
    found = [catalog.find("centos/stream9"), catalog.find("centos9")]

    assert [box.alias for box in found if box] == ["stream9", "centos9"]


def test_a_box_that_is_not_known_is_not_found(catalog: BoxCatalog) -> None:
    assert catalog.find("me/mine") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("debian-12", "debian12"),
        ("Debian 12", "debian12"),
        ("ubunut2404", "ubuntu2404"),
        ("ubuntu24.04", "ubuntu2404"),
        ("rocky99", "rocky9"),
        ("almalinux9", "almalinux/9"),
        ("centos", "centos9"),
        ("me/mine", None),
    ],
)
def test_the_box_that_was_meant_is_suggested(
    catalog: BoxCatalog, written: str, meant: str | None
) -> None:
    assert catalog.suggest(written) == meant


def test_a_box_to_replace_is_never_suggested(catalog: BoxCatalog) -> None:
    suggested = {catalog.suggest(f"{box.alias}x") for box in catalog}

    assert not {name for name in suggested if name and catalog.find(name).replaced_by}  # type: ignore[union-attr]


def test_whoever_takes_the_seeds_box_is_told_what_to_take_instead(catalog: BoxCatalog) -> None:
    box = catalog.find("centos/8")

    assert box is not None
    assert box.warning == (
        "End of life since 2021-12-31: dnf finds no mirror, as the packages moved to"
        " vault.centos.org. Take rocky8 or alma8 or stream9 instead."
    )


def test_a_box_that_is_kept_up_has_no_warning(catalog: BoxCatalog) -> None:
    box = catalog.find("debian12")

    assert box is not None
    assert box.warning == ""


def test_at_least_25_boxes_have_a_libvirt_build_and_say_where_that_was_read(
    catalog: BoxCatalog,
) -> None:
    names = {box.name for box in catalog if box.architectures and box.source}

    assert len(names) >= 25


def test_each_downloaded_box_says_where_its_build_was_read_of(catalog: BoxCatalog) -> None:
    silent = [box.alias for box in catalog if not box.made_by and "https://" not in box.source]

    assert silent == []


def test_each_box_without_a_libvirt_build_says_what_to_take(catalog: BoxCatalog) -> None:
    silent = [box.alias for box in catalog if not box.architectures and not box.replaced_by]

    assert silent == []


def test_what_to_take_instead_is_in_the_catalogue_and_kept_up(catalog: BoxCatalog) -> None:
    instead = {name: catalog.find(name) for box in catalog for name in box.replaced_by}

    assert [name for name, box in instead.items() if box is None or box.replaced_by] == []


def test_a_url_that_is_a_box_has_no_version() -> None:
    with pytest.raises(ValidationError, match="leave out `version` or `url`"):
        CatalogBox(alias="a", name="me/a", url="https://example.com/a.box", version="1.0")


def test_a_guest_that_vagrant_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="did you mean 'debian'"):
        CatalogBox(alias="a", name="me/a", guest="debain")


def test_the_guests_are_named_once_and_in_order() -> None:
    assert list(GUESTS) == sorted(set(GUESTS))


def test_a_file_of_the_users_adds_boxes_and_overrides_single_keys(tmp_path: Path) -> None:
    own = tmp_path / "boxes.yaml"
    own.write_text(
        "debian12: {url: 'https://boxes.example.com/debian12.box', notes: null}\n"
        "golden: {name: example/golden, guest: rocky, memory: 2 GiB}\n"
        "example/bare: {}\n"
    )

    catalog = BoxCatalog.load(own)

    assert [catalog.find(alias) for alias in ("debian12", "golden", "example/bare")] == [
        CatalogBox(
            alias="debian12",
            name="debian/bookworm64",
            url="https://boxes.example.com/debian12.box",
            guest="debian",
            source="https://github.com/inverse-inc/packetfence/issues/8166",
        ),
        CatalogBox(alias="golden", name="example/golden", guest="rocky", memory=2048),
        CatalogBox(alias="example/bare", name="example/bare"),
    ]
    assert len(catalog) == len(BoxCatalog.load()) + 2


def test_a_file_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert list(BoxCatalog.load(tmp_path / "boxes.yaml")) == list(BoxCatalog.load())


def test_every_mistake_in_a_file_of_the_users_is_reported_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("boxes.yaml").write_text(
        """\
debian12:
  memroy: 2048
  guest: debain
rocky9:
  memory: 2 furlongs
  alias: rocky
golden: example/golden
pinned: {name: example/pinned, version: 1.10}
direct: {url: "https://boxes.example.com/a.box", version: "1.10"}
9: {name: example/nine}
"""
    )

    with pytest.raises(LabError) as caught:
        BoxCatalog.load(Path("boxes.yaml"))

    assert str(caught.value) == snapshot("""\
boxes.yaml:2:3: debian12.memroy: unknown key 'memroy'
      memroy: 2048
      ^
    hint: did you mean 'memory'?
boxes.yaml:3:10: debian12.guest: 'debain' is no guest system that Vagrant knows; did you mean 'debian'?
      guest: debain
             ^
boxes.yaml:5:11: rocky9.memory: '2 furlongs' is not an amount of memory; write 2048, '2048 MiB' or '2 GiB'
      memory: 2 furlongs
              ^
boxes.yaml:6:3: rocky9.alias: unknown key 'alias'
      alias: rocky
      ^
    hint: known here: name, url, made_by, version, guest, user, memory, architectures, replaced_by, source, notes
boxes.yaml:7:9: golden: 'example/golden' stands where a mapping belongs
    golden: example/golden
            ^
boxes.yaml:8:41: pinned.version: 1.10 stands where text belongs
    pinned: {name: example/pinned, version: 1.10}
                                            ^
    hint: write "1.10", in quotes
boxes.yaml:9:9: direct: a URL that is a box itself has no versions; leave out `version` or `url`
    direct: {url: "https://boxes.example.com/a.box", version: "1.10"}
            ^
boxes.yaml:10:1: [9]: a box's name is text; write it in quotes
    9: {name: example/nine}
    ^\
""")


def test_a_later_file_overrides_an_earlier_one(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("golden: {name: example/golden, guest: rocky, memory: 2048}\n")
    second.write_text("golden: {memory: null, user: me}\n")

    assert BoxCatalog.load(first, second).find("golden") == CatalogBox(
        alias="golden", name="example/golden", guest="rocky", user="me"
    )


def test_the_reference_page_is_fresh(catalog: BoxCatalog) -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "generate_boxes.py"))

    page = generator["page"](catalog)

    assert (ROOT / "docs" / "reference" / "boxes.md").read_text("utf-8") == page


def test_a_catalogue_that_is_no_mapping_or_no_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "boxes.yaml").write_text("- mine\n")
    with pytest.raises(LabError, match="a box catalogue is a mapping: `mine:"):
        BoxCatalog.load(tmp_path / "boxes.yaml")

    with pytest.raises(UsageError, match="can't be read: is a directory"):
        BoxCatalog.load(tmp_path)
