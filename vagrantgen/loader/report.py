"""What pydantic finds wrong, at the place where it is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ValidationError

from vagrantgen.errors import Place, Problem
from vagrantgen.loader.layers import Layers
from vagrantgen.loader.reader import Key
from vagrantgen.loader.wording import is_of_kind, words
from vagrantgen.models.base import Mistake, Mistakes


def problems(error: ValidationError, model: type[BaseModel], data: Any) -> list[Problem]:
    """Return what pydantic found wrong, each with its key in the data, without its place.

    Args:
        error: What it found.
        model: The model it found it with.
        data: What it was given.
    """
    mistakes = [
        (_key(mistake, data), mistake)
        for found in error.errors(include_url=False)
        for mistake in _one_by_one(found)
    ]
    inside = {key[:depth] for key, _ in mistakes for depth in range(len(key))}
    mistakes = [
        (key, mistake)
        for key, mistake in mistakes
        if key not in inside or not is_of_kind(mistake)  # another kind of value was meant
    ]
    mistakes.sort(key=lambda item: [str(part) for part in item[0]])
    found = []
    for key, group in groupby(mistakes, key=lambda item: item[0]):
        same = [mistake for _, mistake in group]
        text, hint = words(same, model)
        found.append(Problem(text, key, hint=hint, of_name=_is_of_name(same[0])))
    return found


def placed(problem: Problem, layers: Layers, keys: Sequence[Key] = ()) -> Problem:
    """Return a problem with the place where it is to be mended.

    Args:
        problem: The problem.
        layers: What is written.
        keys: Where it may be written; at its own key, otherwise.
    """
    key, place = layers.place(keys or [problem.key], of_name=problem.of_name)
    return replace(problem, key=key, place=place)


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """Return problems in the order of their places, each once."""
    once: dict[tuple[Place | None, str], Problem] = {}
    for problem in found:
        once.setdefault((problem.place, problem.text), problem)
    return sorted(once.values(), key=_order)


def _order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.source, place.line, place.column) if place else ("", 0, 0)


def _one_by_one(mistake: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield each of the mistakes that rules between several keys found at once."""
    error = mistake.get("ctx", {}).get("error")
    if isinstance(error, Mistakes):
        yield from ({**mistake, "ctx": {"error": one}} for one in error.found)
    else:
        yield mistake


def _is_of_name(mistake: Mapping[str, Any]) -> bool:
    return bool(mistake["type"] == "extra_forbidden" or mistake["loc"][-1:] == ("[key]",))


def _key(mistake: Mapping[str, Any], data: Any) -> Key:
    """Return where a mistake is in the data, without pydantic's marks for kinds and types."""
    error = mistake.get("ctx", {}).get("error")
    if isinstance(error, Mistake):
        return (*_key({**mistake, "ctx": {}}, data), *error.key)
    key: list[str | int] = []
    last = len(mistake["loc"]) - 1
    for place, part in enumerate(mistake["loc"]):
        if _has(data, part):
            data = data[part]
        elif mistake["type"] != "missing" or place < last:
            continue
        key.append(part)
    return tuple(key)


def _has(data: Any, part: int | str) -> bool:
    if isinstance(data, list | tuple):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, Mapping) and part in data
