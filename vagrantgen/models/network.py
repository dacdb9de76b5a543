"""Networks: the lab's own, and how a machine is connected to them and to others."""

import hashlib
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from vagrantgen.models.address import Address, Subnet
from vagrantgen.models.base import Bool, Model, PositiveInt
from vagrantgen.models.names import Label

ForwardMode = Literal["nat", "none", "route", "open", "veryisolated"]
"""How a network reaches outside: `none` only reaches the host, `veryisolated` not even that."""

NicModel = Literal["virtio", "e1000", "e1000e", "rtl8139", "ne2k_pci", "pcnet", "vmxnet3"]

_FIRST_ASSIGNED: Final = 10
_DHCP_SHARE: Final = 2


def _to_ipv6(value: object) -> object:
    if isinstance(value, IPv6Network):
        return value
    try:
        return IPv6Network(value if isinstance(value, str) else "")
    except ValueError:
        msg = f"{value!r} is not an IPv6 subnet; write it as 'fd12:3456::/64'"
        raise ValueError(msg) from None


class LabNetworkKeys(Model):
    """A network of the lab, as it is written: all may be left out."""

    subnet: Subnet | None = None
    """Its addresses; otherwise a private /24 that the lab's and the network's names choose."""

    host_ip: Address | None = None
    """The host's address on it, and the machines' way out; the subnet's first otherwise."""

    forward_mode: ForwardMode = "nat"
    """How it reaches outside."""

    dhcp: Bool | None = None
    """Whether libvirt gives out addresses on it; otherwise only if a machine asks for one."""

    dhcp_start: Address | None = None
    """The first address that DHCP gives out; the middle of the subnet otherwise."""

    dhcp_stop: Address | None = None
    """The last address that DHCP gives out; the subnet's last otherwise."""

    domain_name: str | None = None
    """The DNS domain that libvirt answers for."""

    mtu: Annotated[PositiveInt, Field(ge=68, le=65535)] | None = None
    """The largest packet, in bytes."""

    ipv6: Annotated[IPv6Network, BeforeValidator(_to_ipv6, json_schema_input_type=str)] | None = (
        None
    )
    """An IPv6 subnet beside the IPv4 one; the host has its first address."""

    tftp_root: str | None = None
    """A folder of the host whose files libvirt serves by TFTP, for machines that boot from it."""

    dhcp_bootp_file: str | None = None
    """The file a machine boots from by PXE."""

    dhcp_bootp_server: Address | None = None
    """The PXE server, if it is not libvirt itself."""

    network_name: str | None = None
    """A libvirt network that exists already; it is used as it is, and never removed."""


class LabNetwork(LabNetworkKeys):
    """A network of the lab, as it is meant: with its name and its addresses."""

    name: Label
    lab: Label
    subnet: Subnet

    @model_validator(mode="after")
    def _has_its_addresses_in_its_subnet(self) -> Self:
        for key in ("host_ip", "dhcp_start", "dhcp_stop"):
            address = getattr(self, key)
            if address is not None and address not in self.subnet:
                msg = f"the {key} {address} is not in the subnet {self.subnet}"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _has_room_for_machines(self) -> Self:
        if self.subnet.num_addresses < _FIRST_ASSIGNED:
            msg = f"the subnet {self.subnet} is too small for a lab; write at least a /28"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _gives_out_no_addresses_without_a_host(self) -> Self:
        if self.forward_mode == "veryisolated" and self.dhcp:
            msg = "a veryisolated network has no host to give out addresses; remove `dhcp`"
            raise ValueError(msg)
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
        middle = self.subnet[self.subnet.num_addresses // _DHCP_SHARE]
        return self.dhcp_start or middle, self.dhcp_stop or self.subnet[-2]

    @property
    def assignable(self) -> range:
        """The addresses that are assigned to machines, as numbers: from the tenth on."""
        first = int(self.subnet.network_address) + _FIRST_ASSIGNED
        return range(first, int(self.subnet.broadcast_address))

    def gives_out(self, address: IPv4Address) -> bool:
        """Tell whether DHCP may give out this address."""
        start, stop = self.dhcp_range
        return bool(self.dhcp) and start <= address <= stop

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
                for key in ("domain_name", "mtu", "tftp_root")
                if (value := getattr(self, key)) is not None
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


def derived_subnet(lab: str, network: str, taken: frozenset[IPv4Network]) -> IPv4Network:
    """Return a private /24 that these names always lead to, unless it is taken.

    The addresses lie in 10.64.0.0/10, which neither libvirt nor vagrant-libvirt uses by itself.
    """
    digest = int.from_bytes(hashlib.sha256(f"{lab}/{network}".encode()).digest()[:4], "big")
    candidates = (
        IPv4Network((0x0A400000 + ((digest + step) % 2**14) * 256, 24)) for step in range(2**14)
    )
    return next(
        candidate
        for candidate in candidates
        if not any(candidate.overlaps(other) for other in taken)
    )
