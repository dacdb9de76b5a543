"""Mistakes in words of ours: what is wrong, and what to write instead."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel

from vagrantgen.loader.fields import models_at
from vagrantgen.models.base import keys_of, shown
from vagrantgen.models.documentation import meanings

_KINDS: Final = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_LIMITS: Final = {
    "greater_than": ("small", "more than {gt}"),
    "greater_than_equal": ("small", "{ge} or more"),
    "less_than": ("large", "less than {lt}"),
    "less_than_equal": ("large", "{le} or less"),
}
_BOOLEANS: Final = {
    "yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false",
}  # fmt: skip
_PREFIX: Final = "libvirt__"
_LONGEST_NUMBER: Final = 20
_OF_A_PLUGIN: Final = "a plugin's stands with the plugin's name: `plugin: vagrant-...`"
_FEW: Final = 12
_NEWER: Final = "what only a newer Vagrant or plugin knows stands under `extra`"
_EXAMPLES: Final = {
    "machines": "name each: `machines: {web: {box: debian12}}`",
    "machines.*": "write `{box: debian12}`",
    "networks": "name each: `networks: {lan: {subnet: 10.20.30.0/24}}`",
    "networks.*": "write `{subnet: 10.20.30.0/24}`",
    "links[]": "write `{between: [r1, r2]}`",
    "groups": "name each: `groups: {managed: [web]}`",
    "disks[]": "write `{size: 20G}`",
    "provisioners[]": "write `{type: shell, inline: ...}`",
    "synced_folders[]": "write `{type: rsync, host: ., guest: /srv}`",
    "triggers[]": "write `{before: up, run: ...}`",
}
"""What to write where a mapping belongs: for a section, an entry of one, an item of a list."""


Mistake = Mapping[str, Any]


def is_of_kind(mistake: Mistake) -> bool:
    """Tell whether it is the kind of a value that is wrong: a list instead of text."""
    return mistake["type"] in _KINDS


def words(mistakes: Sequence[Mistake], model: type[BaseModel]) -> tuple[str, str]:
    """Return what is wrong at one place, and a hint.

    Args:
        mistakes: What pydantic says of it; several where several kinds of values are allowed.
        model: The model it was found with.
    """
    if len(mistakes) > 1 and all(mistake["type"] in _KINDS for mistake in mistakes):
        kinds = dict.fromkeys(_KINDS[mistake["type"]] for mistake in mistakes)
        return _wrong_kind(mistakes[0]["input"], _either(list(kinds)))
    mistake = next((item for item in mistakes if item["type"] not in _KINDS), mistakes[0])
    kind, given, context = mistake["type"], mistake["input"], mistake.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(mistake, model)
    if kind in _KINDS:
        text, hint = _wrong_kind(given, _KINDS[kind])
        return text, hint or _example(mistake["loc"])
    if kind in _LIMITS:
        size, limit = _LIMITS[kind]
        return f"{given} is too {size}; write {limit.format(**context)}", ""
    if choices := _choices(mistake):
        text, hint = _not_one_of(*choices)
        return text, hint or (_OF_A_PLUGIN if kind == "union_tag_invalid" else "")
    if kind == "union_tag_not_found":
        return "`type` is missing", f"one of {', '.join(_types(mistake, model))}"
    if kind == "missing":
        return f"`{mistake['loc'][-1]}` is missing", _wanted(mistake, model)
    return str(context.get("error", mistake["msg"])), ""


def _choices(mistake: Mistake) -> tuple[Any, list[str]] | None:
    """Return what was given and what could have been, if that is what a mistake is about."""
    given, context = mistake["input"], mistake.get("ctx", {})
    if mistake["type"] == "literal_error":
        return given, _quoted(context["expected"])
    if mistake["type"] == "union_tag_invalid":
        return context["tag"], _quoted(context["expected_tags"])
    if mistake["type"] == "kind" and isinstance(given, Mapping) and "type" in given:
        return given["type"], _quoted(mistake["msg"])
    return None


def near(word: object, known: Iterable[str]) -> str:
    """Return a question whether another word was meant, or nothing."""
    return _near(str(word), tuple(known))


@cache
def _near(word: str, known: tuple[str, ...]) -> str:
    begun = [name for name in known if len(word) > 1 and name.startswith(word)]
    found = difflib.get_close_matches(word, known, 1, 0.6) or begun
    return f"did you mean {found[0]!r}?" if found else ""


def _unknown_key(mistake: Mistake, model: type[BaseModel]) -> tuple[str, str]:
    key = mistake["loc"][-1]
    models = list(models_at(model, mistake["loc"][:-1]))
    for found in models:
        if key in getattr(found, "refused", {}):
            return f"{key!r} {found.refused[key]}", ""  # type: ignore[attr-defined]
    known = list(dict.fromkeys(key for found in models for key in keys_of(found)))
    known.sort(key="extra".__eq__)
    bare = str(key).removeprefix(_PREFIX)
    if bare != key and bare in known:
        return f"the prefix of {key!r} is added by itself", f"write `{bare}`"
    some = [name for name in known if name != "extra"]
    few = f"known here: {', '.join(some)}" if some and len(some) <= _FEW else ""
    newer = _NEWER if "extra" in known else ""
    return f"unknown key {key!r}", near(key, known) or few or newer


def _wanted(mistake: Mistake, model: type[BaseModel]) -> str:
    """Return what a key that is missing takes: one of some words, or what it means."""
    *outer, key = mistake["loc"]
    for found in models_at(model, outer):
        if name := keys_of(found).get(str(key)):
            words = get_args(found.model_fields[name].annotation)
            is_choice = words and all(isinstance(word, str) for word in words)
            return f"one of {', '.join(words)}" if is_choice else meanings(found).get(name, "")
    return ""


def _example(loc: Sequence[str | int]) -> str:
    """Return what to write where a mapping belongs."""
    match [part for part in loc if not str(part).startswith("<")]:
        case [str(section)]:
            return _EXAMPLES.get(section, "")
        case [str(section), str()]:
            return _EXAMPLES.get(f"{section}.*", "")
        case [*_, str(section), int()]:
            return _EXAMPLES.get(f"{section}[]", "")
        case _:
            return ""


def _wrong_kind(given: Any, wanted: str) -> tuple[str, str]:
    if wanted.startswith("text") and isinstance(given, int | float):
        number = str(given).lower() if isinstance(given, bool) else str(given)
        return f"{number} stands where {wanted} belongs", f'write "{number}", in quotes'
    text = f"{shown(given)} stands where {wanted} belongs"
    if wanted == "true or false" and str(given).lower() in _BOOLEANS:
        return text, f"write {_BOOLEANS[str(given).lower()]}, without quotes"
    if wanted == "a whole number" and isinstance(given, str) and given.isdecimal():
        return text, f"write {int(given[:_LONGEST_NUMBER])}, without quotes"
    if wanted == "a list" and isinstance(given, str):
        return text, f"write `[{given}]`, or `- {given}` in a line of its own"
    if wanted == "a list" and isinstance(given, Mapping):
        return text, "begin each item with '- '"
    return text, ""


def _not_one_of(given: Any, known: Sequence[str]) -> tuple[str, str]:
    return f"{shown(given)} is not {_either(known)}", near(given, known)


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def _quoted(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected)


def _types(mistake: Mistake, model: type[BaseModel]) -> list[str]:
    found = models_at(model, mistake["loc"])
    return [str(item.model_fields["type"].annotation.__args__[0]) for item in found]  # type: ignore[union-attr]
