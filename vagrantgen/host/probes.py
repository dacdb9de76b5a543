"""What is looked at on a host before labs run on it."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from vagrantgen.host.finding import Finding, Host
from vagrantgen.host.firewall import find_firewall
from vagrantgen.host.hardware import find_disk, find_kvm, find_memory, find_processor
from vagrantgen.host.libvirt import (
    find_access,
    find_libvirt,
    find_network,
    find_pool,
    find_validation,
)
from vagrantgen.host.programs import (
    find_dnsmasq,
    find_plugin,
    find_qemu,
    find_rsync,
    find_ssh,
    find_vagrant,
)

Probe = Callable[[Host], Finding | None]
"""Finds nothing where what it looks at hangs on something that another probe reports."""

PROBES: Final[tuple[Probe, ...]] = (
    *(find_processor, find_kvm, find_validation),
    *(find_qemu, find_libvirt, find_access, find_network, find_pool),
    *(find_dnsmasq, find_firewall),
    *(find_vagrant, find_plugin, find_ssh, find_rsync),
    *(find_memory, find_disk),
)
"""Every probe, in the order of the report."""

QUICK_PROBES: Final[tuple[Probe, ...]] = (
    *(find_qemu, find_libvirt, find_access, find_pool, find_dnsmasq, find_ssh),
)
"""Those that start neither Ruby nor a guest."""


def examine(host: Host) -> tuple[Finding, ...]:
    """Return what every probe finds; takes as long as the slowest."""
    return tuple(finding for finding in _begun(PROBES, host) if finding is not None)


def seek_problems(host: Host) -> Callable[[], tuple[Finding, ...]]:
    """Begin to look for what keeps labs from running, as far as that is seen in a moment.

    Returns:
        What waits until all is seen, and returns it.
    """
    found = _begun(QUICK_PROBES, host)
    return lambda: tuple(finding for finding in found if finding and finding.state == "problem")


def _begun(probes: Iterable[Probe], host: Host) -> Iterator[Finding | None]:
    threads = ThreadPoolExecutor()
    findings = threads.map(lambda probe: probe(host), probes)
    threads.shutdown(wait=False)
    return findings
