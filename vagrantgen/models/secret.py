"""Secrets: texts that stand in the environment or in a file, and never in the Vagrantfile."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Discriminator, Tag, model_validator

from vagrantgen.models.base import Mistake, Model
from vagrantgen.models.text import Line, Text, VariableName, XmlLine
from vagrantgen.models.unchecked import can_be_written_down


class Secret(Model):
    """Where a text stands that Vagrant reads when it loads the Vagrantfile."""

    env: VariableName | None = None
    """The environment variable that has it."""

    default: Text | None = None
    """What holds where that variable is not set; Vagrant stops otherwise."""

    file: Line | None = None
    """The file that has it; a relative one starts at the lab file."""

    @model_validator(mode="after")
    def _stands_in_one_place(self) -> Self:
        if (self.env is None) == (self.file is None):
            msg = "needs `env` (the variable that has the text) or `file`, and not both"
            raise ValueError(msg)
        if self.default is not None and self.env is None:
            msg = "goes with `env`; a file has to be there"
            raise Mistake(msg, "default")
        return self

    @property
    def named(self) -> Mapping[str, str]:
        """Where it stands, as the Vagrantfile says it."""
        said = {"env": self.env, "default": self.default, "file": self.file}
        return {key: value for key, value in said.items() if value is not None}


def _kind(value: Any) -> str:
    return "<secret>" if isinstance(value, Mapping | Secret) else "<text>"


SecretLine = Annotated[
    Annotated[Line, Tag("<text>")] | Annotated[Secret, Tag("<secret>")], Discriminator(_kind)
]
"""A line, or where it stands."""

SecretXmlLine = Annotated[
    Annotated[XmlLine, Tag("<text>")] | Annotated[Secret, Tag("<secret>")], Discriminator(_kind)
]
"""A line that the plugin copies into its XML, or where it stands."""

SecretText = Annotated[
    Annotated[Text, Tag("<text>")] | Annotated[Secret, Tag("<secret>")], Discriminator(_kind)
]
"""A text, or where it stands."""


def with_secrets(value: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping in which secrets are known as such.

    Raises:
        ValueError: A value can't be written down.
    """
    found = {name: Secret(**item) for name, item in value.items() if _is_secret(item)}
    plain = {name: item for name, item in value.items() if not isinstance(item, Secret)}
    can_be_written_down({name: item for name, item in plain.items() if name not in found})
    return value | found


def _is_secret(value: object) -> bool:
    """Tell whether a mapping is one of those by which a lab file says where a text stands."""
    if not isinstance(value, Mapping):
        return False
    said = {key: item for key, item in value.items() if item is not None}
    keys = set(said) in ({"env"}, {"env", "default"}, {"file"})
    return keys and all(isinstance(item, str) for item in said.values())


SecretVariables = Annotated[dict[VariableName, Any], AfterValidator(with_secrets)]
"""Variables with values of any kind, or where the values stand."""


def secrets_in(value: object) -> Iterator[Secret]:
    """Yield every secret in a value, and in the values in it."""
    match value:
        case Secret():
            yield value
        case BaseModel():
            yield from secrets_in([getattr(value, key) for key in sorted(value.model_fields_set)])
        case Mapping():
            for item in value.values():
                yield from secrets_in(item)
        case list() | tuple():
            for item in value:
                yield from secrets_in(item)
        case _:
            pass
