"""How a machine is connected: its network interfaces, besides the management network's."""

from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from vagrantgen.models.address import Address, CountedAddress
from vagrantgen.models.base import Bool, PositiveInt, Settings
from vagrantgen.models.names import MacAddress
from vagrantgen.models.network import ForwardMode, NicModel
from vagrantgen.models.port import ForwardedPort


class Interface(Settings):
    """What every network interface of a machine can say."""

    plain: ClassVar[frozenset[str]] = frozenset({"ip", "mac", "auto_config", "gateway", "netmask"})
    """The keys that Vagrant knows; the others are the plugin's, and get its prefix."""

    own: ClassVar[frozenset[str]] = frozenset({"type", "ip", "network"})
    """The keys that are written in a way of their own."""

    mac: MacAddress | None = None
    """Its MAC address; libvirt chooses one otherwise. The machine's index is added."""

    auto_config: Bool = True
    """Whether Vagrant sets it up inside the guest."""

    gateway: Address | None = None
    """The default gateway that is set up in the guest."""

    model_type: NicModel | None = None
    """The network card; virtio otherwise."""

    driver_name: Literal["vhost", "qemu"] | None = None
    """Whether the kernel or QEMU itself moves the packets."""

    driver_queues: PositiveInt | None = None
    """How many queues it has, one a virtual CPU at best."""

    mtu: Annotated[PositiveInt, Field(ge=68, le=65535)] | None = None
    """The largest packet, in bytes."""

    iface_name: str | None = None
    """The name of its end on the host."""

    use_dhcp_assigned_default_route: Bool | None = None
    """Keep the default route that DHCP gives on it (Debian and Alpine guests)."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written of it, with the plugin's prefix where that is due."""
        return {
            key if key in self.plain else f"libvirt__{key}": value
            for key, value in super().settings().items()
            if key not in self.own
        }


class LabInterface(Interface):
    """A connection to a network of the lab."""

    shorthand: ClassVar[str] = "The network's name; an address of it is assigned."

    network: str
    """The network's name, as under `networks` of the lab."""

    ip: CountedAddress | None = None
    """An address of the network, `dhcp` or `none`; one is assigned otherwise."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"network": value} if isinstance(value, str) else value

    @property
    def type(self) -> str:
        """The name of its partial."""
        return "lab"

    @property
    def address(self) -> IPv4Address | None:
        """Its address, where that is known before it starts."""
        return self.ip if isinstance(self.ip, IPv4Address) else None


class PrivateNetwork(Interface):
    """Vagrant's own private network, which only this host and its machines can reach."""

    type: Literal["private_network"] = "private_network"

    ip: CountedAddress | None = None
    """The machine's address, `dhcp`, or `none` to have no address set up."""

    netmask: Address = IPv4Address("255.255.255.0")
    """The mask that goes with the address."""

    network_name: str | None = None
    """The libvirt network's name: an existing one's, or the one it is made with."""

    network_address: Address | None = None
    """The network that DHCP gives addresses of, with `ip: dhcp`."""

    host_ip: Address | None = None
    """The host's address on it."""

    forward_mode: ForwardMode | None = None
    """How it reaches outside; nat otherwise."""

    forward_device: str | None = None
    """The host's interface that it leaves by."""

    dhcp_enabled: Bool | None = None
    """Whether libvirt gives out addresses on it; it does otherwise."""

    dhcp_start: Address | None = None
    """The first address that DHCP gives out."""

    dhcp_stop: Address | None = None
    """The last address that DHCP gives out."""

    dhcp_bootp_file: str | None = None
    """The file machines boot from by PXE."""

    dhcp_bootp_server: Address | None = None
    """The PXE server."""

    tftp_root: str | None = None
    """A folder of the host that is served by TFTP."""

    domain_name: str | None = None
    """The DNS domain that libvirt answers for."""

    guest_ipv6: Literal["yes", "no"] | None = None
    """Whether guests may talk IPv6 to each other without an address of the network."""

    ipv6_address: str | None = None
    """The host's IPv6 address on it."""

    ipv6_prefix: PositiveInt | None = None
    """The length of that address's prefix."""

    autostart: Bool | None = None
    """Start the network with the host."""

    always_destroy: Bool = False
    """Whether a network that existed before is removed with the last machine on it."""

    @model_validator(mode="after")
    def _has_an_address_or_a_name(self) -> Self:
        if self.ip in {None, "none"} and self.network_name is None:
            msg = "a private network needs `ip` (an address or 'dhcp') or `network_name`"
            raise ValueError(msg)
        return self

    @property
    def address(self) -> IPv4Address | None:
        """Its address, where that is known before it starts."""
        return self.ip if isinstance(self.ip, IPv4Address) else None

    def settings(self) -> Mapping[str, Any]:
        """Return what is written: never without the mask, never destroying what was there."""
        return {
            **_address_settings(self.ip),
            "netmask": self.netmask,
            "libvirt__always_destroy": self.always_destroy,
            **{key: value for key, value in super().settings().items() if key != "netmask"},
        }


