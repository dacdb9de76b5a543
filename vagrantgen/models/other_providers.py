"""Blocks of other providers, for those of a team who have no libvirt."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from vagrantgen.models.base import Int, Mistake, Model, PositiveInt
from vagrantgen.models.disk import AnyDisk, Disk
from vagrantgen.models.machine_keys import PROVIDERS
from vagrantgen.models.quantity import Mebibytes, to_bytes
from vagrantgen.models.text import Text
from vagrantgen.models.unchecked import can_be_written_down, is_a_name_of_ruby
from vagrantgen.models.values import Arguments, Pairs, Symbol

_MEBIBYTE: Final = 1024**2

Calls = tuple[tuple[str, Arguments], ...]


class OtherProvider(Model):
    """A provider's block, with any of its settings, which are written as they are."""

    model_config = ConfigDict(extra="allow")

    refused: ClassVar[Mapping[str, str]] = {}

    @model_validator(mode="after")
    def _has_settings_that_ruby_can_say(self) -> Self:
        free = dict(self.model_extra or {})
        for name in free:
            if name in self.refused:
                msg = f"{name!r} {self.refused[name]}"
                raise Mistake(msg, name)
            try:
                is_a_name_of_ruby(name)
            except ValueError as error:
                raise Mistake(str(error), name) from None
        can_be_written_down(free)
        return self

    def settings(self, cpus: int, memory: int) -> Mapping[str, Any]:  # noqa: ARG002
        """Return what is assigned, of a machine with so many CPUs and so much memory."""
        return dict(self.model_extra or {})

    def calls(self) -> Calls:
        """Return what is called."""
        return ()

    def overrides(
        self,
        disk_size: int | None,  # noqa: ARG002
        disks: Sequence[AnyDisk],  # noqa: ARG002
    ) -> Calls:
        """Return what is called of the machine itself, where this provider runs it.

        Args:
            disk_size: The size of its box's disk, in GiB, if that is grown.
            disks: Its other disks.
        """
        return ()


def _has_no_key_of_its_own(value: str) -> str:
    if value in {"libvirt", *PROVIDERS}:
        msg = f"{value!r} has a key of its own: write `{value}` of the machine"
        raise ValueError(msg)
    return is_a_name_of_ruby(value)


ProviderName = Annotated[str, AfterValidator(_has_no_key_of_its_own)]
"""A provider's name that is no key of a machine."""


FurtherProviders = dict[ProviderName, OtherProvider]
"""Blocks of providers that have no keys of their own, by their names."""


class _Sized(OtherProvider):
    """A block of a provider that gives machines CPUs and memory."""

    cpus: Annotated[PositiveInt, Field(le=255)] | None = None
    """Virtual CPUs; as many as with libvirt otherwise."""

    memory: Mebibytes | None = None
    """The guest's memory; as much as with libvirt otherwise."""

    def settings(self, cpus: int, memory: int) -> Mapping[str, Any]:
        """Return what is assigned."""
        said = {"cpus": self.cpus or cpus, "memory": self.memory or memory}
        return {**said, **super().settings(cpus, memory)}


class _WithDisks(_Sized):
    """A block of a provider whose disks Vagrant itself grows and makes."""

    def overrides(self, disk_size: int | None, disks: Sequence[AnyDisk]) -> Calls:
        """Return what is called of the machine itself, where this provider runs it."""
        made = [disk for disk in disks if isinstance(disk, Disk) for _ in range(disk.count)]
        said: list[dict[str, object]] = [
            {"size": f"{(to_bytes(disk.size) or 0) // _MEBIBYTE}MB", "name": f"disk{number}"}
            for number, disk in enumerate(made, 1)
        ]
        if disk_size:
            said.insert(0, {"size": f"{disk_size}GB", "primary": True})
        return tuple(("vm.disk", Arguments((Symbol("disk"),), options)) for options in said)


class Virtualbox(_WithDisks):
    """The block of VirtualBox, with any of its settings."""

    customize: tuple[tuple[Text | Int, ...], ...] = ()
    """Commands of VBoxManage, in which `:id` is the machine: `[[modifyvm, ":id", --vram, 16]]`."""

    def calls(self) -> Calls:
        """Return what is called."""
        commands = ([_word(word) for word in command] for command in self.customize)
        return tuple(("customize", Arguments((command,))) for command in commands)


class VmwareDesktop(_WithDisks):
    """The block of VMware's plugin, with any of its settings."""

    vmx: dict[Text, Text] = Field(default_factory=dict)
    """Lines of the machine's .vmx file."""

    def calls(self) -> Calls:
        """Return what is called."""
        return (("vmx.update", Arguments((Pairs(self.vmx),))),) if self.vmx else ()


class Hyperv(_WithDisks):
    """The block of Hyper-V, with any of its settings."""


class Parallels(_Sized):
    """The block of Parallels' plugin, with any of its settings."""


class DockerProvider(OtherProvider):
    """The block of Docker as a provider, with any of its settings."""

    refused: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("cpus", "memory"), "is no setting of Docker's; write `create_args: [--memory, 2g]`"
    )


def _word(word: str | int) -> object:
    return Symbol("id") if word == ":id" else str(word)
