"""What is known of a setting besides its type and its meaning: one marker in its annotation."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Emits:
    """What a setting becomes, what holds without it, and who knows it.

    The JSON Schema, the reference page and the rendering read it:
    `Annotated[Line | None, Emits("/domain/title", default="")]`.
    """

    target: str = ""
    """Where it goes: a path in libvirt's XML, or a name of Vagrant's."""

    default: object = None
    """What Vagrant or the plugin takes where it is not written."""

    since: str = ""
    """The oldest program that knows it, where not every one does: `vagrant-libvirt 0.12.0`."""

    is_method: bool = False
    """Whether Ruby calls it, and assigns nothing to it."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema, with what is known besides under keys of our own."""
        known: dict[str, Any] = {
            "x-emits": self.target,
            "x-default": self.default,
            "x-since": self.since,
        }
        said = {key: value for key, value in known.items() if value not in (None, "")}
        return handler(schema) | said


def emits_of(model: type[Any], key: str) -> Emits:
    """Return what is known of a model's field."""
    marks = (mark for mark in model.model_fields[key].metadata if isinstance(mark, Emits))
    return next(marks, Emits())
