from pathlib import Path

import pytest

from vagrantgen.host.distribution import Distribution, Family, read_distribution


def test_the_distribution_is_read_from_its_os_release_file(tmp_path: Path) -> None:
    os_release = tmp_path / "os-release"
    os_release.write_text(
        "# written by the installer\n"
        'PRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"\n'
        "\n"
        "VERSION_ID='9.4'\n"
        "ID=rocky\n"
        'ID_LIKE="rhel centos fedora"\n'
    )

    distribution = read_distribution(os_release)

    assert distribution == Distribution(
        id="rocky", version="9.4", family="redhat", name="Rocky Linux 9.4 (Blue Onyx)"
    )
    assert distribution.major_version == 9


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("ID=debian", "debian"),
        ("ID=ubuntu\nID_LIKE=debian", "debian"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"', "debian"),
        ('ID="rhel"\nID_LIKE="fedora"', "redhat"),
        ('ID="almalinux"\nID_LIKE="rhel centos fedora"', "redhat"),
        ('ID="centos"\nID_LIKE="rhel fedora"', "redhat"),
        ("ID=fedora", "fedora"),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"', "suse"),
        ('ID="opensuse-tumbleweed"', "suse"),
        ('ID="sles"\nID_LIKE="suse"', "suse"),
        ("ID=arch", "arch"),
        ("ID=manjaro\nID_LIKE=arch", "arch"),
        ("ID=alpine", "other"),
    ],
)
def test_a_distribution_belongs_to_the_family_whose_packages_it_has(
    tmp_path: Path, words: str, family: Family
) -> None:
    os_release = tmp_path / "os-release"
    os_release.write_text(words)

    distribution = read_distribution(os_release)

    assert distribution.family == family


def test_a_host_without_an_os_release_file_is_some_linux(tmp_path: Path) -> None:
    distribution = read_distribution(tmp_path / "missing")

    assert distribution == Distribution(id="linux", version="", family="other", name="Linux")
    assert distribution.major_version == 0
