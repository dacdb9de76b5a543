"""The provider block's settings of small devices: input, random numbers, watchdog, TPM."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from vagrantgen.models.base import Checked, Mistake, OneOrSeveral, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.text import HostFile, Line

_TPM: Final = "/domain/devices/tpm"
_MOST_PORTS: Final = 15


class Input(Method):
    """A device by which somebody works on the display."""

    type: Literal["mouse", "tablet", "keyboard"]
    """What it is; a tablet knows where the host's pointer is."""

    bus: Literal["ps2", "usb", "virtio"]
    """What it is connected to."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what there is not."""
        if (self.type, self.bus) == ("tablet", "ps2"):
            yield Mistake("a tablet can't be on 'ps2'; write usb or virtio", "bus")


class Random(Method):
    """A source of random numbers for the guest."""

    model: Literal["random"] = "random"
    """The host's /dev/random, the only one there is."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always the model, without which the plugin adds nothing."""
        return {"model": self.model}


class Watchdog(Method):
    """A device that acts when the guest hangs."""

    model: Literal["i6300esb", "ib700", "diag288"]
    """The device; diag288 is of s390x."""

    action: (
        Literal["reset", "shutdown", "poweroff", "pause", "none", "dump", "inject-nmi"] | None
    ) = None
    """What it does; reset otherwise."""


class Smartcard(Method):
    """A reader of smart cards, whose card is somewhere else."""

    mode: Literal["passthrough"] = "passthrough"
    """How it is made, which is always this way."""

    type: Literal["spicevmc", "tcp"] = "spicevmc"
    """How the card gets there: by the spice display, or by TCP."""

    source_mode: Literal["bind", "connect"] | None = None
    """Whether QEMU listens, or connects; of `tcp`."""

    source_host: Line | None = None
    """The host to listen on or connect to; of `tcp`."""

    source_service: Line | None = None
    """The port there, as a text; of `tcp`."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always how it is made."""
        return {"mode": self.mode, **super().settings()}

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is missing, and what has no effect."""
        for key in ("source_mode", "source_host", "source_service"):
            if self.type == "tcp" and getattr(self, key) is None:
                yield Mistake(f"'tcp' needs `{key}`", "type")
            if self.type != "tcp" and getattr(self, key) is not None:
                yield Mistake("is of `type: tcp`", key)


class UsbController(Method):
    """The USB controller."""

    model: Literal[
        "piix3-uhci", "piix4-uhci", "ehci", "ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3",
        "vt82c686b-uhci", "pci-ohci", "nec-xhci", "qemu-xhci", "none",
    ]  # fmt: skip
    """What it is; `none` is a machine without USB."""

    ports: PositiveInt | None = None
    """How many ports it has; of `qemu-xhci` and `nec-xhci`."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what QEMU has not."""
        if self.ports is None:
            return
        if "xhci" not in self.model:
            yield Mistake("is of `model: qemu-xhci` or `nec-xhci`", "ports")
        elif self.ports > _MOST_PORTS:
            yield Mistake(f"{self.ports} is too large; write {_MOST_PORTS} or less", "ports")


class Devices(Checked):
    """Small devices of the machine."""

    input: Annotated[
        Annotated[tuple[Input, ...], OneOrSeveral] | None,
        Emits("/domain/devices/input", is_method=True),
    ] = None
    """Mice, tablets and keyboards, instead of the usual mouse."""

    random: Annotated[Random | None, Emits("/domain/devices/rng", is_method=True)] = None
    """A source of random numbers for the guest."""

    watchdog: Annotated[Watchdog | None, Emits("/domain/devices/watchdog", is_method=True)] = None
    """A device that acts when the guest hangs."""

    smartcard: Annotated[Smartcard | None, Emits("/domain/devices/smartcard", is_method=True)] = (
        None
    )
    """A reader of smart cards."""

    usb_controller: Annotated[
        UsbController | None, Emits("/domain/devices/controller[@type='usb']", is_method=True)
    ] = None
    """The USB controller; qemu-xhci where USB devices are passed on, libvirt's choice otherwise."""

    tpm_model: Annotated[
        Literal["tpm-tis", "tpm-crb", "tpm-spapr", "spapr-tpm-proxy"] | None,
        Emits(f"{_TPM}/@model", default="tpm-tis"),
    ] = None
    """The TPM's model."""

    tpm_type: Annotated[
        Literal["passthrough", "emulator"] | None,
        Emits(f"{_TPM}/backend/@type", default="passthrough"),
    ] = None
    """Whether the TPM is the host's, or emulated."""

    tpm_path: Annotated[HostFile | None, Emits(f"{_TPM}/backend/device/@path")] = None
    """The host's TPM: `/dev/tpm0`."""

    tpm_version: Annotated[Literal["1.2", "2.0"] | None, Emits(f"{_TPM}/backend/@version")] = None
    """The version of an emulated TPM."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what the plugin silently leaves out."""
        emulated = self.tpm_type == "emulator"
        for key, other, belongs in (
            ("tpm_version", "add `tpm_type: emulator`", emulated),
            ("tpm_path", "remove it, or `tpm_type: emulator`", not emulated),
        ):
            if getattr(self, key) is not None and not belongs:
                kind = "a host's TPM" if key == "tpm_version" else "an emulated TPM"
                yield Mistake(f"is nothing of {kind}; {other}", key)
        needed = "tpm_version" if emulated else "tpm_path"
        unneeded = "tpm_path" if emulated else "tpm_version"
        missing = getattr(self, needed) is None and getattr(self, unneeded) is None
        for key in ("tpm_type", "tpm_model"):
            if missing and getattr(self, key) is not None:
                example = "tpm_version: '2.0'" if emulated else "tpm_path: /dev/tpm0"
                advice = "" if self.tpm_type else ", or `tpm_type: emulator` and `tpm_version`"
                yield Mistake(f"gives no TPM without `{example}`{advice}", key)
                break
        if emulated and self.tpm_model == "tpm-crb" and self.tpm_version == "1.2":
            yield Mistake("'tpm-crb' needs `tpm_version: '2.0'`", "tpm_model")
