"""Tunnels: wires between machines that are no network of the host's."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, ValidationInfo, model_validator

from vagrantgen.models.address import Address
from vagrantgen.models.base import Mistake, Model, Port
from vagrantgen.models.emits import Emits
from vagrantgen.models.port import counted_port

_LOCAL: Final = IPv4Address("127.0.0.1")
_MULTICAST: Final = IPv4Network("224.0.0.0/4")
_LOCAL_END: Final = ("tunnel_local_ip", "tunnel_local_port")


def _counted(value: int, info: ValidationInfo) -> int:
    """Add the machine's index; machines of one multicast group share their port."""
    return value if info.data.get("tunnel_type") == "mcast" else counted_port(value, info)


class Tunnel(Model):
    """What a private network says that is a wire between machines, and no network."""

    tunnel_type: Annotated[
        Literal["udp", "server", "client", "mcast"] | None, Emits("/domain/devices/interface/@type")
    ] = None
    """Makes it a wire to another machine: `udp`, TCP (`server`, `client`) or multicast."""

    tunnel_ip: Annotated[Address | None, Emits("/domain/devices/interface/source/@address")] = None
    """Where the packets go, or what a server listens on; 127.0.0.1, or the group 239.255.1.1."""

    tunnel_port: Annotated[
        Annotated[Port, AfterValidator(_counted)] | None,
        Emits("/domain/devices/interface/source/@port"),
    ] = None
    """The port there; the machine's index is added, but not to a group's."""

    tunnel_local_ip: Annotated[
        Address | None,
        Emits("/domain/devices/interface/source/local/@address", default="127.0.0.1"),
    ] = None
    """Where this end of a udp tunnel listens."""

    tunnel_local_port: Annotated[
        Annotated[Port, AfterValidator(counted_port)] | None,
        Emits("/domain/devices/interface/source/local/@port"),
    ] = None
    """The port it listens on; the machine's index is added."""

    @model_validator(mode="after")
    def _has_both_its_ends(self) -> Self:
        kind = self.tunnel_type
        said = [key for key in Tunnel.model_fields if getattr(self, key) is not None]
        if kind is None and said:
            raise Mistake("has no effect without `tunnel_type`", said[0])
        if kind and self.tunnel_port is None:
            raise Mistake(f"{kind!r} needs `tunnel_port`", "tunnel_type")
        if kind == "udp" and self.tunnel_local_port is None:
            raise Mistake("'udp' needs `tunnel_local_port`, this end's own port", "tunnel_type")
        for key in _LOCAL_END if kind != "udp" else ():
            if key in said:
                raise Mistake("has no effect: only a udp tunnel has a port at each end", key)
        return self

    @model_validator(mode="after")
    def _goes_to_a_group_only_by_multicast(self) -> Self:
        if self.tunnel_ip is None:
            return self
        is_group = self.tunnel_ip in _MULTICAST
        if is_group != (self.tunnel_type == "mcast"):
            text = "is a group's address, which needs `tunnel_type: mcast`"
            if not is_group:
                text = f"is no group's address; 'mcast' needs one of {_MULTICAST}"
            raise Mistake(f"{self.tunnel_ip} {text}", "tunnel_ip")
        return self

    @property
    def is_tunnel(self) -> bool:
        """Whether it is a wire, and no network."""
        return self.tunnel_type is not None

    @property
    def listens_on(self) -> tuple[str, IPv4Address, int] | None:
        """What its end takes of the host: a protocol, an address and a port."""
        match self.tunnel_type:
            case "udp":
                return "udp", self.tunnel_local_ip or _LOCAL, self.tunnel_local_port or 0
            case "server":
                return "tcp", self.tunnel_ip or _LOCAL, self.tunnel_port or 0
            case _:
                return None
