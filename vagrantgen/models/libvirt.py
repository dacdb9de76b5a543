"""The provider block: vagrant-libvirt's settings, by its own names."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final, cast

from vagrantgen.models.base import Checked, Mistake
from vagrantgen.models.emits import emits_of
from vagrantgen.models.provider.channels import Channels
from vagrantgen.models.provider.clock import Clock
from vagrantgen.models.provider.connection import Connection
from vagrantgen.models.provider.cpu import WITH_CPU, Cpu
from vagrantgen.models.provider.devices import Devices
from vagrantgen.models.provider.display import REMOTE, Display
from vagrantgen.models.provider.emission import as_calls, as_setting
from vagrantgen.models.provider.features import Features
from vagrantgen.models.provider.firmware import Firmware
from vagrantgen.models.provider.management import Management
from vagrantgen.models.provider.memory import Memory
from vagrantgen.models.provider.naming import Naming
from vagrantgen.models.provider.passthrough import Passthrough
from vagrantgen.models.provider.process import Process
from vagrantgen.models.provider.refused import REFUSED
from vagrantgen.models.provider.storage import Storage
from vagrantgen.models.text import ScriptText
from vagrantgen.models.values import Arguments


# Pydantic takes the fields of the last base first.
class Libvirt(
    Process, Passthrough, Devices, Channels, Storage, Display, Firmware, Clock, Features, Memory,
    Cpu, Management, Connection, Naming,
):  # fmt: skip
    """The provider block's settings."""

    refused: ClassVar[Mapping[str, str]] = REFUSED
    """Keys that are the plugin's, with the reason why they are not taken."""

    ruby: ScriptText | None = None
    """Ruby for the end of the provider block, where its variable is called `domain`."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is wrong between the settings: of each group, and of several."""
        for group in cast("tuple[type[Checked], ...]", Libvirt.__bases__):
            yield from group.mistakes(self)
        yield from self._mistakes_of_architecture()
        yield from self._mistakes_of_spice()
        yield from self._mistakes_of_devices()
        yield from self._mistakes_of_session()

    def _mistakes_of_architecture(self) -> Iterator[Mistake]:
        if self.cpu_mode == "host-passthrough" and self.driver == "qemu":
            yield Mistake("can't be emulated; it needs `driver: kvm`", "cpu_mode")
        if self.machine_arch not in {None, *WITH_CPU}:
            for key in ("cpu_mode", "cpu_model", "cpu_feature", "cputopology", "numa_nodes"):
                if getattr(self, key) is not None:
                    text = f"libvirt knows no CPUs of `machine_arch: {self.machine_arch}`"
                    yield Mistake(f"{text}; remove this", key)
        architecture = self.machine_arch or "x86_64"
        if self.watchdog and self.watchdog.model == "diag288" and architecture != "s390x":
            yield Mistake("'diag288' needs `machine_arch: s390x`", "watchdog", "model")
        if self.tpm_model and ("spapr" in self.tpm_model) != architecture.startswith("ppc64"):
            yield Mistake(f"{self.tpm_model!r} is none of {architecture}", "tpm_model")

    def _mistakes_of_spice(self) -> Iterator[Mistake]:
        spice = self.graphics_type == "spice"
        by_spice = [
            *(("channel", place, "type") for place, channel in enumerate(self.channel or ())
              if channel.type == "spicevmc"),
            *(("redirdev", place, "type") for place, _ in enumerate(self.redirdev or ())),
            *([("smartcard",)] if self.smartcard and self.smartcard.type == "spicevmc" else ()),
        ]  # fmt: skip
        for key in by_spice if not spice else ():
            yield Mistake("needs `graphics_type: spice`", *key)
        asked = "graphics_type: spice" if spice else "qemu_use_agent: true"
        for place, channel in enumerate(self.channel or ()):
            if channel.target_type == "guestfwd" and (spice or self.qemu_use_agent):
                text = f"can't be had with `{asked}`: the plugin fails on it"
                yield Mistake(text, "channel", place, "target_type")

    def _mistakes_of_devices(self) -> Iterator[Mistake]:
        if self.usb_controller and self.usb_controller.model == "none":
            for key in ("usb", "redirdev"):
                if getattr(self, key):
                    yield Mistake("needs a `usb_controller` other than 'none'", key)
        system = self.sysinfo.system if self.sysinfo else None
        if system and system.uuid and system.uuid != self.uuid:
            text = "must be the domain's: write the same as `uuid` of the provider block"
            yield Mistake(text, "sysinfo", "system", "uuid")

    def _mistakes_of_session(self) -> Iterator[Mistake]:
        for key in ("management_network_device", "system_uri"):
            if getattr(self, key) is not None and not self.qemu_use_session:
                yield Mistake("has no effect without `qemu_use_session: true`", key)

    @property
    def drops_cpu_details(self) -> bool:
        """Whether the plugin takes away what is said of the CPU when the machine starts."""
        return self.cpu_mode == "host-passthrough" and not self.numa_nodes

    def notes(self, *, nested: bool) -> Iterator[str]:
        """Yield what is written otherwise than it was said, and why.

        Args:
            nested: Whether the machine can run virtual machines itself.
        """
        if nested and self.drops_cpu_details:
            yield "`nested` is left out: a host's CPU that is passed through has it already."
        if self.graphics_type == "sdl":
            yield "The plugin's usual address and keyboard are taken away: sdl has none."
        if self.volume_cache:
            yield "`volume_cache` is written as the `cache` of `disk_driver`."

    def settings(self) -> Mapping[str, Any]:
        """Return what is assigned in the provider block.

        An sdl display has no address, though the plugin would write its usual one.
        """
        without = dict.fromkeys(REMOTE) if self.graphics_type == "sdl" else {}
        return without | {
            key: as_setting(value, emits_of(Libvirt, key)) if key in Libvirt.model_fields else value
            for key, value in super().settings().items()
            if key not in _CALLED and key not in {"ruby", "volume_cache"}
        }

    def calls(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called in the provider block: each name, and what it is given."""
        said = {name: getattr(self, name) for name in _CALLED} | {
            "disk_driver": self.written_disk_driver
        }
        return tuple(
            call
            for name, value in said.items()
            if value is not None
            for call in as_calls(name, value, emits_of(Libvirt, name))
        )


_CALLED: Final = tuple(name for name in Libvirt.model_fields if emits_of(Libvirt, name).is_method)
"""The plugin's methods, in order."""
