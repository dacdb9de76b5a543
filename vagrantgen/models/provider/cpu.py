"""The provider block's settings of the CPU."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from vagrantgen.models.base import Checked, Int, Mistake, OneOrSeveral, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.values import CpuNumber, CpuRange, NumberSet
from vagrantgen.models.quantity import Mebibytes
from vagrantgen.models.text import Word

WITH_CPU: Final = frozenset({
    "aarch64", "armv6l", "armv7b", "armv7l", "i686", "x86_64", "ppc64", "ppc64le", "s390", "s390x",
})  # fmt: skip
"""The architectures for which libvirt knows CPUs."""

_FEWEST_SHARES: Final = 2
_MOST_SHARES: Final = 262_144


class CpuFeature(Method):
    """A feature of the CPU."""

    name: Word
    """The feature, such as `pdpe1gb`."""

    policy: Literal["force", "require", "optional", "disable", "forbid"]
    """Whether the guest has it, must have it, or must not."""


class CpuTopology(Method):
    """How the CPUs are arranged; their product is `cpus`."""

    sockets: PositiveInt
    """Sockets of the machine."""

    cores: PositiveInt
    """Cores of each socket."""

    threads: PositiveInt
    """Threads of each core."""


class NumaNode(Checked):
    """A NUMA node of the guest."""

    cpus: CpuRange
    """Its CPUs, from 0: `0-1`; `0-0` for one."""

    memory: Mebibytes
    """Its memory, in MiB or with a unit."""

    memAccess: Literal["shared", "private"] | None = None  # noqa: N815 - as the plugin has it
    """Whether other processes of the host can share the memory."""


class Cpu(Checked):
    """The CPU that the guest sees, and the host's CPUs that it runs on."""

    cpu_mode: Annotated[
        Literal["host-model", "host-passthrough", "custom", "maximum"] | None,
        Emits("/domain/cpu/@mode", default="host-model"),
    ] = None
    """How the guest's CPU is made."""

    cpu_model: Annotated[Word | None, Emits("/domain/cpu/model")] = None
    """The CPU's model, with `cpu_mode: custom`."""

    cpu_fallback: Annotated[
        Literal["allow", "forbid"] | None, Emits("/domain/cpu/model/@fallback", default="allow")
    ] = None
    """Whether another model may take its place."""

    cpu_feature: Annotated[
        Annotated[tuple[CpuFeature, ...], OneOrSeveral] | None,
        Emits("/domain/cpu/feature", is_method=True),
    ] = None
    """Features of the CPU, with `cpu_mode: custom`."""

    cputopology: Annotated[CpuTopology | None, Emits("/domain/cpu/topology", is_method=True)] = None
    """How the CPUs are arranged."""

    cpuaffinitiy: Annotated[
        dict[CpuNumber, NumberSet] | None,
        Emits("/domain/cputune/vcpupin", is_method=True),
    ] = None
    """The host's CPUs for single CPUs of the guest: `{0: "0-3", 1: "4"}`; the plugin's spelling."""

    cpuset: Annotated[NumberSet | None, Emits("/domain/vcpu/@cpuset")] = None
    """The host's CPUs that the guest's may run on: `1-4,^3,6`."""

    shares: Annotated[
        Annotated[Int, Field(ge=_FEWEST_SHARES, le=_MOST_SHARES)] | None,
        Emits("/domain/cputune/shares"),
    ] = None
    """How much of the host's CPUs it gets, in proportion to other domains."""

    numa_nodes: Annotated[tuple[NumaNode, ...] | None, Emits("/domain/cpu/numa/cell")] = None
    """The guest's NUMA nodes; their memory is the machine's."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what has no effect, or what libvirt refuses."""
        if self.cpu_model and self.cpu_mode != "custom":
            yield Mistake("is ignored without `cpu_mode: custom`; add that", "cpu_model")
        if self.cpu_mode == "custom" and self.cpu_model is None:
            yield Mistake("'custom' needs `cpu_model`, such as `Skylake-Server`", "cpu_mode")
        if self.cpu_feature and self.cpu_mode != "custom":
            text = "needs `cpu_mode: custom` and a `cpu_model`; the plugin refuses it otherwise"
            yield Mistake(text, "cpu_feature")
        if self.cpu_fallback and self.cpu_mode == "host-passthrough":
            yield Mistake("has no effect with `cpu_mode: host-passthrough`", "cpu_fallback")
        names = [feature.name for feature in self.cpu_feature or ()]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield Mistake(f"there is {name!r} twice", "cpu_feature", place, "name")
