"""Where Ruby's lines break: at a hundred columns, and where a text has lines of its own."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeGuard

from pydantic import BaseModel

from vagrantgen.models.documentation import meanings
from vagrantgen.models.values import (
    Arguments,
    Assignment,
    Call,
    Options,
    Pairs,
    Script,
    Unchecked,
    Verbatim,
)
from vagrantgen.render.ruby import literal, name_of

_WIDTH: Final = 100

Models = Sequence[type[BaseModel]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An argument, or an entry of a list or a hash."""

    name: str
    start: str
    value: Any


def line(start: str, value: object, explained: Models = ()) -> Verbatim:
    """Return a line of Ruby; several, where it is too long for one.

    Args:
        start: What it begins with, the indentation included.
        value: What follows: an assignment, a call, a call's arguments, or any value.
        explained: Models that know what the names in it mean, which comments then say.
    """
    match value:
        case Assignment(value=str() | int() as scalar) if not explained:
            text = _assignment(start, value.name, scalar)
        case Assignment():
            above = _comment(_indent(start), value.name, explained)
            text = above + _laid_out(f"{start}{name_of(value.name)} = ", value.value)
        case Call():
            above = _comment(_indent(start), value.name, explained)
            text = above + _call(f"{start}{name_of(value.name)} ", value.arguments)
        case Arguments() if explained:
            text = _broken(start.rstrip() + "(", _arguments(value), ")", explained)
        case Arguments():
            text = _call(start, value)
        case _:
            text = _laid_out(start, value, explained)
    return Verbatim(_warning(_indent(start), value) + text)


@lru_cache(maxsize=1024, typed=True)  # 1 and true are equal, and written differently
def _assignment(start: str, name: str, value: str | int) -> str:
    """Return an assignment; many machines of a lab share theirs."""
    return _laid_out(f"{start}{name_of(name)} = ", value)


def _warning(indent: str, value: object) -> str:
    """Return a comment that names the options in a line that nobody has checked."""
    match value:
        case Assignment(value=Options() as options):
            named: Mapping[str, object] = options
        case Assignment():
            named = {value.name: value.value}
        case Call(arguments=Arguments() as arguments) | (Arguments() as arguments):
            named = arguments.named
        case _:
            named = {}
    names = [name for name, item in named.items() if isinstance(item, Unchecked)]
    return f"{indent}# Unchecked, from `extra`: {', '.join(names)}\n" if names else ""


def _call(start: str, arguments: Arguments) -> str:
    flat = start + literal(arguments)
    entries = list(_arguments(arguments))
    if len(flat) <= _WIDTH and not any(_holds_a_heredoc(entry.value) for entry in entries):
        return flat
    entries.sort(key=lambda entry: bool(entry.name) and _is_heredoc(entry.value))
    return _packed(start, entries)


def _laid_out(start: str, value: object, explained: Models = ()) -> str:
    """Return the start of a line with a value after it, on as many lines as that needs."""
    if isinstance(value, Unchecked):
        value = value.value
    if _is_heredoc(value):
        head, body = _heredoc(value, _indent(start))
        return start + head + body
    flat = start + literal(value)
    is_explained = explained and isinstance(value, Mapping)
    if len(flat) <= _WIDTH and not is_explained and not _holds_a_heredoc(value):
        return flat
    match value:
        case Mapping() if value:
            return _broken(start + "{", _entries(value), "}", explained)
        case list() | tuple() if value and _is_flat(value):
            items = _packed(f"{_indent(start)}  ", _items(value))
            return f"{start}[\n{items},\n{_indent(start)}]"
        case list() | tuple() if value:
            return _broken(start + "[", _items(value), "]")
        case _:
            return flat


