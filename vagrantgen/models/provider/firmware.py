"""The provider block's settings of the machine's kind, its firmware and what it boots."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Tag

from vagrantgen.models.base import Checked, Mistake, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.sysinfo import Sysinfo
from vagrantgen.models.text import (
    HostFile,
    HostInterface,
    Line,
    NetworkName,
    NumberedHostFile,
    Word,
)
from vagrantgen.models.values import Arguments, Pairs

_NEEDS: Final = {"nvram": "loader", "initrd": "kernel", "cmd_line": "kernel"}
"""Settings that have no effect without another."""


class BootNetwork(Method):
    """One network to boot from."""

    network: NetworkName | None = None
    """A libvirt network."""

    dev: HostInterface | None = None
    """An interface of the host, of a public network."""

    def arguments(self, options: Mapping[str, Any]) -> Arguments:
        """Return the argument of the call: a hash whose keys are texts."""
        return Arguments((Pairs(options),))

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is missing or too much."""
        if (self.network is None) == (self.dev is None):
            yield Mistake("needs either `network` or `dev`")


def _kind(value: Any) -> str:
    return "<device>" if isinstance(value, str) else "<network>"


BootDevice = Annotated[
    Annotated[Literal["hd", "cdrom", "network"], Tag("<device>")]
    | Annotated[BootNetwork, Tag("<network>")],
    Discriminator(_kind),
]
"""What a machine can boot from."""


class Firmware(Checked):
    """What kind of machine it is, and how it boots."""

    machine_type: Annotated[Word | None, Emits("/domain/os/type/@machine")] = None
    """QEMU's machine type: `q35`, `pc`, or one with its version."""

    machine_arch: Annotated[
        Literal[
            "aarch64", "alpha", "armv6l", "armv7l", "cris", "i686", "lm32", "m68k", "microblaze",
            "microblazeel", "mips", "mipsel", "mips64", "mips64el", "openrisc", "parisc", "ppc",
            "ppc64", "ppc64le", "riscv32", "riscv64", "s390x", "sh4", "sh4eb", "sparc", "sparc64",
            "x86_64", "xtensa", "xtensaeb",
        ] | None,
        Emits("/domain/os/type/@arch"),
    ] = None  # fmt: skip
    """The guest's architecture; the host's otherwise."""

    loader: Annotated[HostFile | None, Emits("/domain/os/loader")] = None
    """The firmware's image on the host, for UEFI; with `nvram` if it can be written."""

    nvram: Annotated[NumberedHostFile | None, Emits("/domain/os/nvram")] = None
    """The machine's own variables of the firmware; `{n}` stands for the machine's number."""

    kernel: Annotated[HostFile | None, Emits("/domain/os/kernel")] = None
    """A kernel of the host that is booted instead of what is on the disk."""

    initrd: Annotated[HostFile | None, Emits("/domain/os/initrd")] = None
    """The initial RAM disk that goes with `kernel`."""

    cmd_line: Annotated[Line | None, Emits("/domain/os/cmdline")] = None
    """The command line of `kernel`; written with XML's own characters escaped."""

    dtb: Annotated[HostFile | None, Emits("/domain/os/dtb")] = None
    """A device tree of the host."""

    emulator_path: Annotated[HostFile | None, Emits("/domain/devices/emulator")] = None
    """The QEMU that runs it, on the host."""

    sysinfo: Annotated[Sysinfo | None, Emits("/domain/sysinfo")] = None
    """What the guest's SMBIOS tables say."""

    boot: Annotated[
        Annotated[tuple[BootDevice, ...], OneOrSeveral] | None,
        Emits("/domain/devices/*/boot/@order", is_method=True),
    ] = None
    """What it boots from, in this order; one network as `{network: NAME}` or `{dev: eth0}`."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what has no effect, and what is said twice."""
        for key, other in _NEEDS.items():
            if getattr(self, key) is not None and getattr(self, other) is None:
                yield Mistake(f"has no effect without `{other}`; add that", key)
        kinds = ["network" if isinstance(one, BootNetwork) else one for one in self.boot or ()]
        for place, kind in enumerate(kinds):
            if kind in kinds[:place]:
                yield Mistake(f"there is {kind!r} twice", "boot", place)
