"""Which model stands where in another, to know the keys that could have been meant."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, Tag

from vagrantgen.models.base import keys_of
from vagrantgen.models.deferred import Late
from vagrantgen.models.kinds import Kinds


def models_at(annotation: Any, loc: Sequence[str | int]) -> Iterator[type[BaseModel]]:
    """Yield the models that can stand at a location as pydantic reports it.

    Args:
        annotation: The type it starts from.
        loc: Field names, keys, indexes, and the tags of discriminated unions.
    """
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        mark = next((mark for mark in inner[1:] if isinstance(mark, Kinds | Late)), None)
        if isinstance(mark, Kinds):
            yield from _of_kinds(mark, loc)
        else:
            yield from models_at(mark.type if mark else inner[0], loc)
    elif isinstance(annotation, type) and origin is None and issubclass(annotation, BaseModel):
        if not loc:
            yield annotation
        elif name := keys_of(annotation).get(str(loc[0])):
            yield from models_at(annotation.model_fields[name].rebuild_annotation(), loc[1:])
    elif origin in {tuple, list}:
        yield from models_at(inner[0], loc[1:]) if loc else ()
    elif origin is dict:
        yield from models_at(inner[1], loc[1:]) if loc else ()
    else:
        tagged = [member for member in inner if loc and loc[0] in _tags(member)]
        for member in tagged or inner:
            yield from models_at(member, loc[1:] if tagged else loc)


def _of_kinds(kinds: Kinds, loc: Sequence[str | int]) -> Iterator[type[BaseModel]]:
    """Yield the models of the kind that a location names; of every kind, where it names none."""
    if loc:
        yield from models_at(kinds[str(loc[0])], loc[1:])
    else:
        yield from (kinds[kind] for kind in kinds)


def _tags(member: Any) -> tuple[str, ...]:
    """Return what pydantic calls a member of a union in its locations."""
    if get_origin(member) is Annotated:
        marks = tuple(mark.tag for mark in get_args(member)[1:] if isinstance(mark, Tag))
        return marks or _tags(get_args(member)[0])
    fields = getattr(member, "model_fields", {})
    kind = fields["type"].annotation if "type" in fields else None
    return get_args(kind) if get_origin(kind) is Literal else ()