class PublicNetwork(Interface):
    """A connection to a network outside, by an interface or a bridge of the host."""

    type: Literal["public_network"] = "public_network"

    dev: str | None = None
    """The host's interface or bridge."""

    ip: CountedAddress | None = None
    """The machine's address; the network's own DHCP gives one otherwise."""

    netmask: Address | None = None
    """The mask that goes with the address."""

    mode: Literal["bridge", "vepa", "private", "passthrough"] | None = None
    """How macvtap connects machines; bridge otherwise."""

    interface_type: Literal["direct", "bridge", "network"] | None = None
    """What `dev` is: an interface (direct, by macvtap) or a bridge; or a libvirt network."""

    network_name: str | None = None
    """The libvirt network, with `interface_type: network`."""

    portgroup: str | None = None
    """The port group of that network."""

    ovs: Bool | None = None
    """Whether the bridge is one of Open vSwitch."""

    trust_guest_rx_filters: Bool | None = None
    """Let the guest change what it receives, as its own macvlans need."""

    plain: ClassVar[frozenset[str]] = Interface.plain | {"dev", "mode", "portgroup"}
    own: ClassVar[frozenset[str]] = Interface.own | {"interface_type"}

    @model_validator(mode="after")
    def _says_where_it_leads(self) -> Self:
        if self.dev is None and self.portgroup is None and self.network_name is None:
            msg = "a public network needs `dev`: the host's interface or bridge it leads to"
            raise ValueError(msg)
        return self

    @property
    def address(self) -> IPv4Address | None:
        """Its address, where that is known before it starts."""
        return self.ip if isinstance(self.ip, IPv4Address) else None

    def settings(self) -> Mapping[str, Any]:
        """Return what is written of it."""
        kind = {"type": self.interface_type} if self.interface_type else {}
        address = _address_settings(None if self.ip == "dhcp" else self.ip)
        return {**address, **kind, **super().settings()}


def _address_settings(ip: object) -> Mapping[str, Any]:
    match ip:
        case None:
            return {}
        case "dhcp":
            return {"type": "dhcp"}
        case "none":
            return {"auto_config": False}
        case address:
            return {"ip": address}


def _kind(value: Any) -> str | None:
    if isinstance(value, str):
        return "<lab>"
    if not isinstance(value, dict):
        return f"<{getattr(value, 'type', None)}>"
    kind = value.get("type")
    if kind is None:
        return "<lab>" if "network" in value else None
    return f"<{kind}>"


AnyInterface = Annotated[
    Annotated[LabInterface, Tag("<lab>")]
    | Annotated[PrivateNetwork, Tag("<private_network>")]
    | Annotated[PublicNetwork, Tag("<public_network>")]
    | Annotated[ForwardedPort, Tag("<forwarded_port>")],
    Discriminator(
        _kind,
        custom_error_type="kind",
        custom_error_message=(
            "needs `network: NAME` (a network of the lab), or `type`: 'private_network',"
            " 'public_network' or 'forwarded_port'"
        ),
    ),
]
"""One of the kinds of connections; `type` tells which, and its absence a network of the lab."""
