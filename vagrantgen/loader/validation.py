"""Data to models: all that is right, in spite of what is wrong elsewhere."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from vagrantgen.errors import Problem
from vagrantgen.loader import report
from vagrantgen.loader.reader import Key

Anything = TypeVar("Anything", bound=BaseModel)

_TRIES: Final = 4


def validate(
    model: type[Anything], data: Mapping[Any, Any], context: Mapping[str, Any]
) -> tuple[Anything | None, list[Problem]]:
    """Return a model of what is right in some data, and what is wrong with the rest.

    Args:
        model: The model.
        data: The data.
        context: What its rules know besides.

    Returns:
        The model, None if nothing can be made of the data; and each problem, without its place.
    """
    try:
        return model.model_validate(data, context=context), []
    except ValidationError as error:
        problems = report.problems(error, model, data)
    wrong = problems
    for _ in range(_TRIES):
        data = _without(data, [problem.key for problem in wrong])
        try:
            return model.model_validate(data, context={**context, "partial": True}), problems
        except ValidationError as error:
            wrong = report.problems(error, model, data)
    return None, problems


def _without(data: Any, keys: Iterable[Key]) -> Any:
    """Return data without these keys; an item of a list takes its whole list with it.

    What a missing key leaves incomplete is left out instead.
    """
    for written in keys:
        key = written if _has(data, written) else written[:-1]
        while key and isinstance(key[-1], int):
            key = key[:-1]  # the list's other items keep their places
        data = _without_one(data, key)
    return data


def _has(data: Any, key: Key) -> bool:
    for part in key:
        inside = (
            data if isinstance(data, Mapping) else range(len(data) if isinstance(data, list) else 0)
        )
        if part not in inside:
            return False
        data = data[part]
    return True


def _without_one(data: Any, key: Key) -> Any:
    if not key:
        return data
    name, rest = key[0], key[1:]
    if isinstance(data, list) and isinstance(name, int):
        return [_without_one(item, rest) if i == name else item for i, item in enumerate(data)]
    if not isinstance(data, Mapping) or name not in data:
        return data
    if not rest:
        return {other: value for other, value in data.items() if other != name}
    return {**data, name: _without_one(data[name], rest)}
