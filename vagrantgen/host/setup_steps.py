"""The steps that make a computer a host for labs, in their order."""

import re
from collections.abc import Mapping
from typing import Final

from vagrantgen.errors import HostError, UsageError
from vagrantgen.host.distribution import Distribution, Family
from vagrantgen.host.recipe import Recipe
from vagrantgen.host.recipes import RECIPES
from vagrantgen.host.steps import Account, Check, Command, Step

URI: Final = "qemu:///system"
_IMAGES: Final = "/var/lib/libvirt/images"

_RELATIVES: Final[Mapping[Family, str]] = {
    "debian": "debian:13",
    "redhat": "rocky:9",
    "fedora": "fedora:43",
    "suse": "opensuse-tumbleweed",
    "arch": "arch",
}
"""By family: whose recipe comes nearest, for a distribution that has none."""


def parse_distribution(text: str) -> Distribution:
    """Return the distribution that `ID:VERSION` names, such as `rocky:9`.

    Raises:
        UsageError: There is no recipe for it.
    """
    identifier, _, version = text.partition(":")
    distribution = Distribution(identifier, version, "other", f"{identifier} {version}".strip())
    if _find_recipe(distribution) is None:
        known = ", ".join(known_distributions())
        raise UsageError(f"there is no recipe for '{text}'", hint=f"there is one for {known}")
    return distribution


def known_distributions() -> list[str]:
    """Return the `ID:VERSION` that each recipe begins with."""
    return [_named(name, first) for name, recipes in RECIPES.items() for first in recipes]


def plan_setup(
    distribution: Distribution, account: Account, *, has_systemd: bool, daemons: bool = True
) -> tuple[Step, ...]:
    """Return the steps for a host, in order.

    Args:
        distribution: What the host runs; decides on packages and repositories.
        account: Who sets it up.
        has_systemd: Whether systemd starts the daemons. They are started directly otherwise.
        daemons: Whether libvirt's daemons are to run; `host private` brings its own.

    Raises:
        HostError: There is no recipe for the distribution.
    """
    recipe = _find_recipe(distribution)
    if recipe is None:
        raise _no_recipe(distribution)
    return (
        _base(recipe),
        _tools(recipe),
        *((_daemons(recipe.units if has_systemd else (), account), _pool()) if daemons else ()),
        _validation(),
        _desktop(recipe),
        *((_group(account),) if account.name != "root" else ()),
        _vagrant(recipe),
    )


def _base(recipe: Recipe) -> Step:
    return Step(
        title="QEMU and libvirt",
        why="QEMU runs the machines, with KVM where the processor can; libvirt manages them.",
        commands=_installation(recipe, recipe.base),
        check=_installed(recipe, recipe.base),
    )


def _tools(recipe: Recipe) -> Step:
    return Step(
        title="Tools for machines and disk images",
        why="Labs run without them: virt-install, virt-top, guestfish and their like.",
        commands=(*recipe.extras_repository, *_installation(recipe, recipe.tools)),
        check=_installed(recipe, recipe.tools),
        extra="tools",
    )


def _daemons(units: tuple[str, ...], account: Account) -> Step:
    return Step(
        title="libvirt's daemons",
        why="They start now, and with the computer."
        if units
        else "No systemd runs here, so they are started directly: once more after a restart.",
        commands=(Command(("systemctl", "enable", "--now", *units)),)
        if units
        else _started_directly(account),
        # Anyone may open a read-only connection: it takes no group and no password.
        check=Check(("virsh", "--readonly", "--connect", URI, "uri")),
    )


def _started_directly(account: Account) -> tuple[Command, ...]:
    bus = (
        Command(("mkdir", "--parents", "/run/dbus")),
        Command(("dbus-daemon", "--system", "--fork"), may_fail=True),
    )
    return (
        # libvirt asks polkit about everyone but root, over the bus.
        *(bus if account.name != "root" else ()),
        Command(("virtlogd", "--daemon"), may_fail=True),  # it may be running already
        Command(("libvirtd", "--daemon")),
    )


