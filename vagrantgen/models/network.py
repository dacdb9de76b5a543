"""Networks: the lab's own, and how a machine is connected to them and to others."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from vagrantgen.models.address import HostAddress, Ipv6Subnet, Subnet
from vagrantgen.models.base import Bool, Mistake, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.host_network import ForwardMode, HostNetwork, is_dhcp_range
from vagrantgen.models.names import Label
from vagrantgen.models.text import NetworkName

_LIBVIRTS_DEFAULT: Final = IPv4Network("192.168.122.0/24")

_FIRST_ASSIGNED: Final = 10
_SMALL: Final = 16
"""So few addresses leave none to keep back: they are assigned from the first one on."""

_DHCP_SHARE: Final = 2
_LEAST_IPV6_MTU: Final = 1280
_DHCP_KEYS: Final = ("dhcp_start", "dhcp_stop", "dhcp_bootp_file", "dhcp_bootp_server")


class LabNetworkKeys(HostNetwork):
    """A network of the lab, as it is written: all may be left out."""

    subnet: Annotated[Subnet | None, Emits("/network/ip/@address")] = None
    """Its addresses; otherwise a private /24 that the lab's and the network's names choose."""

    host_ip: Annotated[HostAddress | None, Emits("/network/ip/@address")] = None
    """The host's address on it, and the machines' way out; the subnet's first otherwise."""

    forward_mode: Annotated[ForwardMode, Emits("/network/forward/@mode")] = "nat"
    """How it reaches outside."""

    dhcp: Annotated[Bool | None, Emits("/network/ip/dhcp")] = None
    """Whether libvirt gives out addresses on it; otherwise only if a machine asks for one."""

    dhcp_start: Annotated[HostAddress | None, Emits("/network/ip/dhcp/range/@start")] = None
    """The first address that DHCP gives out; the middle of the subnet otherwise."""

    dhcp_stop: Annotated[HostAddress | None, Emits("/network/ip/dhcp/range/@end")] = None
    """The last address that DHCP gives out; the subnet's last otherwise."""

    mtu: Annotated[
        Annotated[PositiveInt, Field(ge=68, le=65535)] | None, Emits("/network/mtu/@size")
    ] = None
    """The largest packet, in bytes."""

    ipv6: Annotated[Ipv6Subnet | None, Emits("/network/ip[@family='ipv6']/@address")] = None
    """An IPv6 subnet beside the IPv4 one; the host has its first address."""

    network_name: Annotated[NetworkName | None, Emits("/network/name")] = None
    """A libvirt network that exists already; it is used as it is, and never removed."""

    bridge_stp: Annotated[Bool, Emits("/network/bridge/@stp")] = False
    """Whether its bridge looks for loops, by spanning tree: a new card is then cut off for 4 s."""

    @model_validator(mode="after")
    def _has_its_addresses_in_its_subnet(self) -> Self:
        for key in ("host_ip", "dhcp_start", "dhcp_stop"):
            address = getattr(self, key)
            if address is None:
                continue
            if self.subnet is None:
                msg = f"{address} is an address of which `subnet`? Write that too"
                raise Mistake(msg, key)
            if address not in self.subnet:
                msg = f"{address} is not in the subnet {self.subnet}"
                raise Mistake(msg, key)
            if address in {self.subnet.network_address, self.subnet.broadcast_address}:
                msg = f"{address} is no host's address, but the subnet's own"
                raise Mistake(msg, key)
        if self.dhcp_start and self.dhcp_stop and self.dhcp_start > self.dhcp_stop:
            msg = f"{self.dhcp_start} comes after the `dhcp_stop` {self.dhcp_stop}"
            raise Mistake(msg, "dhcp_start")
        return self

    @model_validator(mode="after")
    def _keeps_out_of_libvirts_default_network(self) -> Self:
        if self.subnet and self.network_name is None and self.subnet.overlaps(_LIBVIRTS_DEFAULT):
            msg = (
                f"the subnet {self.subnet} overlaps {_LIBVIRTS_DEFAULT}, which libvirt's network"
                " 'default' has; choose another"
            )
            raise Mistake(msg, "subnet")
        return self

    @model_validator(mode="after")
    def _says_of_an_existing_network_only_where_it_is(self) -> Self:
        if self.network_name is None:
            return self
        if self.subnet is None:
            msg = "this network exists already: write its `subnet` too"
            raise Mistake(msg, "network_name")
        known = {"network_name", "subnet", "host_ip", "dhcp", "name", "lab"}
        for key in sorted(self.model_fields_set - known):
            if getattr(self, key) is not None:
                msg = f"has no effect: the network {self.network_name!r} exists already"
                raise Mistake(msg, key)
        return self

    @model_validator(mode="after")
    def _gives_out_no_addresses_without_a_host(self) -> Self:
        if self.forward_mode != "veryisolated":
            return self
        for key in ("dhcp", "host_ip", "ipv6", "domain_name", "tftp_root"):
            if getattr(self, key):
                msg = "a veryisolated network has no host on it; write `forward_mode: none` for one"
                raise Mistake(msg, key)
        return self

    @model_validator(mode="after")
    def _has_packets_large_enough_for_ipv6(self) -> Self:
        if self.ipv6 and self.mtu and self.mtu < _LEAST_IPV6_MTU:
            msg = f"{self.mtu} is too small for IPv6; write {_LEAST_IPV6_MTU} or more"
            raise Mistake(msg, "mtu")
        return self


