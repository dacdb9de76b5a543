"""Ruby literals: the only code that knows how to quote for Ruby."""

import math
import re
from collections.abc import Mapping
from functools import singledispatch
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import PurePath
from typing import Final

from vagrantgen.models.secret import Secret
from vagrantgen.models.values import (
    Arguments,
    Environment,
    FileContent,
    Options,
    Pairs,
    Symbol,
    Unchecked,
    Verbatim,
)

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN: Final = re.compile(r"[ !$-\[\]-~]*")
_INTERPOLATION: Final = re.compile(r"#(?=[{$@])")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


@singledispatch
def literal(value: object) -> str:
    """Return the Ruby that stands for a value, and for nothing else.

    Raises:
        TypeError: Ruby has no literal for such a value.
    """
    msg = f"Ruby has no literal for a {type(value).__name__}"
    raise TypeError(msg)


@literal.register
def _(value: None) -> str:  # noqa: ARG001
    return "nil"


@literal.register
def _(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"


@literal.register
def _(value: int) -> str:
    return str(value)


@literal.register
def _(value: float) -> str:
    if not math.isfinite(value):
        msg = f"Ruby has no literal for {value}"
        raise TypeError(msg)
    return repr(value)


@literal.register
def _(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return f'"{value}"'
    escaped = "".join(map(_escape, value))
    return '"' + _INTERPOLATION.sub(r"\\#", escaped) + '"'


@literal.register(IPv4Address)
@literal.register(IPv4Network)
@literal.register(IPv6Address)
@literal.register(IPv6Network)
@literal.register(PurePath)
def _(value: object) -> str:
    return literal(str(value))


@literal.register(list)
@literal.register(tuple)
def _(value: list[object] | tuple[object, ...]) -> str:
    return f"[{', '.join(literal(item) for item in value)}]"


@literal.register(Mapping)
def _(value: Mapping[object, object]) -> str:
    return f"{{ {_pairs(value)} }}" if value else "{}"


@literal.register
def _(value: Pairs) -> str:
    return _pairs(value)


@literal.register
def _(value: Options) -> str:
    return f"{{ {_named(value)} }}" if value else "{}"


@literal.register
def _(value: Symbol) -> str:
    return f":{value}" if value.isidentifier() and value.isascii() else f":{literal(str(value))}"


@literal.register
def _(value: Verbatim) -> str:
    return str(value)


@literal.register
def _(value: Environment) -> str:
    return f"ENV.fetch({literal(value.name)}, {literal(value.default)})"


@literal.register
def _(value: Secret) -> str:
    return f"secret.call({_named(value.named)})"


@literal.register
def _(value: Unchecked) -> str:
    return literal(value.value)


@literal.register
def _(value: FileContent) -> str:
    return f"File.binread(File.expand_path({literal(value.path)}, env.root_path))"


@literal.register
def _(value: Arguments) -> str:
    named = [_named(value.named)] if value.named else []
    return ", ".join([*map(literal, value.positional), *named, *map(literal, value.splats)])


def name_of(text: str) -> str:
    """Return a text where Ruby has a name.

    Raises:
        TypeError: It can't be one.
    """
    if not _NAME.fullmatch(text):
        msg = f"Ruby has no name {text!r}"
        raise TypeError(msg)
    return text


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    if "\ud800" <= character <= "\udfff":
        msg = "Ruby has no literal for half a surrogate pair"
        raise TypeError(msg)
    return f"\\u{{{ord(character):x}}}"


def _pairs(value: Mapping[object, object]) -> str:
    return ", ".join(f"{literal(key)} => {literal(item)}" for key, item in value.items())


def _named(named: Mapping[str, object]) -> str:
    return ", ".join(f"{name_of(name)}: {literal(value)}" for name, value in named.items())
