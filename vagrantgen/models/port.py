"""Forwarded ports: a port of the host that leads to one of the guest."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, ValidationInfo, model_validator

from vagrantgen.models.address import Address
from vagrantgen.models.base import Bool, Port, Settings, index

_SHORT: Final = re.compile(r"(?:(?P<host_ip>[^:]+):)?(?P<host>\d+):(?P<guest>\d+)")
_HIGHEST: Final = 65535


def _counted(value: int, info: ValidationInfo) -> int:
    shifted = value + index(info)
    if shifted > _HIGHEST:
        msg = f"port {value} + {index(info)} is beyond {_HIGHEST}; begin lower"
        raise ValueError(msg)
    return shifted


class ForwardedPort(Settings):
    """A port of the host that leads to a port of the guest, by an SSH tunnel."""

    shorthand: ClassVar[str] = "`HOST:GUEST` or `ADDRESS:HOST:GUEST`, such as `8080:80`."

    type: Literal["forwarded_port"] = "forwarded_port"
    """Vagrant's own kind of network for it."""

    guest: Port
    """The port in the guest."""

    host: Annotated[Port, AfterValidator(_counted)]
    """The port on the host; the machine's index is added."""

    host_ip: Address = IPv4Address("127.0.0.1")
    """The host's address that listens; `0.0.0.0` lets other computers in."""

    guest_ip: Address | None = None
    """The address the guest's side connects to, instead of the machine's SSH address."""

    protocol: Literal["tcp"] = "tcp"
    """Only tcp: the libvirt provider forwards nothing else."""

    id: str | None = None
    """Vagrant's name for it, by which a later one replaces it."""

    disabled: Bool = False
    """Leave it out."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        match = _SHORT.fullmatch(value)
        if match is None:
            msg = f"{value!r} is not a forwarded port; write 'HOST:GUEST' as in '8080:80'"
            raise ValueError(msg)
        written: dict[str, Any] = {"guest": int(match["guest"]), "host": int(match["host"])}
        return written | ({"host_ip": match["host_ip"]} if match["host_ip"] else {})

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always the address too, as Vagrant would listen on all."""
        written = {"guest": self.guest, "host": self.host, "host_ip": self.host_ip}
        more = {key: value for key, value in super().settings().items() if key != "type"}
        return written | more
