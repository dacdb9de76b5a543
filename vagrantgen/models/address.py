"""IP addresses and subnets, as they are written in a lab file."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from vagrantgen.models.base import index, shown

_UNUSABLE: Final = {
    IPv4Network("0.0.0.0/8"): "means 'this network'",
    IPv4Network("127.0.0.0/8"): "is every host's own",
    IPv4Network("169.254.0.0/16"): "is what hosts give themselves without DHCP",
    IPv4Network("224.0.0.0/4"): "is for multicast",
    IPv4Network("240.0.0.0/4"): "is reserved",
}
_LARGEST_SUBNET: Final = 8
_SMALLEST_SUBNET: Final = 30
_SMALLEST_LINE: Final = 31
"""Of a line between two, both addresses are hosts'."""

_LARGEST_IPV6: Final = 8
_SMALLEST_IPV6: Final = 126


def _to_address(value: object) -> object:
    if isinstance(value, IPv4Address):
        return value
    try:
        return IPv4Address(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(f"{shown(value)} is not an IPv4 address{_advice(str(value))}") from None


def _advice(text: str) -> str:
    bare = text.partition("/")[0]
    if "/" in text and _is_address(bare):
        return f"; write {bare!r}, the mask is the network's"
    plain = ".".join(part.lstrip("0") or "0" for part in text.split("."))
    if plain != text and _is_address(plain):
        return f"; write {plain!r}"
    return ""


def _to_address_or_word(value: object) -> object:
    if value in ("dhcp", "none"):  # no set: it may be a list
        return value
    try:
        return _to_address(value)
    except ValueError as error:
        if "write" in str(error):
            raise
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
    text = value if isinstance(value, str) else ""
    try:
        return IPv4Network(text if "/" in text else "")
    except ValueError as error:
        msg = f"{shown(value)} is not a subnet; write it as '10.20.30.0/24'"
        if "host bits" in str(error):
            msg = f"{value!r} is an address; write '{IPv4Network(text, strict=False)}'"
        elif _is_address(text):
            msg = f"{value!r} has no mask; write '{IPv4Network(f'{text}/24', strict=False)}'"
        raise ValueError(msg) from None


def _is_for_machines(value: IPv4Address | str) -> IPv4Address | str:
    for subnet, purpose in _UNUSABLE.items():
        if isinstance(value, IPv4Address) and value in subnet:
            msg = f"{value} can't be a machine's address: {subnet} {purpose}"
            raise ValueError(msg)
    return value


def _has_room(value: IPv4Network, smallest: int = _SMALLEST_SUBNET) -> IPv4Network:
    for subnet, purpose in _UNUSABLE.items():
        if value.overlaps(subnet):
            msg = f"machines can't have addresses of {value}: {subnet} {purpose}"
            raise ValueError(msg)
    if value.prefixlen > smallest:
        msg = f"the subnet {value} has no room for machines; write at least a /{smallest}"
        raise ValueError(msg)
    if value.prefixlen < _LARGEST_SUBNET:
        msg = f"the subnet {value} is too large; write a /{_LARGEST_SUBNET} or smaller"
        raise ValueError(msg)
    return value


def _counted(value: IPv4Address | str, info: ValidationInfo) -> IPv4Address | str:
    return value if isinstance(value, str) else value + index(info)


def _is_netmask(value: IPv4Address) -> IPv4Address:
    ones = f"{int(value):032b}".rstrip("0")
    if "0" in ones or not ones:
        msg = f"'{value}' is not a netmask; write it as '255.255.255.0'"
        raise ValueError(msg)
    return value


def _to_ipv6(value: object) -> object:
    if isinstance(value, IPv6Network):
        return value
    text = value if isinstance(value, str) else ""
    try:
        return IPv6Network(text if "/" in text else "")
    except ValueError as error:
        msg = f"{shown(value)} is not an IPv6 subnet; write it as 'fd12:3456::/64'"
        if "host bits" in str(error):
            msg = f"{value!r} is an address; write '{IPv6Network(text, strict=False)}'"
        raise ValueError(msg) from None


def _is_for_ipv6_machines(value: IPv6Network) -> IPv6Network:
    if value.is_multicast or value.is_loopback or value.is_link_local or value.is_unspecified:
        msg = f"machines can't have addresses of {value}; take one such as 'fd12:3456::/64'"
        raise ValueError(msg)
    if not _LARGEST_IPV6 <= value.prefixlen <= _SMALLEST_IPV6:
        msg = f"{value} is no subnet for machines; write a /64, such as 'fd12:3456::/64'"
        raise ValueError(msg)
    return value


def _to_ipv6_address(value: object) -> object:
    try:
        return IPv6Address(value if isinstance(value, str) else "")
    except ValueError:
        msg = f"{shown(value)} is not an IPv6 address; write it as 'fd12:3456::1'"
        raise ValueError(msg) from None


Address = Annotated[IPv4Address, BeforeValidator(_to_address, json_schema_input_type=str)]
"""An IPv4 address."""

HostAddress = Annotated[Address, AfterValidator(_is_for_machines)]
"""An IPv4 address that a machine can have, or its host on a network."""

Netmask = Annotated[Address, AfterValidator(_is_netmask)]
"""A netmask, such as 255.255.255.0."""

CountedAddress = Annotated[
    IPv4Address | Literal["dhcp", "none"],
    BeforeValidator(_to_address_or_word, json_schema_input_type=str),
    AfterValidator(_is_for_machines),
    AfterValidator(_counted),
]
"""An IPv4 address, to which the machine's index is added; or `dhcp`, or `none`."""

Subnet = Annotated[
    IPv4Network,
    BeforeValidator(_to_subnet, json_schema_input_type=str),
    AfterValidator(_has_room),
]
"""An IPv4 network with its mask, such as `10.20.30.0/24`."""

LineSubnet = Annotated[
    IPv4Network,
    BeforeValidator(_to_subnet, json_schema_input_type=str),
    AfterValidator(lambda value: _has_room(value, _SMALLEST_LINE)),
]
"""The subnet of a line between two machines, such as `10.0.0.0/30` or `10.0.0.0/31`."""

Ipv6Subnet = Annotated[
    IPv6Network,
    BeforeValidator(_to_ipv6, json_schema_input_type=str),
    AfterValidator(_is_for_ipv6_machines),
]
"""An IPv6 network with the length of its prefix, such as `fd12:3456::/64`."""

Ipv6Address = Annotated[
    str,
    BeforeValidator(lambda value: str(_to_ipv6_address(value)), json_schema_input_type=str),
]
"""An IPv6 address, such as `fd12:3456::1`."""
