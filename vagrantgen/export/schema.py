"""The lab file's JSON Schema, for editors and for programs that write lab files."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from vagrantgen.loader.written import LabFile

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_NULL: Final = {"type": "null"}


class _Generator(GenerateJsonSchema):
    """Pydantic's schema without its titles, which only repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def lab_schema() -> Schema:
    """Return the JSON Schema of the lab file."""
    schema = LabFile.model_json_schema(schema_generator=_Generator)
    definitions = schema["$defs"]
    parts = list(_parts(schema))
    for part in parts:
        if isinstance(part.get("title"), str):
            del part["title"]
        if "oneOf" in part:  # its members differ in `type`, and one of them may be a text
            part["anyOf"] = part.pop("oneOf")
            _require_what_tells_kinds_apart(part.pop("discriminator", {}), definitions)
        _simplify(part)
    for part in parts:
        if isinstance(part.get("properties"), dict):
            _let_keys_be_unset(part, definitions)
            _tell_what_is_known(part["properties"].values())
    for part in parts:
        _offer_kinds(part, definitions)
    for key in ("machines", "networks"):
        _let_be_null(schema["properties"][key]["additionalProperties"], definitions)
    ignored = {"^x-": {"description": "Ignored; a place for YAML anchors."}}
    return {"$schema": DIALECT, "title": "A lab", **schema, "patternProperties": ignored}


def _parts(schema: Any) -> Iterator[Schema]:
    """Yield a schema and every schema in it."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _parts(value)


def _require_what_tells_kinds_apart(discriminator: Schema, definitions: Schema) -> None:
    """Require the key that tells kinds apart, whose default is for Python alone."""
    for reference in discriminator.get("mapping", {}).values():
        kind = definitions[_name(reference)]
        key = discriminator["propertyName"]
        kind["properties"][key].pop("default", None)
        kind["required"] = list(dict.fromkeys([*kind.get("required", ()), key]))


def _offer_kinds(union: Schema, definitions: Schema) -> None:
    """Name the kinds of a union beside it, where editors look for what may be written."""
    members = [definitions[_name(one["$ref"])] for one in union.get("anyOf", ()) if "$ref" in one]
    kinds = [member.get("properties", {}).get("type", {}).get("const") for member in members]
    named = [kind for kind in kinds if kind]
    if len(named) > 1:
        union["properties"] = {"type": {"anyOf": [{"enum": named}, {"type": "string"}]}}


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _simplify(schema: Schema) -> None:
    """Let the choice between one kind of scalar and null stand in `type`."""
    choices = schema.get("anyOf", [])
    kinds = [choice for choice in choices if choice != _NULL]
    if len(kinds) == 1 and len(choices) > 1 and isinstance(kinds[0].get("type"), str):
        del schema["anyOf"]
        schema |= {key: value for key, value in kinds[0].items() if key not in schema}
        _let_be_null(schema, {})


def _let_keys_be_unset(model: Schema, definitions: Schema) -> None:
    """Let every key that may be left out be null, which says the same."""
    required = model.get("required", ())
    for name, value in model["properties"].items():
        if value.get("default", 0) is None:
            del value["default"]
        if name not in required and "const" not in value:
            _let_be_null(value, definitions)


def _tell_what_is_known(settings: Iterable[Schema]) -> None:
    """Put Vagrant's and the plugin's defaults, and the versions, where editors show them."""
    for setting in settings:
        if "x-default" in setting:
            setting["default"] = setting.pop("x-default")
        if "x-since" in setting:
            setting["description"] += f" Needs {setting['x-since']} or newer."


def _let_be_null(schema: Schema, definitions: Schema) -> None:
    if "$ref" in schema:
        _let_be_null(definitions[_name(schema["$ref"])], definitions)
    elif isinstance(schema.get("type"), str) and schema["type"] != "null":
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    elif "anyOf" in schema and _NULL not in schema["anyOf"]:
        schema["anyOf"] = [*schema["anyOf"], _NULL]
