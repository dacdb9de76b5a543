"""The recipe of each distribution; docs/reference/host-setup.md says where each name was read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from vagrantgen.host.recipe import PackageManager, Recipe
from vagrantgen.host.steps import Command

_MODULAR: Final = (
    *("virtqemud.socket", "virtqemud-ro.socket", "virtnetworkd.socket", "virtstoraged.socket"),
    *("virtnodedevd.socket", "virtsecretd.socket", "virtnwfilterd.socket"),
    *("virtinterfaced.socket", "virtproxyd.socket"),
)
"""A daemon for each part of libvirt, in place of libvirtd."""


def _plugin(*settings: str) -> tuple[Command, ...]:
    environment = ("env", f"CONFIGURE_ARGS={' '.join(settings)}") if settings else ()
    words = (*environment, "vagrant", "plugin", "install", "vagrant-libvirt")
    return (Command(words, as_root=False),)


_APT: Final = PackageManager(
    refresh=("apt-get", "update"),
    install=(
        *("env", "DEBIAN_FRONTEND=noninteractive"),
        *("apt-get", "install", "--yes", "--no-install-recommends"),
    ),
    query=("dpkg-query", "--show", "--showformat=${db:Status-Status}\\n"),
    installed=r"\A(installed\n)+\Z",
)

_DEBIAN: Final = Recipe(
    manager=_APT,
    base=(
        *("qemu-system-x86", "qemu-utils", "libvirt-daemon-system", "libvirt-clients"),
        *("dnsmasq-base", "iptables", "iproute2"),
    ),
    vagrant=("vagrant", "vagrant-libvirt"),
    tools=("virtinst", "bridge-utils", "libguestfs-tools", "virt-top"),
    desktop=(
        *("virt-manager", "virt-viewer", "gir1.2-spiceclientgtk-3.0"),
        *("xauth", "xterm", "x11-utils", "fonts-dejavu-core"),
    ),
)

_DEBIAN_12: Final = replace(_DEBIAN, tools=("virtinst", "bridge-utils", "libguestfs-tools"))


def _ubuntu(suite: str) -> Recipe:
    """Return the recipe of Ubuntu, which has no current Vagrant of its own.

    Args:
        suite: The folder of HashiCorp's repository. The newest releases have none; the packages
            are the same in each, as they bring a Ruby of their own.
    """
    key = "/etc/apt/keyrings/hashicorp.asc"
    sources = f"""\
Types: deb
URIs: https://apt.releases.hashicorp.com
Suites: {suite}
Components: main
Architectures: amd64
Signed-By: {key}
"""
    return replace(
        _DEBIAN_12,
        vagrant=("vagrant", "libvirt-dev", "gcc", "make", "pkg-config", "ruby-dev"),
        vagrant_repository=(
            Command((*_APT.install, "ca-certificates", "curl")),
            Command(("mkdir", "--parents", "/etc/apt/keyrings")),
            Command(("curl", "-fsSLo", key, "https://apt.releases.hashicorp.com/gpg")),
            Command(("tee", "/etc/apt/sources.list.d/hashicorp.sources"), sources),
        ),
        plugin=_plugin("with-libvirt-include=/usr/include/libvirt", "with-libvirt-lib=/usr/lib"),
    )


def _hashicorp(folder: str, release: int) -> Command:
    """Return the command that makes HashiCorp's RPM packages known.

    The release is written out: `$releasever` may be 8.6, or a date, for which there is no folder.
    There is none for RHEL 10 either; the packages bring a Ruby of their own.
    """
    repository = f"""\