class LabNetwork(LabNetworkKeys):
    """A network of the lab, as it is meant: with its name and its addresses."""

    name: Label
    lab: Label
    subnet: Annotated[Subnet, Emits("/network/ip/@address")]

    @model_validator(mode="after")
    def _says_of_dhcp_only_what_it_does(self) -> Self:
        for key in _DHCP_KEYS:
            if getattr(self, key) is not None and not self.dhcp:
                msg = "has no effect without `dhcp: true`"
                raise Mistake(msg, key)
        if self.dhcp and self.dhcp_range[0] > self.dhcp_range[1]:
            first, last = self.dhcp_range
            msg = f"DHCP has no address to give out: it would begin at {first} and end at {last}"
            raise ValueError(msg)
        if self.dhcp and not self.network_name and not is_dhcp_range(*self.dhcp_range):
            first, last = self.dhcp_range
            msg = (
                f"DHCP can't give out {first} to {last}: libvirt takes addresses of one /16 only;"
                " write a `dhcp_start` and a `dhcp_stop` of one"
            )
            raise Mistake(msg, "dhcp_stop" if self.dhcp_stop else "dhcp_start")
        return self

    @property
    def libvirt_name(self) -> str:
        """Its name in libvirt."""
        return self.network_name or f"{self.lab}-{self.name}"

    @property
    def gateway(self) -> IPv4Address:
        """The host's address on it."""
        return self.host_ip or self.subnet[1]

    @property
    def dhcp_range(self) -> tuple[IPv4Address, IPv4Address]:
        """The first and the last address that DHCP may give out."""
        stop = self.dhcp_stop or self.subnet[-2]
        middle = self.subnet[self.subnet.num_addresses // _DHCP_SHARE]
        return self.dhcp_start or max(middle, IPv4Address(int(stop) >> 16 << 16)), stop

    @property
    def assignable(self) -> range:
        """The addresses that are assigned to machines, as numbers: from the tenth on."""
        skipped = _FIRST_ASSIGNED if self.subnet.num_addresses >= _SMALL else 1
        first = int(self.subnet.network_address) + skipped
        return range(first, int(self.subnet.broadcast_address))

    def is_hosts(self, address: IPv4Address) -> bool:
        """Tell whether the host has this address."""
        return address == self.gateway and self.forward_mode != "veryisolated"

    def gives_out(self, address: IPv4Address) -> bool:
        """Tell whether DHCP may give out this address; nobody knows of an existing network."""
        start, stop = self.dhcp_range
        return bool(self.dhcp) and self.network_name is None and start <= address <= stop

    def settings(self) -> Mapping[str, Any]:
        """Return what every machine on it says about it, as the first one makes it."""
        if self.network_name:
            return {
                "netmask": self.subnet.netmask,
                "libvirt__network_name": self.network_name,
                "libvirt__always_destroy": False,
            }
        return {
            "netmask": self.subnet.netmask,
            "libvirt__network_name": self.libvirt_name,
            "libvirt__forward_mode": self.forward_mode,
            **({} if self.forward_mode == "veryisolated" else {"libvirt__host_ip": self.gateway}),
            **self._dhcp_settings(),
            **self._ipv6_settings(),
            **{
                f"libvirt__{key}": value
                for key in (*HostNetwork.model_fields, "mtu")
                if key not in _DHCP_KEYS and (value := getattr(self, key)) is not None
            },
        }

    def _dhcp_settings(self) -> Mapping[str, Any]:
        if not self.dhcp:
            return {"libvirt__dhcp_enabled": False}
        start, stop = self.dhcp_range
        given = {
            "dhcp_start": start,
            "dhcp_stop": stop,
            "dhcp_bootp_file": self.dhcp_bootp_file,
            "dhcp_bootp_server": self.dhcp_bootp_server,
        }
        return {
            "libvirt__dhcp_enabled": True,
            **{f"libvirt__{key}": value for key, value in given.items() if value is not None},
        }

    def _ipv6_settings(self) -> Mapping[str, Any]:
        if self.ipv6 is None:
            return {}
        return {
            "libvirt__ipv6_address": self.ipv6[1],
            "libvirt__ipv6_prefix": self.ipv6.prefixlen,
        }
