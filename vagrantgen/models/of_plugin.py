"""Kinds of settings that a plugin of Vagrant adds, with any of its options."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from vagrantgen.models.base import Kind, Mistake
from vagrantgen.models.plugins import PluginName
from vagrantgen.models.unchecked import can_be_written_down, is_a_name_of_ruby


class OfPlugin(Kind):
    """What a plugin adds: with any options, which are written as they are."""

    model_config = ConfigDict(extra="allow")

    known: ClassVar[Mapping[str, str]] = {}
    """The plugins of the kinds that are known."""

    type: str
    """What the plugin calls it."""

    plugin: PluginName | None = None
    """The plugin, where vagrantgen does not know whose this type is."""

    @model_validator(mode="after")
    def _says_whose_it_is(self) -> Self:
        if self.plugin is None and self.type not in self.known:
            msg = f"{self.type!r} is of a plugin that is not known; name it: `plugin: vagrant-...`"
            raise Mistake(msg, "type")
        for name in self.model_extra or {}:
            try:
                is_a_name_of_ruby(name)
            except ValueError as error:
                raise Mistake(str(error), name) from None
        can_be_written_down(dict(self.model_extra or {}))
        return self

    @property
    def needed_plugin(self) -> str:
        """The plugin that adds it."""
        return self.plugin or self.known[self.type]

    def settings(self) -> Mapping[str, Any]:
        """Return what is written."""
        said = {key: value for key, value in super().settings().items() if key != "plugin"}
        return {**said, **(self.model_extra or {})}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema, which asks for the plugin where that is not known."""
        whole = super().__get_pydantic_json_schema__(core_schema, handler)
        definition = handler.resolve_ref_schema(whole)
        known = {"enum": list(cls.known)}
        definition["properties"]["type"] |= {"anyOf": [known, {"type": "string"}]}
        del definition["properties"]["type"]["type"]
        definition["if"] = {"properties": {"type": known}}
        definition["else"] = {"required": ["plugin"]}
        return whole
