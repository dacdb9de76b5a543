"""How a machine is connected: to the lab's own networks, and to others."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag, model_validator

from vagrantgen.models.address import CountedAddress
from vagrantgen.models.nic import Interface
from vagrantgen.models.port import ForwardedPort
from vagrantgen.models.private_network import PrivateNetwork
from vagrantgen.models.public_network import PublicNetwork


class LabInterface(Interface):
    """A connection to a network of the lab."""

    shorthand: ClassVar[str] = "The network's name; an address of it is assigned."

    refused: ClassVar[Mapping[str, str]] = {
        **Interface.refused,
        "type": "does not go with `network`, which names a network of the lab",
        "netmask": "does not stand here: the mask is the network's, and stands with its `subnet`",
        "dhcp": "is written as `ip: dhcp`",
    }
    """Keys of other kinds of interfaces, with the reason why they are not taken."""

    network: str
    """The network's name, as under `networks` of the lab."""

    ip: CountedAddress | None = None
    """An address of the network, `dhcp` or `none`; one is assigned otherwise."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"network": value} if isinstance(value, str) else value

    @property
    def joins(self) -> str:
        """The network's name."""
        return self.network

    @property
    def type(self) -> str:
        """The name of its partial."""
        return "lab"


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
