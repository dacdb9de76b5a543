"""Connections to networks outside, by an interface or a bridge of the host."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Annotated, Any, ClassVar, Final, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, model_validator

from vagrantgen.models.address import Netmask
from vagrantgen.models.base import Bool, Mistake, shown
from vagrantgen.models.emits import Emits
from vagrantgen.models.nic import Interface, InterfaceName, Mtu, address_settings
from vagrantgen.models.text import HostInterface, NetworkName, XmlLine

_MASK: Final = "255.255.255.0"
_NEWER: Final = "vagrant-libvirt 0.12.0"
_NOT_OUTSIDE: Final = ("docker", "macvtap", "virbr", "vnet")


def _is_no_bridge_of_libvirts(value: str) -> str:
    if value == "lo" or value.startswith(_NOT_OUTSIDE):
        msg = (
            f"{value!r} leads nowhere outside, and the plugin refuses it; name the interface"
            " that does (`ip route` shows it), or write `type: private_network`"
        )
        raise ValueError(msg)
    return value


def _is_a_uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        msg = f"{shown(value)} is not a UUID, such as 5f2a4e1c-9d3b-4c6a-8e7f-0a1b2c3d4e5f"
        raise ValueError(msg) from None


class PublicNetwork(Interface):
    """A connection to a network outside, by an interface or a bridge of the host."""

    type: Literal["public_network"] = "public_network"

    refused: ClassVar[Mapping[str, str]] = {
        **Interface.refused,
        "bridge": "is VirtualBox's word; write `dev`",
        "always_destroy": "has no effect: the plugin removes private networks alone",
    }

    mtu: Annotated[Mtu | None, Emits("/domain/devices/interface/mtu/@size", since=_NEWER)] = None

    iface_name: Annotated[
        InterfaceName | None, Emits("/domain/devices/interface/target/@dev", since=_NEWER)
    ] = None

    dev: Annotated[
        Annotated[HostInterface, AfterValidator(_is_no_bridge_of_libvirts)] | None,
        Emits("/domain/devices/interface/source/@dev"),
    ] = None
    """The host's interface or bridge."""

    netmask: Netmask | None = None
    """The mask that goes with the address."""

    mode: Annotated[
        Literal["bridge", "vepa", "private", "passthrough"] | None,
        Emits("/domain/devices/interface/source/@mode", default="bridge"),
    ] = None
    """How macvtap connects machines."""

    interface_type: Annotated[
        Literal["direct", "bridge", "network"] | None,
        Emits("/domain/devices/interface/@type", default="direct"),
    ] = None
    """What `dev` is: an interface (direct, by macvtap) or a bridge; or a libvirt network."""

    network_name: Annotated[
        NetworkName | None, Emits("/domain/devices/interface/source/@network")
    ] = None
    """The libvirt network, with `interface_type: network`."""

    portgroup: Annotated[XmlLine | None, Emits("/domain/devices/interface/source/@portgroup")] = (
        None
    )
    """The port group of that network."""

    ovs: Annotated[
        Bool | None, Emits("/domain/devices/interface/virtualport/@type", default=False)
    ] = None
    """Whether the bridge is one of Open vSwitch."""

    ovs_interfaceid: Annotated[
        Annotated[str, AfterValidator(_is_a_uuid)] | None,
        Emits("/domain/devices/interface/virtualport/parameters/@interfaceid"),
    ] = None
    """The id of its port there, a UUID; with `ovs: true`."""

    trust_guest_rx_filters: Annotated[
        Bool | None, Emits("/domain/devices/interface/@trustGuestRxFilters", default=False)
    ] = None
    """Let the guest change what it receives, as its own macvlans need."""

    plain: ClassVar[frozenset[str]] = Interface.plain | {"dev", "mode", "portgroup"}
    own: ClassVar[frozenset[str]] = Interface.own | {"interface_type"}

    @model_validator(mode="after")
    def _says_where_it_leads(self) -> Self:
        if self.interface_type == "network" and self.network_name is None:
            msg = "'network' needs `network_name`, the libvirt network's name"
            raise Mistake(msg, "interface_type")
        if self.interface_type != "network" and self.network_name is not None:
            msg = "has no effect without `interface_type: network`"
            raise Mistake(msg, "network_name")
        if self.dev is None and self.portgroup is None and self.network_name is None:
            msg = "a public network needs `dev`: the host's interface or bridge it leads to"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _says_of_open_vswitch_only_where_it_is(self) -> Self:
        if self.ovs_interfaceid and not self.ovs:
            raise Mistake("has no effect without `ovs: true`", "ovs_interfaceid")
        return self

    @model_validator(mode="after")
    def _has_its_gateway_in_its_subnet(self) -> Self:
        if self.gateway and self.address:
            subnet = IPv4Network((self.address, str(self.netmask or _MASK)), strict=False)
            if self.gateway not in subnet:
                msg = f"{self.gateway} is not in the subnet {subnet}"
                raise Mistake(msg, "gateway")
        return self

    def settings(self) -> Mapping[str, Any]:
        """Return what is written of it."""
        kind = {"type": self.interface_type} if self.interface_type else {}
        address = address_settings(None if self.ip == "dhcp" else self.ip)
        return {**address, **kind, **super().settings()}
