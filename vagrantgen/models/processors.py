"""Whether what the provider block says of CPUs and memory goes with the machine's own."""

from collections.abc import Iterator
from typing import Final

from vagrantgen.models.base import Mistake
from vagrantgen.models.libvirt import Libvirt
from vagrantgen.models.provider.cpu import WITH_CPU

_OF_NESTED: Final = ("vmx", "svm")


def mistakes_of_processors(libvirt: Libvirt, cpus: int, *, nested: bool) -> Iterator[Mistake]:
    """Yield what does not go with a machine's CPUs.

    Args:
        libvirt: The machine's provider block.
        cpus: How many CPUs it has.
        nested: Whether it can run virtual machines itself.
    """
    if nested and libvirt.machine_arch not in {None, *WITH_CPU}:
        text = f"libvirt knows no CPUs of `machine_arch: {libvirt.machine_arch}`; remove this"
        yield Mistake(text, "nested")
    topology = libvirt.cputopology
    if topology:
        product = topology.sockets * topology.cores * topology.threads
        if product != cpus:
            text = f"these are {product} CPUs, but `cpus` of the machine is {cpus}"
            yield Mistake(f"{text}; write the same", "libvirt", "cputopology")
        if libvirt.drops_cpu_details:
            text = (
                "is dropped with `cpu_mode: host-passthrough`, unless there are `numa_nodes`;"
                " write host-model, or add them"
            )
            yield Mistake(text, "libvirt", "cputopology")
    for place, feature in enumerate(libvirt.cpu_feature or ()):
        if feature.name in _OF_NESTED and not nested:
            text = f"{feature.name!r} needs `nested: true` of the machine; it is dropped otherwise"
            yield Mistake(text, "libvirt", "cpu_feature", place, "name")
    for number in libvirt.cpuaffinitiy or ():
        if number >= cpus:
            text = f"there is no CPU {number}: they are 0 to {cpus - 1}"
            yield Mistake(text, "libvirt", "cpuaffinitiy", number)
    yield from _mistakes_of_numa(libvirt, cpus)


def _mistakes_of_numa(libvirt: Libvirt, cpus: int) -> Iterator[Mistake]:
    expected = 0
    for place, node in enumerate(libvirt.numa_nodes or ()):
        first, last = map(int, node.cpus.split("-"))
        if first != expected:
            text = f"{node.cpus!r} must begin with {expected}: each CPU is in one node"
            yield Mistake(text, "libvirt", "numa_nodes", place, "cpus")
            return
        expected = last + 1
    if libvirt.numa_nodes and expected != cpus:
        text = f"the nodes have {expected} CPUs, but `cpus` of the machine is {cpus}"
        yield Mistake(f"{text}; write the same", "libvirt", "numa_nodes")


def mistakes_of_memory(libvirt: Libvirt, memory: int) -> Iterator[Mistake]:
    """Yield what does not go with a machine's memory, in MiB."""
    of_nodes = sum(node.memory for node in libvirt.numa_nodes or ())
    if of_nodes and of_nodes != memory:
        text = f"the nodes have {of_nodes} MiB, but `memory` of the machine is {memory}"
        yield Mistake(f"{text}; write the same", "libvirt", "numa_nodes")
    for place, limit in enumerate(libvirt.memtune or ()):
        if limit.type == "hard_limit" and limit.value < memory * 1024:
            text = f"{limit.value} KiB is less than the machine's memory, {memory} MiB"
            yield Mistake(text, "libvirt", "memtune", place, "value")
