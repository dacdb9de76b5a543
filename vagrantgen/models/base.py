"""What every model has in common."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
)

Bool = Annotated[bool, Strict()]
"""`true` or `false`; the string "false" is a mistake, which Ruby would take for true."""

Int = Annotated[int, Strict()]
PositiveInt = Annotated[int, Strict(), Field(ge=1)]
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]


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


def _one_or_several(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


OneOrSeveral = BeforeValidator(_one_or_several)
"""Lets one item stand for a list of one."""


class Model(BaseModel):
    """What is written by a user, and checked: frozen, with no keys but its own."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        validate_default=False,
        hide_input_in_errors=False,
    )

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other values, which have been checked already."""
        return self.model_copy(update=changes)


class Settings(Model):
    """Keys that go to Vagrant, most of them under their own names."""

    def settings(self) -> Mapping[str, Any]:
        """Return what is written into the Vagrantfile: each name and its value, in order.

        A key that is unset, or set to `null`, is not written; Vagrant's default holds.
        """
        written = self.model_fields_set
        return {name: value for name, value in self if name in written and value is not None}
