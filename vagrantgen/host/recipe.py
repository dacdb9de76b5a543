"""What a recipe for a lab host says: packages, and the commands around them."""

from dataclasses import dataclass

from vagrantgen.host.steps import Command


@dataclass(frozen=True, slots=True)
class PackageManager:
    """The commands of a package manager."""

    install: tuple[str, ...]

    query: tuple[str, ...]
    """Ends with a status other than 0 when a package is not known to be installed."""

    installed: str = ""
    """A regular expression for what the query prints when every package is installed."""

    refresh: tuple[str, ...] = ()
    """Updates the lists of packages; empty where `install` does it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a lab host takes on some releases of a distribution."""

    manager: PackageManager

    base: tuple[str, ...]
    """QEMU and libvirt."""

    vagrant: tuple[str, ...]
    """Vagrant with its plugin; or Vagrant, and what building the plugin takes."""

    tools: tuple[str, ...]
    """Programs that look into machines and disk images, and that make machines without Vagrant."""

    desktop: tuple[str, ...]
    """The graphical tools, and what showing them through `ssh -X` takes."""

    units: tuple[str, ...] = ("libvirtd.service",)
    """What systemd starts libvirt with."""

    vagrant_repository: tuple[Command, ...] = ()
    """Makes the packages of `vagrant` known to the package manager."""

    extras_repository: tuple[Command, ...] = ()
    """Makes the packages of `tools` and `desktop` known to the package manager."""

    plugin: tuple[Command, ...] = ()
    """Builds the plugin, where there is no package of it."""
