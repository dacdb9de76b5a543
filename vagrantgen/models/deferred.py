"""Sections that many labs never have, and that cost nothing until a lab has them."""

from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Any, Final

from pydantic import (
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializationInfo,
    TypeAdapter,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import (
    definitions_schema,
    plain_serializer_function_ser_schema,
    with_info_plain_validator_function,
)

from vagrantgen.models.unsaid import Unsaid, type_at


class _Section:
    """A field's type, and its validator once it is needed."""

    def __init__(self, source: Callable[[], Any]) -> None:
        self._source = source

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self._source())

    def validate(self, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, Unsaid):
            return value
        return self.adapter.validator.validate_python(value, context=info.context)

    def serialize(self, value: Any, info: SerializationInfo) -> Any:
        return self.adapter.dump_python(
            value.empty if isinstance(value, Unsaid) else value,
            mode="json" if info.mode == "json" else "python",
            exclude_unset=info.exclude_unset,
            exclude_defaults=info.exclude_defaults,
        )


class _Deferred:
    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return self._schema(_Section(lambda: source))

    def _schema(self, section: _Section) -> CoreSchema:
        return with_info_plain_validator_function(
            section.validate,
            serialization=plain_serializer_function_ser_schema(section.serialize, info_arg=True),
            metadata={"section": section},
        )

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        section: _Section = core_schema["metadata"]["section"]
        return handler(definitions_schema(section.adapter.core_schema, []))


DEFERRED: Final = _Deferred()
"""Leaves building a field's validator to the first value that it gets."""


class Late(_Deferred):
    """Leaves importing a type, too, to the first value.

    Args:
        path: Where the type is, as `module.Name` of the models.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def type(self) -> Any:
        """The type, imported now."""
        return type_at(self._path)

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return self._schema(_Section(lambda: self.type))


def late(path: str) -> Any:
    """Return what stands in annotations for a type that is imported with its first value.

    Args:
        path: Where the type is, as `module.Name` of the models.
    """
    return Annotated[Any, Late(path)]
