"""What libvirt can be told of a network, whoever declares it."""

from ipaddress import IPv4Address
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from vagrantgen.models.address import Address
from vagrantgen.models.base import Bool, Int, Mistake, Model
from vagrantgen.models.emits import Emits
from vagrantgen.models.names import DomainName
from vagrantgen.models.text import HostFile, HostInterface, XmlLine

ForwardMode = Literal["nat", "none", "route", "open", "veryisolated"]
"""How a network reaches outside: `none` only reaches the host, `veryisolated` not even that."""


def is_dhcp_range(first: IPv4Address, last: IPv4Address) -> bool:
    """Tell whether libvirt gives out all addresses between two: they have to be of one /16."""
    return int(first) >> 16 == int(last) >> 16


class HostNetwork(Model):
    """What libvirt can be told of a network, whoever declares it."""

    forward_device: Annotated[HostInterface | None, Emits("/network/forward/@dev")] = None
    """The host's interface that it leaves by, with `forward_mode` nat or route."""

    domain_name: Annotated[DomainName | None, Emits("/network/domain/@name")] = None
    """The DNS domain that libvirt answers for."""

    tftp_root: Annotated[HostFile | None, Emits("/network/ip/tftp/@root")] = None
    """A folder of the host whose files libvirt serves by TFTP, for machines that boot from it."""

    dhcp_bootp_file: Annotated[XmlLine | None, Emits("/network/ip/dhcp/bootp/@file")] = None
    """The file a machine boots from by PXE."""

    dhcp_bootp_server: Annotated[Address | None, Emits("/network/ip/dhcp/bootp/@server")] = None
    """The PXE server, if it is not libvirt itself."""

    guest_ipv6: Annotated[Literal["yes", "no"] | None, Emits("/network/@ipv6", default="yes")] = (
        None
    )
    """Whether guests may talk IPv6 to each other without an address of the network."""

    autostart: Annotated[Bool | None, Emits(default=False)] = None
    """Start the network with the host."""

    bridge_stp: Annotated[Bool | None, Emits("/network/bridge/@stp", default=True)] = None
    """Whether its bridge speaks the spanning tree protocol."""

    bridge_delay: Annotated[
        Annotated[Int, Field(ge=0, le=30)] | None, Emits("/network/bridge/@delay", default=0)
    ] = None
    """The seconds its bridge waits before it forwards."""

    @model_validator(mode="after")
    def _leaves_by_an_interface_only_where_it_leaves(self) -> Self:
        mode = getattr(self, "forward_mode", None) or "nat"
        if self.forward_device and mode not in {"nat", "route"}:
            msg = f"has no effect with `forward_mode: {mode}`; only nat and route leave by one"
            raise Mistake(msg, "forward_device")
        return self
