import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from vagrantgen.errors import HostError, UsageError
from vagrantgen.host.distribution import Distribution
from vagrantgen.host.setup import Setup
from vagrantgen.host.setup_steps import known_distributions, parse_distribution, plan_setup
from vagrantgen.host.steps import Account

GOLDEN = Path(__file__).parents[1] / "golden_setup"
ALICE = Account("alice", is_root=False)
ROOT = Account("root", is_root=True)


def script(text: str, account: Account = ALICE, *, has_systemd: bool = True) -> str:
    distribution = parse_distribution(text)
    steps = plan_setup(distribution, account, has_systemd=has_systemd)
    return Setup(distribution, account, steps, frozenset({"tools", "desktop"})).script()


@pytest.mark.parametrize("text", known_distributions())
def test_the_script_of_a_distribution_is_its_golden_file(
    text: str, golden: Callable[[Path, str], None]
) -> None:
    golden(GOLDEN / f"{text.replace(':', '-')}.sh", script(text))


def test_root_without_systemd_starts_the_daemons_and_needs_neither_sudo_nor_a_group(
    golden: Callable[[Path, str], None],
) -> None:
    golden(GOLDEN / "debian-12-root-no-systemd.sh", script("debian:12", ROOT, has_systemd=False))


def test_a_user_without_systemd_gets_the_bus_that_polkit_is_asked_over(
    golden: Callable[[Path, str], None],
) -> None:
    golden(GOLDEN / "debian-12-no-systemd.sh", script("debian:12", has_systemd=False))


def test_behind_sudo_the_plugin_is_for_the_user_who_called(
    golden: Callable[[Path, str], None],
) -> None:
    golden(GOLDEN / "rocky-9-sudo.sh", script("rocky:9", Account("alice", is_root=True)))


def test_what_is_done_or_not_asked_for_is_commented_out(
    golden: Callable[[Path, str], None],
) -> None:
    distribution = parse_distribution("debian:12")
    steps = plan_setup(distribution, ALICE, has_systemd=True)
    done = frozenset({"QEMU and libvirt", "libvirt's daemons"})

    text = Setup(distribution, ALICE, steps, done=done).script()

    golden(GOLDEN / "debian-12-half-done.sh", text)


def test_there_is_a_golden_file_for_nothing_else_and_a_shell_accepts_each() -> None:
    names = {file.stem for file in GOLDEN.iterdir()}
    variants = {f"debian-12-{what}" for what in ("root-no-systemd", "no-systemd", "half-done")}
    expected = {text.replace(":", "-") for text in known_distributions()}

    for file in GOLDEN.iterdir():
        subprocess.run(["bash", "-n", str(file)], check=True)

    assert names == expected | variants | {"rocky-9-sudo"}


@pytest.mark.parametrize(
    ("newer", "known"),
    [
        ("debian", "debian:13"),
        ("debian:14", "debian:13"),
        ("ubuntu:25.10", "ubuntu:24.04"),
        ("rocky:9.4", "rocky:9"),
        ("opensuse-leap:15.6", "opensuse-leap:15.5"),
        ("opensuse-tumbleweed:20260131", "opensuse-tumbleweed"),
    ],
)
def test_a_release_takes_the_newest_recipe_that_is_not_for_a_later_one(
    newer: str, known: str
) -> None:
    steps = plan_setup(parse_distribution(newer), ALICE, has_systemd=True)

    assert steps == plan_setup(parse_distribution(known), ALICE, has_systemd=True)


def test_a_distribution_without_a_recipe_is_told_the_nearest() -> None:
    mint = Distribution("linuxmint", "22", "debian", "Linux Mint 22")

    with pytest.raises(HostError) as caught:
        plan_setup(mint, ALICE, has_systemd=True)

    assert str(caught.value) == snapshot(
        """\
there is no recipe for Linux Mint 22
hint: the nearest one is printed by `vagrantgen host setup --distribution debian:13`\
"""
    )


def test_a_release_before_the_first_recipe_is_told_that_one() -> None:
    focal = Distribution("ubuntu", "20.04", "debian", "Ubuntu 20.04.6 LTS")

    with pytest.raises(HostError) as caught:
        plan_setup(focal, ALICE, has_systemd=True)

    assert str(caught.value) == snapshot(
        """\
there is no recipe for Ubuntu 20.04.6 LTS
hint: the nearest one is printed by `vagrantgen host setup --distribution ubuntu:22.04`\
"""
    )


def test_a_distribution_of_no_family_is_told_every_recipe() -> None:
    gentoo = Distribution("gentoo", "", "other", "Gentoo Linux")

    with pytest.raises(HostError) as caught:
        plan_setup(gentoo, ALICE, has_systemd=True)

    assert str(caught.value) == snapshot("""\
there is no recipe for Gentoo Linux
hint: `--distribution` prints the one for debian:12, debian:13, ubuntu:22.04, ubuntu:24.04, rhel:8, rhel:9, rhel:10, rocky:8, rocky:9, rocky:10, almalinux:8, almalinux:9, almalinux:10, centos:8, centos:9, centos:10, fedora:41, opensuse-leap:15.5, opensuse-leap:16.0, opensuse-tumbleweed, arch\
""")


@pytest.mark.parametrize("text", ["gentoo", "ubuntu:20.04", "", "Debian:12"])
def test_a_text_that_names_no_recipe_is_a_mistake(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_distribution(text)

    assert caught.value.message == f"there is no recipe for '{text}'"


def test_the_steps_as_json_say_what_is_done_and_what_asks_for_it() -> None:
    distribution = parse_distribution("arch")
    steps = plan_setup(distribution, ROOT, has_systemd=True)[:2]

    setup = Setup(distribution, ROOT, steps, done=frozenset({"QEMU and libvirt"}))

    assert setup.as_json() == snapshot(
        [
            {
                "title": "QEMU and libvirt",
                "why": "QEMU runs the machines, with KVM where the processor can; libvirt manages them.",
                "commands": [
                    "pacman --sync --needed --noconfirm qemu-base libvirt dnsmasq nftables openbsd-netcat"
                ],
                "option": None,
                "wanted": True,
                "done": True,
            },
            {
                "title": "Tools for machines and disk images",
                "why": "Labs run without them: virt-install, virt-top, guestfish and their like.",
                "commands": [
                    "pacman --sync --needed --noconfirm virt-install bridge-utils virt-top guestfs-tools"
                ],
                "option": "--tools",
                "wanted": False,
                "done": False,
            },
        ]
    )
