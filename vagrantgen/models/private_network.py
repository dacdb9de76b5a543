"""Vagrant's own private networks."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from vagrantgen.models.address import Address, HostAddress, Ipv6Address, Netmask
from vagrantgen.models.base import Bool, Mistake, PositiveInt
from vagrantgen.models.names import DomainName
from vagrantgen.models.network import ForwardMode
from vagrantgen.models.nic import Interface, address_settings
from vagrantgen.models.text import HostFile, HostInterface, NetworkName, XmlLine


class PrivateNetwork(Interface):
    """Vagrant's own private network, which only this host and its machines can reach."""

    type: Literal["private_network"] = "private_network"

    refused: ClassVar[Mapping[str, str]] = {
        **Interface.refused,
        "network": "names a network of the lab, and goes without `type`",
    }

    netmask: Netmask = IPv4Address("255.255.255.0")
    """The mask that goes with the address."""

    network_name: NetworkName | None = None
    """The libvirt network's name: an existing one's, or the one it is made with."""

    network_address: HostAddress | None = None
    """The network that DHCP gives addresses of, with `ip: dhcp`."""

    host_ip: HostAddress | None = None
    """The host's address on it."""

    forward_mode: ForwardMode | None = None
    """How it reaches outside; nat otherwise."""

    forward_device: HostInterface | None = None
    """The host's interface that it leaves by."""

    dhcp_enabled: Bool | None = None
    """Whether libvirt gives out addresses on it; it does otherwise."""

    dhcp_start: HostAddress | None = None
    """The first address that DHCP gives out."""

    dhcp_stop: HostAddress | None = None
    """The last address that DHCP gives out."""

    dhcp_bootp_file: XmlLine | None = None
    """The file machines boot from by PXE."""

    dhcp_bootp_server: Address | None = None
    """The PXE server."""

    tftp_root: HostFile | None = None
    """A folder of the host that is served by TFTP."""

    domain_name: DomainName | None = None
    """The DNS domain that libvirt answers for."""

    guest_ipv6: Literal["yes", "no"] | None = None
    """Whether guests may talk IPv6 to each other without an address of the network."""

    ipv6_address: Ipv6Address | None = None
    """The host's IPv6 address on it."""

    ipv6_prefix: Annotated[PositiveInt, Field(le=126)] | None = None
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

    @model_validator(mode="after")
    def _has_its_addresses_in_its_subnet(self) -> Self:
        subnet = self.subnet
        if subnet is None:
            return self
        own = {subnet.network_address, subnet.broadcast_address}
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
        if self.subnet is None or self.network_name or self.forward_mode == "veryisolated":
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
        if self.dhcp_start and self.dhcp_stop and self.dhcp_start > self.dhcp_stop:
            msg = f"{self.dhcp_start} comes after the `dhcp_stop` {self.dhcp_stop}"
            raise Mistake(msg, "dhcp_start")
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
        return {
            **address_settings(self.ip),
            "netmask": self.netmask,
            "libvirt__always_destroy": self.always_destroy,
            **{key: value for key, value in super().settings().items() if key != "netmask"},
        }
