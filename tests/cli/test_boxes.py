import json
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from typer.testing import CliRunner

from vagrantgen.cli.app import app


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "lab").mkdir()
    monkeypatch.chdir(tmp_path / "lab")
    monkeypatch.setenv("VAGRANT_HOME", str(tmp_path))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    return tmp_path


def install(home: Path, folder: str, architecture: str | None = None) -> None:
    path = home / "boxes" / folder / "libvirt"
    path.mkdir(parents=True)
    (path / "metadata.json").write_text(json.dumps({"architecture": architecture}))


def shown(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, ["boxes", *arguments])
    assert result.exit_code == 0, result.output
    return [line.rstrip() for line in result.stdout.splitlines()]


def test_the_catalogue_is_shown_with_what_is_here(home: Path) -> None:
    install(home, "debian-VAGRANTSLASH-bookworm64/12.20250126.1")
    install(home, "debian-VAGRANTSLASH-bookworm64/12.20240905.1")
    install(home, "centos-VAGRANTSLASH-stream9/0")
    install(home, "cloud-image-VAGRANTSLASH-ubuntu-24.04/20260705.0.0", "arm64")
    install(home, "me-VAGRANTSLASH-mine/1.0/amd64")

    lines = shown()

    of_interest = ("ALIAS", "debian", "ubuntu", "stream9", "built", "-")
    assert [line for line in lines if line.startswith(of_interest)] == snapshot(
        [
            "ALIAS       BOX                       FROM       HERE",
            "debian12    debian/bookworm64         registry   12.20250126.1 (+1)",
            "debian13    debian/trixie64           registry",
            "ubuntu2204  cloud-image/ubuntu-22.04  registry",
            "ubuntu2404  cloud-image/ubuntu-24.04  registry   20260705.0.0 (arm64)",
            "ubuntu2604  cloud-image/ubuntu-26.04  registry",
            "stream9     centos/stream9            its maker  yes",
            "built       vagrantgen/debian12       this host",
            "-           me/mine                   -          1.0",
        ]
    )


def test_it_fits_on_a_terminal_of_80_columns(home: Path) -> None:
    install(home, "debian-VAGRANTSLASH-bookworm64/12.20250126.1")

    widest = [max(map(len, shown(*arguments))) for arguments in ([], ["--all"])]

    assert max(widest) <= 80


def test_boxes_to_replace_are_shown_when_asked_for_or_here_already(home: Path) -> None:
    install(home, "centos-VAGRANTSLASH-8/2011.0")

    some, every = shown(), shown("--all")

    assert [line for line in some if "centos/8" in line] == snapshot(
        ["centos8     centos/8                  registry   2011.0  rocky8"]
    )
    assert [line for line in every if "centos/" in line] == snapshot(
        [
            "centos7     centos/7                   registry           rocky8",
            "centos8     centos/8                   registry   2011.0  rocky8",
            "stream8     centos/stream8             its maker          stream9",
            "stream9     centos/stream9             its maker",
            "stream10    centos/stream10            its maker",
            "centos9     centos/stream9             its maker",
            "centos10    centos/stream10            its maker",
        ]
    )
    assert [line for line in some if "jammy64" in line] == []
    assert [line for line in every if "jammy64" in line] == snapshot(
        ["-           ubuntu/jammy64             -                  ubuntu2204"]
    )


def test_what_is_left_out_is_said_on_stderr() -> None:
    some = CliRunner().invoke(app, ["boxes"])
    every = CliRunner().invoke(app, ["boxes", "--all"])

    left_out = len(every.stdout.splitlines()) - len(some.stdout.splitlines())
    assert some.stderr == (
        f"{left_out} more have no alias, are out of date or not for libvirt: see --all\n"
    )
    assert every.stderr == ""


def test_json_has_all_that_is_known(home: Path) -> None:
    install(home, "debian-VAGRANTSLASH-bookworm64/12.20250126.1/amd64")
    install(home, "me-VAGRANTSLASH-mine/0")

    boxes = json.loads("\n".join(shown("--json")))

    assert [box for box in boxes if box["installed"]] == [
        {
            "alias": "debian12",
            "name": "debian/bookworm64",
            "url": None,
            "made_by": "",
            "version": None,
            "guest": "debian",
            "user": "vagrant",
            "memory": 512,
            "architectures": ["amd64"],
            "replaced_by": [],
            "source": "https://github.com/inverse-inc/packetfence/issues/8166",
            "notes": "Debian's own box.",
            "installed": [
                {
                    "name": "debian/bookworm64",
                    "version": "12.20250126.1",
                    "architecture": "amd64",
                    "path": str(
                        home / "boxes/debian-VAGRANTSLASH-bookworm64/12.20250126.1/amd64/libvirt"
                    ),
                }
            ],
        },
        {
            "alias": None,
            "name": "me/mine",
            "installed": [
                {
                    "name": "me/mine",
                    "version": "0",
                    "architecture": None,
                    "path": str(home / "boxes/me-VAGRANTSLASH-mine/0/libvirt"),
                }
            ],
        },
    ]


def test_the_labs_own_catalogue_is_shown_too(home: Path) -> None:
    Path("lab.yaml").write_text("machines: {web: {box: golden}}\n")
    Path("boxes.yaml").write_text("golden: {name: example/golden}\n")

    here = [line for line in shown() if "golden" in line]
    named = [line for line in shown("-f", str(home / "lab/lab.yaml")) if "golden" in line]

    assert here == named == ["golden      example/golden            registry"]


def test_a_boxes_yaml_that_belongs_to_no_lab_is_somebody_elses() -> None:
    Path("boxes.yaml").write_text("- nothing of ours\n")

    assert shown("--all")


@pytest.mark.usefixtures("home")
def test_a_mistake_in_the_labs_own_catalogue_ends_with_status_2() -> None:
    Path("lab.yaml").write_text("machines: {web: {box: golden}}\n")
    Path("boxes.yaml").write_text("golden:\n  geust: rocky\n")

    result = CliRunner().invoke(app, ["boxes"])

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == snapshot("""\
boxes.yaml:2:3: golden.geust: unknown key 'geust'
      geust: rocky
      ^
    hint: did you mean 'guest'?
""")
