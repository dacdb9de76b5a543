"""How ssh reaches machines: told by Vagrant once, and kept while it holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vagrantgen.driver.environment import Environment, require_running
from vagrantgen.driver.libvirt import Domain
from vagrantgen.driver.record import FOLDER
from vagrantgen.export.ssh_config import HostBlock, parse_blocks, render_ssh_config
from vagrantgen.guest.session import CONFIG

_MADE_FOR: Final = "# domain "


def keep_ssh_config(environment: Environment, names: Sequence[str]) -> dict[str, HostBlock]:
    """Return how ssh reaches machines, and keep it in `CONFIG` beside the others.

    Vagrant is asked only about machines that it was not asked about since they were made.

    Raises:
        UsageError: One of the machines does not run.
        CommandError: Vagrant or libvirt failed.
    """
    if not names:
        return {}
    domains = environment.domains(addresses=True)
    running = {name: require_running(name, domains.get(name)) for name in names}
    blocks = {name: _kept(environment.folder, name, domain) for name, domain in running.items()}
    unknown = [name for name, block in blocks.items() if block is None]
    if unknown:
        told = parse_blocks(environment.ssh_config(unknown))
        blocks |= {name: told[name] for name in unknown}
    known = {name: block for name, block in blocks.items() if block is not None}
    for name, block in known.items():
        _keep(environment.folder, name, block, running[name])
    _write_together(environment.folder)
    return known


def reachable(environment: Environment, names: Sequence[str]) -> list[str]:
    """Return the machines that are named; those that run when there are no names."""
    chosen = environment.record.select(names)
    domains = {} if names else environment.domains()
    return [
        machine.name
        for machine in chosen
        if names or (machine.name in domains and domains[machine.name].state == "running")
    ]


def _kept(folder: Path, name: str, domain: Domain) -> HostBlock | None:
    """Return what was kept of this very machine, at the address that it has now."""
    try:
        text = _path(folder, name).read_text()
    except FileNotFoundError:
        return None
    made_for, _, rest = text.partition("\n")
    block = parse_blocks(rest)[name]
    if made_for != f"{_MADE_FOR}{domain.uuid}" or not Path(block["IdentityFile"]).exists():
        return None
    return block.at(domain.address) if domain.address else block


def _keep(folder: Path, name: str, block: HostBlock, domain: Domain) -> None:
    text = f"{_MADE_FOR}{domain.uuid}\n{block.text}"
    path = _path(folder, name)
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _write_together(folder: Path) -> None:
    kept = {path.name: path.read_text() for path in sorted((folder / FOLDER / "ssh").iterdir())}
    blocks = {name: parse_blocks(text)[name] for name, text in kept.items()}
    text = render_ssh_config(blocks)
    config = folder / CONFIG
    if not config.exists() or config.read_text() != text:
        config.write_text(text)


def _path(folder: Path, name: str) -> Path:
    return folder / FOLDER / "ssh" / name
