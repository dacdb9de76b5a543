"""What the network interfaces of a machine have in common, whatever they lead to."""

from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from vagrantgen.models.address import CountedAddress, HostAddress
from vagrantgen.models.base import Bool, Int, Mistake, Model, PositiveInt, Settings
from vagrantgen.models.emits import Emits
from vagrantgen.models.foreign_card import ForeignCard
from vagrantgen.models.names import MacAddress
from vagrantgen.models.provider.values import PciBus, PciSlot
from vagrantgen.models.text import NumberedInterface

NicModel = Literal["virtio", "e1000", "e1000e", "rtl8139", "ne2k_pci", "pcnet", "vmxnet3"]

_LIBVIRTS_OWN: Final = ("vnet", "vif", "macvtap", "macvlan", "virbr")


def _is_free_on_the_host(value: str) -> str:
    if value.startswith(_LIBVIRTS_OWN) or value == "lo":
        msg = f"{value!r} begins as the names do that libvirt gives itself; choose another"
        raise ValueError(msg)
    return value


Mtu = Annotated[PositiveInt, Field(ge=68, le=65535)]
"""The size of the largest packet, in bytes."""

InterfaceName = Annotated[NumberedInterface, AfterValidator(_is_free_on_the_host)]
"""The name of an interface of the host's that libvirt makes."""


class Card(Model):
    """A network card and its address, wherever it leads."""

    ip: CountedAddress | None = None
    """The machine's address, `dhcp`, or `none` to have no address set up."""

    mac: Annotated[MacAddress | None, Emits("/domain/devices/interface/mac/@address")] = None
    """Its MAC address; libvirt chooses one otherwise. The machine's index is added."""

    auto_config: Bool = True
    """Whether Vagrant sets it up inside the guest."""

    gateway: HostAddress | None = None
    """The default gateway that is set up in the guest."""

    model_type: Annotated[
        NicModel | None, Emits("/domain/devices/interface/model/@type", default="virtio")
    ] = None
    """The network card."""

    @model_validator(mode="after")
    def _has_a_gateway_only_where_it_is_set_up(self) -> Self:
        if self.gateway and (self.ip == "none" or not self.auto_config):
            msg = "has no effect where Vagrant sets nothing up in the guest"
            raise Mistake(msg, "gateway")
        return self


class Interface(Card, ForeignCard, Settings):
    """What every network interface of a machine can say."""

    plain: ClassVar[frozenset[str]] = frozenset(
        {"ip", "mac", "auto_config", "gateway", "netmask", "adapter", *ForeignCard.model_fields}
    )
    """The keys that Vagrant knows; the others are the plugin's, and get its prefix."""

    own: ClassVar[frozenset[str]] = frozenset({"type", "ip", "network"})
    """The keys that are written in a way of their own."""

    refused: ClassVar[Mapping[str, str]] = {
        "disabled": "has no effect on a network; remove the whole network instead",
        "route": "has no effect: no guest of Vagrant reads it",
        "id": "is Vagrant's own, by which a later network replaces another; each is one here",
        "nm_controlled": "has no effect: Vagrant reads it of the wrong network",
        "hostname": "does not stand here; write `hostname` of the machine",
        "dns": "has no effect: nothing reads it; name servers come by DHCP, or in a provisioner",
    }
    """Keys that Vagrant has, with the reason why they are not taken."""

    driver_name: Annotated[
        Literal["vhost", "qemu"] | None, Emits("/domain/devices/interface/driver/@name")
    ] = None
    """Whether the kernel or QEMU itself moves the packets."""

    driver_queues: Annotated[
        Annotated[PositiveInt, Field(le=256)] | None,
        Emits("/domain/devices/interface/driver/@queues"),
    ] = None
    """How many queues it has, one a virtual CPU at best."""

    driver_iommu: Annotated[
        Bool | None, Emits("/domain/devices/interface/driver/@iommu", default=False)
    ] = None
    """Whether it goes through the guest's IOMMU, which virtio cards can."""

    bus: Annotated[PciBus | None, Emits("/domain/devices/interface/address/@bus")] = None
    """Its PCI bus in the guest, as `0x00`; with `slot`."""

    slot: Annotated[PciSlot | None, Emits("/domain/devices/interface/address/@slot")] = None
    """Its PCI slot in the guest, as `0x05`; with `bus`."""

    mtu: Annotated[Mtu | None, Emits("/domain/devices/interface/mtu/@size")] = None
    """The largest packet, in bytes."""

    iface_name: Annotated[InterfaceName | None, Emits("/domain/devices/interface/target/@dev")] = (
        None
    )
    """The name of its end on the host; `{n}` is the machine's number."""

    adapter: Annotated[Int, Field(ge=0, le=255)] | None = None
    """Its place among the network cards, of which the management network's has 0; the next one
    that is free otherwise."""

    use_dhcp_assigned_default_route: Bool | None = None
    """Keep the default route that DHCP gives on it (Debian and Alpine guests)."""

    @model_validator(mode="after")
    def _takes_a_default_route_only_from_dhcp(self) -> Self:
        if self.use_dhcp_assigned_default_route and self.ip != "dhcp":
            msg = "has no effect without `ip: dhcp`"
            raise Mistake(msg, "use_dhcp_assigned_default_route")
        return self

    @model_validator(mode="after")
    def _says_of_its_card_only_what_it_does(self) -> Self:
        if (self.bus is None) != (self.slot is None):
            key = "slot" if self.bus is None else "bus"
            raise Mistake("`bus` and `slot` have no effect without each other", key)
        if self.driver_iommu and self.model_type not in {None, "virtio"}:
            raise Mistake("needs a virtio card", "driver_iommu")
        return self

    @property
    def address(self) -> IPv4Address | None:
        """Its address, where that is known before it starts."""
        return self.ip if isinstance(self.ip, IPv4Address) else None

    @property
    def joins(self) -> str | None:
        """What the lab calls that which it leads to, and others of the lab lead to as well."""
        return None

    def settings(self) -> Mapping[str, Any]:
        """Return what is written of it, with the plugin's prefix where that is due."""
        return {
            key if key in self.plain or key in (self.extra or ()) else f"libvirt__{key}": value
            for key, value in super().settings().items()
            if key not in self.own
        }


def address_settings(ip: object) -> Mapping[str, Any]:
    """Return how Vagrant is told an interface's address."""
    match ip:
        case None:
            return {}
        case "dhcp":
            return {"type": "dhcp"}
        case "none":
            return {"auto_config": False}
        case address:
            return {"ip": address}
