"""CPUs and NUMA nodes that hypothesis draws, and the machines that they fit."""

from collections.abc import Iterable, Iterator
from typing import Any

from hypothesis import strategies as st
from oracle.drawn_parts import joined, mapping, one_of, several, some

sets = one_of(["0", "0-3", "0-7,^2", "1,3,5"])
numa = st.lists(
    st.tuples(
        st.integers(1, 4), one_of([64, 512, 1024]), some(memAccess=one_of(["shared", "private"]))
    ),
    min_size=1,
    max_size=3,
).map(lambda drawn: {"numa_nodes": [*numa_nodes(drawn)]})
cpus = st.one_of(
    joined(numa, some(cpu_mode=one_of(["host-model", "host-passthrough"]))),
    some(
        cpu_mode=one_of(["host-model", "maximum"]),
        cpu_fallback=one_of(["allow", "forbid"]),
        cputopology=one_of([(1, 2, 2), (2, 1, 1), (1, 4, 1)]).map(
            lambda parts: dict(zip(("sockets", "cores", "threads"), parts, strict=True))
        ),
    ),
    st.just({"cpu_mode": "host-passthrough"}),
    mapping(
        cpu_mode=st.just("custom"),
        cpu_model=one_of(["qemu64", "Skylake-Server"]),
        cpu_feature=several(
            mapping(name=one_of(["pdpe1gb", "pcid"]), policy=one_of(["require", "disable"])),
            "name",
        ),
    ),
)
placing = some(
    cpuset=sets,
    nodeset=sets,
    shares=st.integers(2, 9999),
    cpuaffinitiy=mapping().map(lambda _: {0: "0-3"}),
)


def fitted(machine: dict[str, Any]) -> dict[str, Any]:
    """Return a machine with the CPUs and the memory that its provider block says it has."""
    block = machine.get("libvirt", {})
    topology, nodes = block.get("cputopology"), block.get("numa_nodes")
    if topology:
        machine |= {"cpus": topology["sockets"] * topology["cores"] * topology["threads"]}
    if nodes:
        machine |= {"cpus": int(nodes[-1]["cpus"].partition("-")[2]) + 1}
        machine |= {"memory": sum(node["memory"] for node in nodes)}
    return machine


def numa_nodes(drawn: Iterable[tuple[int, int, dict[str, str]]]) -> Iterator[dict[str, Any]]:
    """Yield NUMA nodes of so many CPUs and so much memory."""
    first = 0
    for cpus, memory, more in drawn:
        yield {"cpus": f"{first}-{first + cpus - 1}", "memory": memory, **more}
        first += cpus
