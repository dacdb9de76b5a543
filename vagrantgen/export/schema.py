"""The lab file's JSON Schema, for editors and for programs that write lab files."""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from vagrantgen.loader.written import LabFile

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _Schema(GenerateJsonSchema):
    """Pydantic's schema without its titles, which only repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def lab_schema() -> dict[str, Any]:
    """Return the JSON Schema of the lab file."""
    schema = LabFile.model_json_schema(schema_generator=_Schema, mode="validation")
    for model in (schema, *schema["$defs"].values()):
        model.pop("title", None)
    return {
        "$schema": DIALECT,
        "title": "A lab for vagrantgen",
        **schema,
        "patternProperties": {"^x-": {"description": "Ignored; a place for YAML anchors."}},
    }
