"""IPv4 addresses and subnets, as they are written in a lab file."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from vagrantgen.models.base import index


def _to_address(value: object) -> object:
    if isinstance(value, IPv4Address):
        return value
    try:
        return IPv4Address(value if isinstance(value, str) else "")
    except ValueError:
        msg = f"{value!r} is not an IPv4 address"
        bare = str(value).partition("/")[0]
        if _is_address(bare) and "/" in str(value):
            msg += f"; write {bare!r}, the mask is the network's"
        raise ValueError(msg) from None


def _to_address_or_word(value: object) -> object:
    if value in {"dhcp", "none"}:
        return value
    try:
        return _to_address(value)
    except ValueError as error:
        msg = f"{error}; write an address, 'dhcp' or 'none'"
        raise ValueError(msg) from None


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True


def _to_subnet(value: object) -> object:
    if isinstance(value, IPv4Network):
        return value
    text = value if isinstance(value, str) and "/" in value else ""
    try:
        return IPv4Network(text)
    except ValueError as error:
        msg = f"{value!r} is not a subnet; write it as '10.20.30.0/24'"
        if "host bits" in str(error):
            msg = f"{value!r} is an address; write '{IPv4Network(text, strict=False)}'"
        raise ValueError(msg) from None


def _counted(value: IPv4Address | str, info: ValidationInfo) -> IPv4Address | str:
    return value if isinstance(value, str) else value + index(info)


Address = Annotated[IPv4Address, BeforeValidator(_to_address, json_schema_input_type=str)]
"""An IPv4 address."""

CountedAddress = Annotated[
    IPv4Address | Literal["dhcp", "none"],
    BeforeValidator(_to_address_or_word, json_schema_input_type=str),
    AfterValidator(_counted),
]
"""An IPv4 address, to which the machine's index is added; or `dhcp`, or `none`."""

Subnet = Annotated[IPv4Network, BeforeValidator(_to_subnet, json_schema_input_type=str)]
"""An IPv4 network with its mask, such as `10.20.30.0/24`."""
