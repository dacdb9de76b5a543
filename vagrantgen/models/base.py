"""What every model has in common."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    Strict,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from vagrantgen.models.documentation import meanings, with_refusals
from vagrantgen.models.unchecked import Extra
from vagrantgen.models.values import Unchecked

_LONGEST_SHOWN: Final = 60

Bool = Annotated[bool, Strict()]
"""`true` or `false`; the string "false" is a mistake, which Ruby would take for true."""

Int = Annotated[int, Strict()]
PositiveInt = Annotated[int, Strict(), Field(ge=1)]
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]


class Mistake(ValueError):  # noqa: N818  (it is the user's, not ours)
    """What a rule between several keys finds wrong.

    Args:
        text: What is wrong.
        key: The key that has to change, seen from the model with the rule.
    """

    def __init__(self, text: str, *key: str | int) -> None:
        super().__init__(text)
        self.key = key


class Mistakes(ValueError):  # noqa: N818
    """Everything that the rules between several keys find wrong.

    Args:
        found: Each mistake, with the key that has to change.
    """

    def __init__(self, found: Sequence[Mistake]) -> None:
        super().__init__("; ".join(map(str, found)))
        self.found = tuple(found)


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    text = repr(value) if isinstance(value, str) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}...'"


def index(info: ValidationInfo) -> int:
    """Return the index of the machine being made, from 0, among those that `count` asks for."""
    return int((info.context or {}).get("index", 0))


def is_partial(info: ValidationInfo) -> bool:
    """Tell whether only a part of what is meant is known, as in a lab file's `defaults`.

    Rules between several keys wait until the whole is known.
    """
    return bool((info.context or {}).get("partial", False))


def _number(value: str, info: ValidationInfo) -> str:
    return value.replace("{n}", str(index(info) + 1))


Numbered = Annotated[str, AfterValidator(_number)]
"""Text in which `{n}` stands for the machine's number, from 1, among those `count` asks for."""


class _OneOrSeveral:
    """Lets one item stand for a list of one."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_before_validator_function(_one_or_several, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


def _one_or_several(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


OneOrSeveral = _OneOrSeveral()
"""Lets one item stand for a list of one."""


if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass

    class _Constructors(ModelMetaclass):
        """Hides pydantic's constructors from type checkers, for which a list is no tuple."""
else:
    _Constructors = type(BaseModel)


class Model(BaseModel, metaclass=_Constructors):
    """What is written by a user, and checked: frozen, with no keys but its own."""

    model_config = ConfigDict(
        defer_build=True,
        frozen=True,
        extra="forbid",
        validate_default=False,
        hide_input_in_errors=False,
    )

    shorthand: ClassVar[str] = ""
    """What a text means in its place; nothing where no text may stand there."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema, which has a text too where one may stand in its place."""
        whole = handler(core_schema)
        definition = handler.resolve_ref_schema(whole)
        said = meanings(cls)
        for key, name in keys_of(cls).items():
            if name in said and key in definition["properties"]:
                definition["properties"][key]["description"] = said[name]
        definition["properties"] = with_refusals(cls, definition["properties"])
        if not cls.shorthand:
            return whole
        mapping = dict(definition)
        definition.clear()
        definition["anyOf"] = [{"type": "string", "description": cls.shorthand}, mapping]
        return whole

    @model_validator(mode="before")
    @classmethod
    def _takes_null_for_unset(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or None not in value.values():
            return value
        known = keys_of(cls)
        return {key: item for key, item in value.items() if item is not None or key not in known}

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other values, which have been checked already."""
        return self.model_copy(update=changes)


@cache
def keys_of(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the keys that a model takes, and the names of its fields."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


class Settings(Model):
    """Keys that go to Vagrant, most of them under their own names."""

    extra: Extra | None = None
    """Options that vagrantgen does not know, written as they stand here, by Vagrant's names."""

    @model_validator(mode="after")
    def _has_only_what_is_unknown_in_extra(self) -> Self:
        for name in self.extra or ():
            bare = name.rpartition("__")[2]
            if bare in keys_of(type(self)):
                msg = f"{bare!r} is known, and checked: write it beside `extra`"
                raise Mistake(msg, "extra", name)
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema, which has the way out behind everything else."""
        whole = super().__get_pydantic_json_schema__(core_schema, handler)
        definition = handler.resolve_ref_schema(whole)
        for mapping in (definition, *definition.get("anyOf", ())):
            if "extra" in mapping.get("properties", {}):
                mapping["properties"]["extra"] = mapping["properties"].pop("extra")
        return whole

    def settings(self) -> Mapping[str, Any]:
        """Return what is written into the Vagrantfile: each name and its value, in order.

        A key that is unset, or set to `null`, is not written; Vagrant's default holds.
        """
        written = self.model_fields_set
        if not written:
            return {}
        return {
            name: value
            for name in type(self).model_fields
            if name != "extra" and name in written and (value := getattr(self, name)) is not None
        } | {name: Unchecked(value) for name, value in (self.extra or {}).items()}


class Checked(Settings):
    """Settings with rules between them, which wait until the whole is known."""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is wrong between the settings."""
        return iter(())

    @model_validator(mode="after")
    def _combines_only_what_goes_together(self, info: ValidationInfo) -> Self:
        if not is_partial(info) and (found := tuple(self.mistakes())):
            raise Mistakes(found)
        return self


class Kind(Settings):
    """One of several kinds of settings, of which `type` tells which it is.

    A lab file has to say it; in Python the class does.
    """

    type: str

    @model_serializer(mode="wrap")
    def _says_its_type(self, rest: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"type": self.type, **rest(self)}  # also where defaults are left out