[hashicorp]
name=HashiCorp
baseurl=https://rpm.releases.hashicorp.com/RHEL/{min(release, 9)}/$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://rpm.releases.hashicorp.com/gpg
"""
    return Command(("tee", f"{folder}/hashicorp.repo"), repository)


_RPM_PLUGIN: Final = _plugin(
    "with-libvirt-include=/usr/include/libvirt", "with-libvirt-lib=/usr/lib64"
)

_DNF: Final = PackageManager(
    install=("dnf", "install", "--assumeyes"), query=("rpm", "--query", "--whatprovides")
)

_FEDORA: Final = Recipe(
    manager=_DNF,
    base=("qemu-kvm", "libvirt"),
    vagrant=("vagrant", "vagrant-libvirt"),
    tools=("virt-install", "bridge-utils", "virt-top", "libguestfs-tools"),
    desktop=("virt-manager", "virt-viewer", "xterm", "xorg-x11-xauth", "dejavu-sans-fonts"),
    units=_MODULAR,
)


_EL_DESKTOP: Final[Mapping[int, tuple[str, ...]]] = {
    8: (
        *("virt-manager", "virt-viewer", "xterm"),
        *("xorg-x11-xauth", "xorg-x11-fonts-misc", "xorg-x11-utils"),
    ),
    9: ("virt-manager", "virt-viewer", "xorg-x11-xauth", "dejavu-sans-fonts"),
    # There is no virt-manager any more: machines are shown in the browser, on port 9090.
    10: ("cockpit", "cockpit-machines", "virt-viewer", "xorg-x11-xauth", "dejavu-sans-fonts"),
}


_EL_WITH_LIBVIRTD: Final = 8


def _enterprise_linux(release: int, *, is_red_hat: bool = False) -> Recipe:
    """Return the recipe of a release of RHEL, or of what is built from it."""
    epel = "epel-release"
    builder: tuple[Command, ...] = (
        Command((*_DNF.install, "dnf-plugins-core")),
        Command(("dnf", "config-manager", "--set-enabled", "crb")),
    )
    if is_red_hat:
        codeready = f"codeready-builder-for-rhel-{release}-x86_64-rpms"
        builder = (Command(("subscription-manager", "repos", "--enable", codeready)),)
        epel = f"https://dl.fedoraproject.org/pub/epel/epel-release-latest-{release}.noarch.rpm"
    recipe = replace(
        _FEDORA,
        vagrant=(
            *("vagrant", "gcc", "make", "pkgconf-pkg-config"),
            *("libvirt-devel", "libxml2-devel", "ruby-devel"),
        ),
        desktop=_EL_DESKTOP[release],
        vagrant_repository=(*builder, _hashicorp("/etc/yum.repos.d", release)),
        extras_repository=(Command((*_DNF.install, epel)),),
        plugin=_RPM_PLUGIN,
    )
    if release == _EL_WITH_LIBVIRTD:
        only = recipe.vagrant_repository[-1:]  # its libvirt-devel is where libvirt is
        return replace(recipe, vagrant_repository=only, units=("libvirtd.service",))
    return recipe


_ZYPPER: Final = PackageManager(
    refresh=("zypper", "--non-interactive", "refresh"),
    install=("zypper", "--non-interactive", "install"),
    query=_DNF.query,
)

_TUMBLEWEED: Final = Recipe(
    manager=_ZYPPER,
    base=("qemu-kvm", "libvirt"),
    vagrant=(
        *("vagrant", "gcc", "make", "pkgconf"),
        *("libvirt-devel", "libxml2-devel", "libxslt-devel"),
    ),
    tools=("virt-install", "virt-top", "guestfs-tools"),
    desktop=("virt-manager", "virt-viewer", "xauth", "dejavu-fonts"),
    units=_MODULAR,
    vagrant_repository=(
        Command(("rpm", "--import", "https://rpm.releases.hashicorp.com/gpg")),
        _hashicorp("/etc/zypp/repos.d", 9),
    ),
    plugin=_RPM_PLUGIN,
)

_LEAP_15: Final = replace(
    _TUMBLEWEED,
    vagrant=("vagrant", "vagrant-libvirt"),
    units=("libvirtd.service",),
    vagrant_repository=(),
    plugin=(),
)

_ARCH: Final = Recipe(
    manager=PackageManager(
        install=("pacman", "--sync", "--needed", "--noconfirm"), query=("pacman", "--query")
    ),
    base=("qemu-base", "libvirt", "dnsmasq", "nftables", "openbsd-netcat"),
    vagrant=("vagrant", "gcc", "make", "pkgconf"),
    tools=("virt-install", "bridge-utils", "virt-top", "guestfs-tools"),
    desktop=("virt-manager", "virt-viewer", "xorg-xauth", "ttf-dejavu"),
    plugin=_plugin(),
)

_REBUILDS: Final = {str(release): _enterprise_linux(release) for release in _EL_DESKTOP}

RECIPES: Final[Mapping[str, Mapping[str, Recipe]]] = {
    "debian": {"12": _DEBIAN_12, "13": _DEBIAN},
    "ubuntu": {"22.04": _ubuntu("jammy"), "24.04": _ubuntu("noble")},
    "rhel": {str(release): _enterprise_linux(release, is_red_hat=True) for release in _EL_DESKTOP},
    "rocky": _REBUILDS,
    "almalinux": _REBUILDS,
    "centos": _REBUILDS,
    "fedora": {"41": _FEDORA},
    "opensuse-leap": {"15.5": _LEAP_15, "16.0": _TUMBLEWEED},
    "opensuse-tumbleweed": {"": _TUMBLEWEED},
    "arch": {"": _ARCH},
}
"""By a distribution's short name: recipes by the first release they are for, oldest first.

A rolling release has no number.
"""
