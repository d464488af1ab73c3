"""The parts that the schemas of the API are made of."""

from collections.abc import Iterable
from typing import Any

Schema = dict[str, Any]


def make_text(longest: int = 120, **more: Any) -> Schema:
    return {"type": "string", "maxLength": longest} | more


def make_choice(values: Iterable[str], **more: Any) -> Schema:
    return {"type": "string", "enum": list(values)} | more


def make_optional(schema: Schema) -> Schema:
    """:return: the schema that also takes null"""
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | {"type": [schema["type"], "null"]} | choices


def make_object(
    properties: Schema, required: Iterable[str] = (), closed: bool = True, **more: Any
) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = list(required)
    if closed:
        schema["additionalProperties"] = False
    return schema | more


def make_choices(properties: Schema, *needed: tuple[str, ...]) -> list[Schema]:
    """:return: the same object once for each way to complete it: with these members, not blank.

    Each is whole, so that generated clients have a class with every member for each way.
    """
    return [
        make_object(
            properties
            | {
                name: properties[name] | {"pattern": "\\S"}
                for name in names
                if not properties[name].keys() & {"pattern", "enum"}
            },
            names,
        )
        for names in needed
    ]


def refer(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def make_list(schema: Schema, most: int, least: int = 0) -> Schema:
    return {"type": "array", "items": schema, "maxItems": most, "minItems": least}
