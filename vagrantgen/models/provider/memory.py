"""The provider block's settings of the memory."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from vagrantgen.models.base import Bool, Checked, Mistake, OneOrSeveral, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.values import Kibibytes, NumberSet, PciBus, PciSlot

_MODES: Final = {"access": ("shared", "private"), "allocation": ("immediate", "ondemand")}
_OPTIONS: Final = {
    "hugepages": (), "nosharepages": (), "locked": (), "discard": (),
    "source": ("type",), "access": ("mode",), "allocation": ("mode", "threads"),
}  # fmt: skip
"""What each kind of memory backing can say; the first of it, it has to."""


class MemoryBacking(Method):
    """One thing to say of the host's memory behind the guest's."""

    positional: ClassVar[str] = "name"

    name: Literal[
        "hugepages", "nosharepages", "locked", "source", "access", "allocation", "discard"
    ]
    """What is said."""

    type: Literal["file", "anonymous", "memfd"] | None = None
    """With `source`: what the memory is."""

    mode: Literal["shared", "private", "immediate", "ondemand"] | None = None
    """With `access`: shared or private. With `allocation`: immediate or ondemand."""

    threads: Annotated[PositiveInt, Field(le=1024)] | None = None
    """With `allocation`: how many threads allocate it."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is missing, and what has no effect."""
        known = _OPTIONS[self.name]
        if known and getattr(self, known[0]) is None:
            yield Mistake(f"{self.name!r} needs `{known[0]}`", "name")
        for key in ("type", "mode", "threads"):
            if getattr(self, key) is not None and key not in known:
                yield Mistake(f"{self.name!r} has no `{key}`", key)
        modes = _MODES.get(self.name)
        if modes and self.mode and self.mode not in modes:
            yield Mistake(f"{self.mode!r} is not {' or '.join(map(repr, modes))}", "mode")


class MemoryLimit(Method):
    """A limit of the host's memory for the domain."""

    type: Literal["hard_limit", "soft_limit", "swap_hard_limit"]
    """Which limit: at most, at most when memory is short, or at most with swap."""

    value: Kibibytes
    """How much, in KiB or with a unit: `4 GiB`."""


class Memory(Checked):
    """The host's memory behind the guest's."""

    memorybacking: Annotated[
        Annotated[tuple[MemoryBacking, ...], OneOrSeveral] | None,
        Emits("/domain/memoryBacking", is_method=True),
    ] = None
    """What the memory is made of: `{name: hugepages}`, `{name: access, mode: shared}`."""

    memtune: Annotated[
        Annotated[tuple[MemoryLimit, ...], OneOrSeveral] | None,
        Emits("/domain/memtune", is_method=True),
    ] = None
    """Limits of the memory that the domain takes."""

    nodeset: Annotated[NumberSet | None, Emits("/domain/numatune/memory/@nodeset")] = None
    """The host's NUMA nodes that the memory comes from: `0-1`."""

    memballoon_enabled: Annotated[Bool | None, Emits("/domain/devices/memballoon")] = None
    """Whether the guest can give memory back; as libvirt decides otherwise."""

    memballoon_model: Annotated[
        Literal["virtio", "virtio-transitional", "virtio-non-transitional"] | None,
        Emits("/domain/devices/memballoon/@model", default="virtio"),
    ] = None
    """The device for that, with `memballoon_enabled: true`."""

    memballoon_pci_bus: Annotated[
        PciBus | None, Emits("/domain/devices/memballoon/address/@bus", default="0x00")
    ] = None
    """The PCI bus of that device."""

    memballoon_pci_slot: Annotated[
        PciSlot | None, Emits("/domain/devices/memballoon/address/@slot", default="0x0f")
    ] = None
    """The PCI slot of that device."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is said twice, and what has no effect."""
        for key, said in (
            ("memorybacking", [item.name for item in self.memorybacking or ()]),
            ("memtune", [item.type for item in self.memtune or ()]),
        ):
            for place, name in enumerate(said):
                if name in said[:place]:
                    yield Mistake(f"there is {name!r} twice", key, place)
        for key in ("memballoon_model", "memballoon_pci_bus", "memballoon_pci_slot"):
            if getattr(self, key) is not None and not self.memballoon_enabled:
                yield Mistake("has no effect without `memballoon_enabled: true`", key)
        limits: dict[str, int] = {item.type: item.value for item in self.memtune or ()}
        for low, high in (("hard_limit", "swap_hard_limit"), ("soft_limit", "hard_limit")):
            if low in limits and limits[low] > limits.get(high, limits[low]):
                yield Mistake(f"`{low}` is more than `{high}`", "memtune")
