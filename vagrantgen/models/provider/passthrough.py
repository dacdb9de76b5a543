"""The provider block's settings of devices of the host, and of a viewer, that the guest gets."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from vagrantgen.models.base import Checked, Mistake, OneOrSeveral
from vagrantgen.models.emits import Emits
from vagrantgen.models.provider.method import Method
from vagrantgen.models.provider.values import (
    PciBus,
    PciDomain,
    PciFunction,
    PciSlot,
    UsbClass,
    UsbId,
    UsbNumber,
    UsbVendor,
    YesNo,
)
from vagrantgen.models.text import Word


class Pci(Method):
    """A PCI device of the host, as `lspci` shows it: DOMAIN:BUS:SLOT.FUNCTION."""

    domain: PciDomain | None = None
    """Its domain; 0x0000 otherwise."""

    bus: PciBus
    """Its bus: `0x06`."""

    slot: PciSlot
    """Its slot: `0x12`."""

    function: PciFunction
    """Its function: `0x5`."""

    guest_domain: PciDomain | None = None
    """Its domain in the guest."""

    guest_bus: PciBus | None = None
    """Its bus in the guest."""

    guest_slot: PciSlot | None = None
    """Its slot in the guest."""

    guest_function: PciFunction | None = None
    """Its function in the guest."""

    @property
    def address(self) -> tuple[int, ...]:
        """Where it is on the host."""
        parts = (self.domain or "0x0", self.bus, self.slot, self.function)
        return tuple(int(part, 16) for part in parts)


class Usb(Method):
    """A USB device of the host, as `lsusb` shows it: by its place, or by what it is."""

    bus: UsbNumber | None = None
    """The bus it is on; with `device`."""

    device: UsbNumber | None = None
    """Its number on the bus; with `bus`."""

    vendor: UsbVendor | None = None
    """Who made it: `0x1234`; with `product`."""

    product: UsbId | None = None
    """What it is: `0xbeef`; with `vendor`."""

    startupPolicy: Literal["mandatory", "requisite", "optional"] | None = None  # noqa: N815
    """Whether the machine starts without it; it does not otherwise."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is missing."""
        for first, second in (("bus", "device"), ("vendor", "product")):
            for key, other in ((first, second), (second, first)):
                if getattr(self, key) is not None and getattr(self, other) is None:
                    yield Mistake(f"needs `{other}` too", key)
        if not self.model_fields_set - {"startupPolicy"}:
            yield Mistake("needs `vendor` and `product`, or `bus` and `device`")


class RedirectedDevice(Method):
    """A way for a USB device that somebody redirects from a viewer."""

    type: Literal["spicevmc"]
    """How it gets there: by the spice display."""


class RedirectionFilter(Method):
    """Which USB devices may be redirected; what is left out stands for any."""

    kind: Annotated[UsbClass | None, Field(alias="class")] = None
    """Its class: `0x08` for storage."""

    vendor: UsbId | None = None
    """Who made it: `0x1234`."""

    product: UsbId | None = None
    """What it is: `0xbeef`."""

    version: Word | None = None
    """Its version: `2.00`."""

    allow: YesNo
    """Whether such a device may be redirected."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written, by the plugin's names."""
        return {"class" if key == "kind" else key: item for key, item in super().settings().items()}


class Passthrough(Checked):
    """Devices of the host, or of a viewer, that the guest gets."""

    pci: Annotated[
        Annotated[tuple[Pci, ...], OneOrSeveral] | None,
        Emits("/domain/devices/hostdev[@type='pci']", is_method=True),
    ] = None
    """PCI devices of the host."""

    usb: Annotated[
        Annotated[tuple[Usb, ...], OneOrSeveral] | None,
        Emits("/domain/devices/hostdev[@type='usb']", is_method=True),
    ] = None
    """USB devices of the host."""

    redirdev: Annotated[
        Annotated[tuple[RedirectedDevice, ...], OneOrSeveral] | None,
        Emits("/domain/devices/redirdev", is_method=True),
    ] = None
    """Ways for USB devices that somebody redirects from a spice viewer."""

    redirfilter: Annotated[
        Annotated[tuple[RedirectionFilter, ...], OneOrSeveral] | None,
        Emits("/domain/devices/redirfilter/usbdev", is_method=True),
    ] = None
    """Which USB devices may be redirected, the first that fits."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is said twice, and what has no effect."""
        addresses = [device.address for device in self.pci or ()]
        for place, address in enumerate(addresses):
            if address in addresses[:place]:
                yield Mistake("is the same device a second time", "pci", place)
        if self.redirfilter and not self.redirdev:
            yield Mistake("has no effect without `redirdev`", "redirfilter")
