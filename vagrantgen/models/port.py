"""Forwarded ports: a port of the host that leads to one of the guest."""

import re
from collections.abc import Collection, Iterator, Mapping
from ipaddress import IPv4Address
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, model_validator

from vagrantgen.models.address import Address
from vagrantgen.models.base import Bool, Port, Settings, index, shown
from vagrantgen.models.emits import Emits
from vagrantgen.models.text import Line
from vagrantgen.models.values import Arguments, Symbol

_SHORT: Final = re.compile(r"(?:(?P<host_ip>[^:]+):)?(?P<host>[0-9]+):(?P<guest>[0-9]+)")
_WITH_PROTOCOL: Final = re.compile(r"(?P<ports>.*)/(?P<protocol>\w+)")
_HIGHEST: Final = 65535
_LOCAL: Final = IPv4Address("127.0.0.1")
_VAGRANTS_OWN: Final = frozenset({2222, 55985, 55986})
"""The local ports that Vagrant gives every machine, for SSH and WinRM."""

_OF_WINRM: Final = (("winrm", 5985), ("winrm-ssl", 5986))
"""The ids and the guest's ports of what Vagrant forwards to reach Windows."""


def counted_port(value: int, info: ValidationInfo) -> int:
    """Return a port with the machine's index added."""
    shifted = value + index(info)
    if shifted > _HIGHEST:
        msg = f"port {value} + {index(info)} is beyond {_HIGHEST}; begin lower"
        raise ValueError(msg)
    return shifted


def _advice(text: str) -> str:
    match = _WITH_PROTOCOL.fullmatch(text)
    if match is None:
        return "write 'HOST:GUEST' as in '8080:80'"
    if match["protocol"] == "tcp":
        return f"write '{match['ports']}'"
    return "the libvirt provider forwards tcp only"


def _is_forwarded(value: str) -> str:
    if value == "ssh":
        msg = "'ssh' is what the plugin never forwards; choose another id"
        raise ValueError(msg)
    return value


def _is_tcp(value: object) -> object:
    if value == "udp":
        msg = "'udp' can't be forwarded: the libvirt provider forwards tcp only"
        raise ValueError(msg)
    return value


class ForwardedPort(Settings):
    """A port of the host that leads to a port of the guest, by an SSH tunnel."""

    refused: ClassVar[Mapping[str, str]] = {
        "adapter": "has no effect: the plugin only prints it",
        "name": "has no effect: it is a label of VirtualBox's; write `id`",
        "gateway_ports": "has no effect here; write `host_ip: 0.0.0.0` to let others in",
    }

    shorthand: ClassVar[str] = "`HOST:GUEST` or `ADDRESS:HOST:GUEST`, such as `8080:80`."

    type: Literal["forwarded_port"] = "forwarded_port"
    """Vagrant's own kind of network for it."""

    guest: Port
    """The port in the guest."""

    host: Annotated[Port, AfterValidator(counted_port)]
    """The port on the host; the machine's index is added."""

    host_ip: Address = IPv4Address("127.0.0.1")
    """The host's address that listens; `0.0.0.0` lets other computers in."""

    guest_ip: Address | None = None
    """The address the guest's side connects to, instead of the machine's SSH address."""

    protocol: Annotated[Literal["tcp"], BeforeValidator(_is_tcp)] = "tcp"
    """Only tcp: the libvirt provider forwards nothing else."""

    id: Annotated[Line, AfterValidator(_is_forwarded)] | None = None
    """Vagrant's name for it, by which a later one replaces it."""

    auto_correct: Annotated[Bool | None, Emits(default=False)] = None
    """Where another provider runs the machine: choose another port if this one is taken."""

    disabled: Bool = False
    """Leave it out."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, Mapping | ForwardedPort):
            return value
        match = _SHORT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            msg = f"{shown(value)} is not a forwarded port; {_advice(str(value))}"
            raise ValueError(msg)
        written: dict[str, Any] = {"guest": int(match["guest"]), "host": int(match["host"])}
        return written | ({"host_ip": match["host_ip"]} if match["host_ip"] else {})

    def settings(self) -> Mapping[str, Any]:
        """Return what is written; always the address too, as Vagrant would listen on all."""
        listens: dict[str, object] = {"host_ip": self.host_ip}
        if self.host in _VAGRANTS_OWN and self.host_ip == _LOCAL:
            listens = {"host_ip": "localhost"}  # by address, Vagrant takes it for its own port
        written = {"guest": self.guest, "host": self.host, **listens}
        more = {key: value for key, value in super().settings().items() if key != "type"}
        return written | more | listens


def winrm_left_out(said: Collection[str | None]) -> Iterator[Arguments]:
    """Yield the ports of WinRM that Vagrant would forward, besides those whose ids are said."""
    for name, guest in _OF_WINRM:
        if name not in said:
            port = {"guest": guest, "host": 50_000 + guest, "id": name, "disabled": True}
            yield Arguments((Symbol("forwarded_port"),), port)
