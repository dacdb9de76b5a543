"""Destroying machines, with all that the lab made for them and nothing else."""

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from vagrantgen.driver.environment import Environment
from vagrantgen.driver.foreign import claim_begun, remove_networks
from vagrantgen.driver.management import ManagementNetwork
from vagrantgen.driver.record import FOLDER
from vagrantgen.guest.session import close_connections
from vagrantgen.models.seeds import SEEDS


def destroy(
    environment: Environment, names: Sequence[str] = (), options: Sequence[str] = ()
) -> None:
    """Destroy machines, those that depend on others first; orphans too when none are named.

    Args:
        environment: Where they are.
        names: Machines, counted machines or groups; all if there are none.
        options: Vagrant's own: `--graceful`, `--parallel`.
    """
    with environment.locked():
        claim_begun(environment)
        chosen = [machine.name for machine in environment.record.select(names)]
        management = ManagementNetwork(environment.libvirt, environment.record.management_network)
        destroy_machines(environment, chosen, options)
        if not environment.record.machines:
            remove_networks(environment.libvirt, environment.record.networks)
            management.remove_if_idle()
            _forget(environment)


def destroy_machines(
    environment: Environment, names: Iterable[str], options: Sequence[str] = ()
) -> None:
    """Destroy machines, while the folder is locked."""
    chosen = [name for name in names if name in environment.record.machines]
    if not chosen:
        return
    domains = environment.domains()
    existing = environment.ordered(name for name in chosen if name in domains)
    environment.announce(existing[::-1])
    close_connections(environment.folder, existing)
    # Vagrant itself goes from the last one named to the first.
    environment.vagrant("destroy", existing, ["--force", *options])
    _remove_begun(environment, [name for name in chosen if name not in domains])
    environment.drop(chosen)


def _remove_begun(environment: Environment, names: Iterable[str]) -> None:
    """Remove what was made for machines that were killed before they became domains."""
    libvirt = environment.libvirt
    begun = [environment.record.machines[name] for name in names]
    if not begun:
        return
    taken = libvirt.taken({made.pool for made in begun})
    for made in begun:
        (Path(f"{SEEDS}{os.getuid()}") / f"{made.domain}.iso").unlink(missing_ok=True)
        if made.volume in taken.volumes[made.pool] and made.domain not in taken.domains:
            libvirt.remove_volume(made.pool, made.volume)


def _forget(environment: Environment) -> None:
    """Remove what Vagrant and the driver kept in the folder, and `up`'s own Vagrantfile."""
    folder = environment.folder
    vagrantfile = folder / "Vagrantfile"
    if environment.record.wrote_vagrantfile and vagrantfile.exists():
        from vagrantgen.render.write import is_rendered  # noqa: PLC0415  (it brings Jinja2)

        if is_rendered(vagrantfile.read_text()):
            vagrantfile.unlink()
    others = any((folder / ".vagrant/machines").glob("*/*/id"))
    shutil.rmtree(folder / (FOLDER if others else FOLDER.parent), ignore_errors=True)
