"""Settings of several kinds, told apart by `type`: each is imported when a lab first has it."""

import importlib
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError
from pydantic_core.core_schema import (
    definitions_schema,
    tagged_union_schema,
    with_info_plain_validator_function,
)

from vagrantgen.models.base import Kind


class Kinds:
    """The kinds that may stand at a place.

    Args:
        package: The package their modules are in.
        classes: The class of each kind, as `module.Class`, by its `type`.
        of_plugin: The class of the kinds that plugins add.
    """

    def __init__(self, package: str, classes: Mapping[str, str], of_plugin: str = "") -> None:
        self._package = package
        self._classes = classes
        self._of_plugin = of_plugin

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __getitem__(self, kind: str) -> Any:
        """Return the class of a kind; that of plugins' kinds, where it is no other."""
        module, _, name = self._classes.get(kind, self._of_plugin).partition(".")
        return getattr(importlib.import_module(f"{self._package}.{module}"), name)

    def validate(self, value: Any, info: ValidationInfo) -> Kind:
        """Return the kind of settings that a value is."""
        if isinstance(value, Kind):
            return value
        if not isinstance(value, Mapping):
            raise PydanticKnownError("model_attributes_type")
        kind = value.get("type")
        if kind is None:
            raise PydanticKnownError("union_tag_not_found", {"discriminator": "'type'"})
        if not self._is_known(kind, value):
            expected = ", ".join(map(repr, self))
            known = {"discriminator": "'type'", "tag": str(kind), "expected_tags": expected}
            raise PydanticKnownError("union_tag_invalid", known)
        adapter = _adapter(kind, self[kind])
        made: Kind = adapter.validator.validate_python(value, context=info.context)
        return made

    def _is_known(self, kind: object, value: Mapping[Any, Any]) -> bool:
        if not isinstance(kind, str):
            return False
        if kind in self._classes or not self._of_plugin:
            return kind in self._classes
        return "plugin" in value or kind in self[kind].known

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return with_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        kinds: Any = reduce(or_, (self[kind] for kind in self))
        schema = handler(_built(Annotated[kinds, Field(discriminator="type")]))
        more = [handler(_built(self[self._of_plugin]))] if self._of_plugin else []
        return {**schema, "oneOf": [*schema["oneOf"], *more]}


class _Tagged:
    """Lets pydantic say a kind in the location of what is wrong with it."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return tagged_union_schema({self._kind: handler(source)}, discriminator="type")


@cache
def _adapter(kind: str, model: type[Kind]) -> TypeAdapter[Any]:
    tagged: Any = Annotated[model, _Tagged(kind)]
    return TypeAdapter(tagged)


def _built(annotation: Any) -> CoreSchema:
    return definitions_schema(TypeAdapter(annotation).core_schema, [])
