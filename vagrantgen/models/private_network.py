"""Vagrant's own private networks."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from vagrantgen.models.address import HostAddress, Ipv6Address, Netmask
from vagrantgen.models.base import Bool, Mistake, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.host_network import ForwardMode, HostNetwork, is_dhcp_range
from vagrantgen.models.nic import Interface, address_settings
from vagrantgen.models.text import NetworkName
from vagrantgen.models.tunnel import Tunnel

_NOT_OF_A_TUNNEL: Final = frozenset(
    {
        "network_name", "network_address", "host_ip", "forward_mode", "dhcp_enabled", "dhcp_start",
        "dhcp_stop", "ipv6_address", "ipv6_prefix", "always_destroy", "mtu", "iface_name",
        "driver_name", "driver_queues", *HostNetwork.model_fields,
    }
)  # fmt: skip
"""What concerns a libvirt network or an interface of the host's, of which a tunnel has none."""


class PrivateNetwork(Interface, HostNetwork, Tunnel):
    """Vagrant's own private network, which only this host and its machines can reach."""

    type: Literal["private_network"] = "private_network"

    refused: ClassVar[Mapping[str, str]] = {
        **Interface.refused,
        "network": "names a network of the lab, and goes without `type`",
    }

    netmask: Annotated[Netmask, Emits("/network/ip/@netmask")] = IPv4Address("255.255.255.0")
    """The mask that goes with the address."""

    network_name: Annotated[NetworkName | None, Emits("/network/name")] = None
    """The libvirt network's name: an existing one's, or the one it is made with."""

    network_address: Annotated[
        HostAddress | None, Emits("/network/ip/@address", default="172.28.128.0")
    ] = None
    """The network that DHCP gives addresses of, with `ip: dhcp`."""

    host_ip: Annotated[HostAddress | None, Emits("/network/ip/@address")] = None
    """The host's address on it."""

    forward_mode: Annotated[ForwardMode | None, Emits("/network/forward/@mode", default="nat")] = (
        None
    )
    """How it reaches outside."""

    dhcp_enabled: Annotated[Bool | None, Emits("/network/ip/dhcp", default=True)] = None
    """Whether libvirt gives out addresses on it."""

    dhcp_start: Annotated[HostAddress | None, Emits("/network/ip/dhcp/range/@start")] = None
    """The first address that DHCP gives out."""

    dhcp_stop: Annotated[HostAddress | None, Emits("/network/ip/dhcp/range/@end")] = None
    """The last address that DHCP gives out."""

    ipv6_address: Annotated[Ipv6Address | None, Emits("/network/ip[@family='ipv6']/@address")] = (
        None
    )
    """The host's IPv6 address on it."""

    ipv6_prefix: Annotated[
        Annotated[PositiveInt, Field(le=126)] | None, Emits("/network/ip[@family='ipv6']/@prefix")
    ] = None
    """The length of that address's prefix."""

    always_destroy: Bool = False
    """Whether a network that existed before is removed with the last machine on it."""

    @model_validator(mode="after")
    def _says_of_a_tunnel_only_what_it_has(self) -> Self:
        if not self.is_tunnel:
            return self
        for key in sorted(self.model_fields_set & _NOT_OF_A_TUNNEL):
            if getattr(self, key) is not None:
                msg = "has no effect: a tunnel is no network of the host's"
                raise Mistake(msg, key)
        return self

    @model_validator(mode="after")
    def _has_an_address_or_a_name(self) -> Self:
        if self.ip in {None, "none"} and not self.network_name and not self.is_tunnel:
            msg = "a private network needs `ip` (an address or 'dhcp') or `network_name`"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _has_its_addresses_in_its_subnet(self) -> Self:
        subnet = self.subnet
        if subnet is None:
            return self
        own = {subnet.network_address, subnet.broadcast_address}
        if subnet.num_addresses <= len(own):  # of a line between two, where both are hosts'
            own = set()
        for key in ("ip", "host_ip", "gateway", "dhcp_start", "dhcp_stop"):
            address = getattr(self, key)
            if not isinstance(address, IPv4Address):
                continue
            if address not in subnet:
                msg = f"{address} is not in the subnet {subnet}"
                raise Mistake(msg, key)
            if address in own:
                msg = f"{address} is no host's address, but that of the subnet {subnet} itself"
                raise Mistake(msg, key)
        return self

    @model_validator(mode="after")
    def _leaves_the_host_an_address(self) -> Self:
        hostless = self.is_tunnel or self.forward_mode == "veryisolated"
        if self.subnet is None or self.network_name or hostless:
            return self
        if self.address == (self.host_ip or self.subnet[1]):
            msg = f"{self.address} is the host's own address on this network; choose another"
            raise Mistake(msg, "ip")
        return self

    @model_validator(mode="after")
    def _says_of_dhcp_only_what_it_does(self) -> Self:
        if self.dhcp_enabled is False:
            if self.ip == "dhcp":
                msg = "nothing gives out an address: there is `dhcp_enabled: false`"
                raise Mistake(msg, "ip")
            for key in ("dhcp_start", "dhcp_stop", "dhcp_bootp_file", "dhcp_bootp_server"):
                if getattr(self, key):
                    msg = "has no effect with `dhcp_enabled: false`"
                    raise Mistake(msg, key)
        elif self.subnet and not self.network_name and not self.is_tunnel:
            first, last = self.dhcp_start or self.subnet[1], self.dhcp_stop or self.subnet[-2]
            if not is_dhcp_range(first, last):
                msg = (
                    f"DHCP can't give out {first} to {last}: libvirt takes addresses of one /16"
                    " only; write `dhcp_start` and `dhcp_stop`, or `dhcp_enabled: false`"
                )
                raise Mistake(msg, "netmask")
        if self.dhcp_start and self.dhcp_stop and self.dhcp_start > self.dhcp_stop:
            msg = f"{self.dhcp_start} comes after the `dhcp_stop` {self.dhcp_stop}"
            raise Mistake(msg, "dhcp_start")
        if self.ip == "dhcp" and self.network_name and self.network_address is None:
            msg = "with `ip: dhcp`, the plugin looks for `network_address` alone; write that too"
            raise Mistake(msg, "network_name")
        if self.network_address is not None and self.ip != "dhcp":
            msg = "goes with `ip: dhcp`; otherwise the address says it"
            raise Mistake(msg, "network_address")
        return self

    @model_validator(mode="after")
    def _has_an_ipv6_address_with_its_prefix(self) -> Self:
        if (self.ipv6_address is None) != (self.ipv6_prefix is None):
            key = "ipv6_prefix" if self.ipv6_address is None else "ipv6_address"
            msg = "`ipv6_address` and `ipv6_prefix` have no effect without each other"
            raise Mistake(msg, key)
        return self

    @property
    def subnet(self) -> IPv4Network | None:
        """Its subnet, as far as its address says it."""
        first = self.network_address if self.ip == "dhcp" else self.address
        return IPv4Network((first, str(self.netmask)), strict=False) if first else None

    def settings(self) -> Mapping[str, Any]:
        """Return what is written: never without the mask, never destroying what was there."""
        if self.is_tunnel:
            # Vagrant would ask for an address by DHCP otherwise.
            address = address_settings(self.ip or "none")
            mask = {"netmask": self.netmask} if self.address else {}
            return {**address, **mask, **self._without_the_mask()}
        return {
            **address_settings(self.ip),
            "netmask": self.netmask,
            "libvirt__always_destroy": self.always_destroy,
            **self._without_the_mask(),
        }

    def _without_the_mask(self) -> Mapping[str, Any]:
        return {key: value for key, value in super().settings().items() if key != "netmask"}