def _pool() -> Step:
    virsh = ("virsh", "--connect", URI)
    define = ("pool-define-as", "default", "dir", "--target", _IMAGES)
    return Step(
        title="Storage pool for the machines' disks",
        why="Vagrant makes it too, but not so that it is there after a restart of the computer.",
        commands=(
            Command((*virsh, *define), may_fail=True),
            Command((*virsh, "pool-autostart", "default")),
            Command((*virsh, "pool-start", "default"), may_fail=True),
        ),
        check=Check(
            ("virsh", "--readonly", "--connect", URI, "pool-list", "--name", "--autostart"),
            r"(?m)^default\s*$",
        ),
    )


def _validation() -> Step:
    return Step(
        title="libvirt's own look at the host",
        why="FAIL at hardware virtualization: labs run, by emulation and slowly. "
        "`vagrantgen doctor` says more, and what to do.",
        commands=(Command(("virt-host-validate", "qemu"), may_fail=True),),
    )


def _desktop(recipe: Recipe) -> Step:
    return Step(
        title="Graphical tools, for this screen or through `ssh -X`",
        why="Labs run without them. Then, from another computer: "
        f"`ssh -X HOST virt-viewer --connect {URI} MACHINE`.",
        commands=(*recipe.extras_repository, *_installation(recipe, recipe.desktop)),
        check=_installed(recipe, recipe.desktop),
        extra="desktop",
    )


def _group(account: Account) -> Step:
    return Step(
        title=f"User {account.name} in the group libvirt",
        why="Its members use libvirt without a password: at once where polkit is asked, as it is "
        "on these distributions; elsewhere, and for `id`, from the next login on.",
        commands=(Command(("usermod", "--append", "--groups", "libvirt", account.name)),),
        check=Check(("id", "--name", "--groups", account.name), r"\blibvirt\b"),
    )


def _vagrant(recipe: Recipe) -> Step:
    return Step(
        title="Vagrant with the plugin vagrant-libvirt",
        why="The plugin is built for Vagrant's own Ruby, which takes some minutes."
        if recipe.plugin
        else "Both are packages of the distribution, made for each other.",
        commands=(
            *recipe.vagrant_repository,
            *_installation(recipe, recipe.vagrant),
            *recipe.plugin,
        ),
        check=Check(("vagrant", "plugin", "list"), r"(?m)^vagrant-libvirt "),
    )


def _installation(recipe: Recipe, packages: tuple[str, ...]) -> tuple[Command, ...]:
    manager = recipe.manager
    refresh = (Command(manager.refresh),) if manager.refresh else ()
    return (*refresh, Command((*manager.install, *packages)))


def _installed(recipe: Recipe, packages: tuple[str, ...]) -> Check:
    return Check((*recipe.manager.query, *packages), recipe.manager.installed)


def _find_recipe(distribution: Distribution) -> Recipe | None:
    """Return the newest recipe that is not for a later release."""
    recipes = RECIPES.get(distribution.id, {})
    fitting = [
        recipe
        for first, recipe in recipes.items()
        if not distribution.version or _numbers(first) <= _numbers(distribution.version)
    ]
    return fitting[-1] if fitting else None


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _no_recipe(distribution: Distribution) -> HostError:
    recipes = RECIPES.get(distribution.id)
    nearest = (
        _named(distribution.id, next(iter(recipes)))
        if recipes
        else _RELATIVES.get(distribution.family)
    )
    return HostError(
        f"there is no recipe for {distribution.name}",
        hint=f"the nearest one is printed by `vagrantgen host setup --distribution {nearest}`"
        if nearest
        else f"`--distribution` prints the one for {', '.join(known_distributions())}",
    )


def _named(identifier: str, version: str) -> str:
    return f"{identifier}:{version}" if version else identifier