def _broken(start: str, entries: Iterable[_Entry], end: str, explained: Models = ()) -> str:
    """Return entries between brackets, each on a line of its own."""
    indent = _indent(start) + "  "
    lines = [start]
    for entry in entries:
        text = _laid_out(indent + entry.start, entry.value, explained)
        with_comma = text.replace("\n", ",\n", 1) if _is_heredoc(entry.value) else text + ","
        lines.append(_comment(indent, entry.name, explained) + with_comma)
    return "\n".join([*lines, _indent(start) + end])


def _packed(start: str, entries: Iterable[_Entry]) -> str:
    """Return entries side by side; those that don't fit go on below the first."""
    column = " " * len(start)
    lines = [start]
    waiting = ""
    for entry in entries:
        shown, body = _laid_out(column + entry.start, entry.value).removeprefix(column), ""
        if _is_heredoc(entry.value):
            head, body = _heredoc(entry.value, _indent(start))
            shown = entry.start + head
        if lines[-1] != start and ("\n" in lines[-1] + shown or len(lines[-1] + shown) >= _WIDTH):
            lines[-1] = lines[-1].rstrip() + waiting
            lines.append(column)
            waiting = ""
        lines[-1] += f"{shown}, "
        waiting += body
    return "\n".join(lines).removesuffix(", ") + waiting


def _heredoc(text: Script, indent: str) -> tuple[str, str]:
    """Return a heredoc's beginning, and its lines, which come after the line of that."""
    lines = text.removesuffix("\n").split("\n")
    mark = text.mark
    while any(line.strip() == mark for line in lines):
        mark += "_"
    chomp = "" if text.endswith("\n") else ".chomp"
    body = "".join(f"\n{indent}  {line}" if line else "\n" for line in lines)
    return f"<<~'{mark}'{chomp}", f"{body}\n{indent}{mark}"


def _is_heredoc(value: object) -> TypeGuard[Script]:
    """Tell whether a value has lines, and Ruby gives them back from a heredoc as they are.

    It takes the common indentation away, and what is not printable could not be seen.
    """
    if not isinstance(value, Script) or "\n" not in value.removesuffix("\n"):
        return False
    lines = value.removesuffix("\n").split("\n")
    return (
        all(line.replace("\t", "").isprintable() for line in lines)
        and any(line[:1].strip() for line in lines)
        and all(line.strip() or not line for line in lines)
    )


def _holds_a_heredoc(value: object) -> bool:
    match value:
        case Mapping():
            return any(map(_holds_a_heredoc, value.values()))
        case list() | tuple():
            return any(map(_holds_a_heredoc, value))
        case _:
            return _is_heredoc(value)


def _is_flat(values: Iterable[object]) -> bool:
    return not any(
        isinstance(value, Mapping | list | tuple) or _is_heredoc(value) for value in values
    )


def _arguments(arguments: Arguments) -> Iterator[_Entry]:
    for value in arguments.positional:
        yield from _entries(value) if isinstance(value, Pairs) else _items([value])
    yield from _entries(Options(arguments.named))
    yield from _items(arguments.splats)


def _items(values: Iterable[object]) -> Iterator[_Entry]:
    return (_Entry("", "", value) for value in values)


def _entries(value: Mapping[Any, Any]) -> Iterator[_Entry]:
    for key, item in value.items():
        if isinstance(value, Options):
            yield _Entry(key, f"{name_of(key)}: ", item)
        else:
            yield _Entry("", f"{literal(key)} => ", item)


def _comment(indent: str, name: str, explained: Models) -> str:
    """Return a comment that says what a setting means, where one of the models knows it.

    A setting of Vagrant or of the plugin may have a prefix that its model's field lacks.
    """
    if not explained:
        return ""
    bare = name.rpartition(".")[2].rpartition("__")[2]
    meaning = next((texts[bare] for model in explained if bare in (texts := meanings(model))), "")
    words = textwrap.wrap(meaning, _WIDTH - len(indent) - 2)
    return "".join(f"{indent}# {text}\n" for text in words)


def _indent(start: str) -> str:
    return start[: len(start) - len(start.lstrip(" "))]
