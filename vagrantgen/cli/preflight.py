"""What a lab will meet on this host, looked at before anything starts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vagrantgen.catalog import FILE_NAME, BoxCatalog
from vagrantgen.cli import output
from vagrantgen.driver.emulation import is_emulated
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.savable import obstacles
from vagrantgen.errors import HostError
from vagrantgen.host import demands, disks, fit, needs, probes
from vagrantgen.host.finding import Finding, Host
from vagrantgen.host.pools import unknown_pools
from vagrantgen.host.programs import find_plugin, find_vagrant
from vagrantgen.loader.load import locate

_VERSIONS: Final[Mapping[str, probes.Probe]] = {
    "vagrant-libvirt": find_plugin,
    "Vagrant": find_vagrant,
}
"""What finds the version of a program that a lab may need a newer one of."""


def findings(environment: Environment, seen: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what is not as it should be, on the host and for the lab.

    Args:
        environment: Where the lab is; it needs its lab.
        seen: What probes found on the host.
    """
    found = [finding for finding in seen if finding.state != "ok"]
    yield from found
    if any(finding.state == "problem" for finding in found):
        return
    catalog = BoxCatalog.load(environment.folder / FILE_NAME)
    subnets, up = environment.libvirt.subnets(), environment.domains()
    lab = environment.require_lab()
    yield from fit.findings(lab, catalog, subnets, up)
    yield from disks.findings(lab)
    yield from needs.findings(lab, environment.folder)
    yield from _unmet_demands(environment, seen)


def _unmet_demands(environment: Environment, seen: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what the lab asks of programs and hardware that they have not, where it asks."""
    lab = environment.require_lab()
    known = {finding.name: finding for finding in seen}
    asked = {name: known.get(name) or _VERSIONS[name](Host()) for name in demands.programs(lab)}
    versions = {name: found.text for name, found in asked.items() if found and found.state == "ok"}
    problems = [*demands.of_newer_programs(lab, versions)]
    hardware = [*demands.of_hardware(lab)]
    if hardware and is_emulated(environment):
        problems += hardware
    problems += unknown_pools(lab, environment.libvirt.pools)
    source = environment.source
    files = [environment.folder / file for file in source.files]
    for problem in locate(files, source.overrides, problems) if problems else ():
        where = f"{problem.place}: {problem.dotted_key}" if problem.place else problem.dotted_key
        yield Finding(where, "problem", problem.text, problem.hint)


def unsavable(environment: Environment) -> Iterator[Finding]:
    """Yield the machines of the lab of which there can't be snapshots, or only powered off."""
    for machine in environment.meant.machines.values() if environment.meant else ():
        for obstacle in obstacles(machine):
            cure = "" if obstacle.when_off else "`vagrantgen snapshot save --halt` powers it off"
            yield Finding("snapshots", "warning", str(obstacle), cure)


def require_fitting_host(environment: Environment, seen: Sequence[Finding]) -> None:
    """Say what the lab will meet here.

    Args:
        environment: Where the lab is; it needs its lab.
        seen: What probes found on the host.

    Raises:
        HostError: It can't run here; nothing was started.
    """
    found = list(findings(environment, seen))
    for finding in found:
        if finding.state == "warning":
            output.say(str(finding))
    problems = [str(finding) for finding in found if finding.state == "problem"]
    if problems:
        raise HostError(
            "this lab can't run here; nothing was started",
            details="\n".join(problems),
            hint="`vagrantgen doctor` and `vagrantgen check` say more",
        )
