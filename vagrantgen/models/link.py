"""Links: wires between two machines, as they are written, and their ends as they are meant."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from vagrantgen.models.address import LineSubnet
from vagrantgen.models.base import Mistake, Model
from vagrantgen.models.emits import Emits
from vagrantgen.models.names import Label
from vagrantgen.models.nic import Card, NicModel
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.text import Line

_ENDS: Final = 2
_LOOKED_AT: Final = 5
"""Among so many of a subnet's addresses, two are free whichever one is written."""

Key = tuple[str | int, ...]


class LinkEnd(Card):
    """An end of a link."""

    shorthand: ClassVar[str] = "The machine's name."

    refused: ClassVar[Mapping[str, str]] = {
        "iface_name": "has no effect: a wire has no interface on the host",
        "mtu": "can't be given to a wire; set it in the guest",
        "netmask": "does not stand here: the mask stands with the link's `subnet`",
        "name": "is the link's; the machine's name is written as `machine`",
    }
    """Keys of other interfaces, with the reason why they are not taken."""

    machine: Line
    """A machine; of counted machines or a group, each one, by a wire of its own."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"machine": value} if isinstance(value, str) else value


class Link(Model):
    """A wire between two machines: no bridge, no host and nobody else is on it."""

    between: Annotated[
        tuple[LinkEnd, ...], Field(json_schema_extra={"minItems": _ENDS, "maxItems": _ENDS})
    ]
    """Its two ends: machines, or mappings that say more of an end."""

    name: Label | None = None
    """What it is called; the machines' names otherwise, as in `r1-r2`."""

    subnet: LineSubnet | None = None
    """Its ends' addresses, in this order; none otherwise. Each further wire has the next one."""

    model_type: Annotated[
        NicModel | None, Emits("/domain/devices/interface/model/@type", default="virtio")
    ] = None
    """The network card at both ends."""

    @model_validator(mode="after")
    def _has_two_ends(self) -> Self:
        if len(self.between) != _ENDS:
            advice = "write `forward_mode: veryisolated` of a network, and connect them to that"
            more = f"; to connect more, {advice}" if len(self.between) > _ENDS else ""
            msg = f"a link has two ends, not {len(self.between)}{more}"
            raise Mistake(msg, "between")
        return self

    @model_validator(mode="after")
    def _has_its_addresses_in_its_subnet(self) -> Self:
        for place, end in enumerate(self.between):
            for key in ("ip", "gateway"):
                address = getattr(end, key)
                if not isinstance(address, IPv4Address):
                    continue
                if self.subnet is None:
                    msg = f"{address} is an address of which `subnet`? Write that of the link too"
                    raise Mistake(msg, "between", place, key)
                if not _is_hosts(address, self.subnet):
                    kind = "no machine's address in" if address in self.subnet else "not in"
                    msg = f"{address} is {kind} {self.subnet}, the link's subnet"
                    raise Mistake(msg, "between", place, key)
        return self

    @model_validator(mode="after")
    def _has_two_addresses(self) -> Self:
        first, second = (end.ip for end in self.between)
        if isinstance(first, IPv4Address) and first == second:
            raise Mistake(f"{first} is the other end's address", "between", 1, "ip")
        return self

    def addresses(self) -> tuple[IPv4Address | str, ...]:
        """Return both ends' addresses: those written, or else the subnet's first ones."""
        written = {end.ip for end in self.between}
        subnet = self.subnet
        first = map(subnet.__getitem__, range(subnet.num_addresses)[:_LOOKED_AT]) if subnet else ()
        free = (ip for ip in first if subnet and _is_hosts(ip, subnet) and ip not in written)
        return tuple(end.ip or next(free, "none") for end in self.between)


def _is_hosts(address: IPv4Address, subnet: IPv4Network) -> bool:
    """Tell whether a machine can have an address of a subnet; of only two, it can have both."""
    own = {subnet.network_address, subnet.broadcast_address}
    return address in subnet and (subnet.num_addresses == len(own) or address not in own)


class WireEnd(PrivateNetwork):
    """An end of a wire, as a machine has it."""

    own: ClassVar[frozenset[str]] = PrivateNetwork.own | {"wire", "to", "key"}

    type: Literal["wire"] = "wire"  # type: ignore[assignment]
    """The name of its partial."""

    wire: str = Field(exclude=True)
    """The wire's name."""

    to: str = Field(exclude=True)
    """The machine at its other end."""

    key: Key = Field(exclude=True)
    """Where it is written."""

    @property
    def joins(self) -> str:
        """The wire's name."""
        return self.wire
