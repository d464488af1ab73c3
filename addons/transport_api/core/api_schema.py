"""Checks a JSON body against the schema that the OpenAPI document publishes.

The subset of JSON Schema that this API uses, so that the published contract is the check itself
and production needs no further library (the tests compare it with ``jsonschema``).
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any

Schema = dict[str, Any]
Errors = list[dict[str, str]]

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
MAX_ERRORS = 20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def check(value: Any, schema: Schema, components: Schema | None = None) -> Errors:
    """Errors of ``value``: list of ``{"pointer": "/vehicles/0/make", "detail": "…"}``, at most 20."""
    errors: Errors = []
    _check(value, schema, "", components or {}, errors)
    return errors[:MAX_ERRORS]


def _resolve(schema: Schema, components: Schema) -> Schema:
    reference: str = schema.get("$ref", "")
    found: Schema = components[reference.rpartition("/")[2]] if reference else schema
    return found


def _check(value: Any, schema: Schema, pointer: str, components: Schema, errors: Errors) -> None:
    schema = _resolve(schema, components)
    if len(errors) >= MAX_ERRORS:
        return
    types = schema.get("type")
    if types is not None:
        types = types if isinstance(types, list) else [types]
        if not any(_TYPES[name](value) for name in types):
            errors.append({"pointer": pointer, "detail": f"must be {' or '.join(types)}"})
            return
    if "enum" in schema and value not in schema["enum"]:
        choices = ", ".join(str(choice) for choice in schema["enum"][:MAX_ERRORS])
        choices += " …" if len(schema["enum"]) > MAX_ERRORS else ""
        errors.append({"pointer": pointer, "detail": f"must be one of {choices}"})
        return
    if isinstance(value, str):
        _check_string(value, schema, pointer, errors)
    elif isinstance(value, dict):
        _check_object(value, schema, pointer, components, errors)
    elif isinstance(value, list):
        _check_array(value, schema, pointer, components, errors)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        _check_number(value, schema, pointer, errors)


def _fits_any(value: Any, schemas: list[Schema], components: Schema) -> bool:
    for schema in schemas:
        errors: Errors = []
        _check(value, schema, "", components, errors)
        if not errors:
            return True
    return False


def _describe_choices(schemas: list[Schema]) -> str:
    """What a reader has to send: each of our alternatives is a set of names."""
    names = [" and ".join(schema.get("required", ())) for schema in schemas]
    return f"needs {' or '.join(filter(None, names))}"


def _check_string(value: str, schema: Schema, pointer: str, errors: Errors) -> None:
    if len(value) > schema.get("maxLength", len(value)):
        _add(errors, pointer, f"must have at most {schema['maxLength']} characters")
    elif len(value) < schema.get("minLength", 0):
        _add(errors, pointer, f"must have at least {schema['minLength']} characters")
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        _add(errors, pointer, f"must match {schema['pattern']}")
    elif "format" in schema and not _has_format(value, schema["format"]):
        _add(errors, pointer, f"must be a {schema['format']}")
    elif _CONTROL.search(value):
        _add(errors, pointer, "must not contain control characters")


def _has_format(value: str, name: str) -> bool:
    try:
        if name == "date":
            return date.fromisoformat(value).isoformat() == value
        if name == "date-time":
            return _read_moment(value).tzinfo is not None
    except ValueError:
        return False
    return True


def _check_number(value: float, schema: Schema, pointer: str, errors: Errors) -> None:
    if value != value or value in (float("inf"), float("-inf")):
        _add(errors, pointer, "must be a number")
    elif value < schema.get("minimum", value):
        _add(errors, pointer, f"must be at least {schema['minimum']}")
    elif value > schema.get("maximum", value):
        _add(errors, pointer, f"must be at most {schema['maximum']}")


def _check_object(
    value: Schema, schema: Schema, pointer: str, components: Schema, errors: Errors
) -> None:
    properties = schema.get("properties", {})
    if len(value) < schema.get("minProperties", 0):
        _add(errors, pointer, "must not be empty")
    for name in schema.get("required", ()):
        if name not in value:
            _add(errors, f"{pointer}/{name}", "is required")
    for name, content in value.items():
        if name in properties:
            _check(content, properties[name], f"{pointer}/{name}", components, errors)
        elif schema.get("additionalProperties") is False:
            _add(errors, f"{pointer}/{name[:60]}", "is not known")
    if "anyOf" in schema and not _fits_any(value, schema["anyOf"], components):
        _add(errors, pointer, _describe_choices(schema["anyOf"]))


def _check_array(
    value: list[Any], schema: Schema, pointer: str, components: Schema, errors: Errors
) -> None:
    if len(value) > schema.get("maxItems", len(value)):
        _add(errors, pointer, f"must have at most {schema['maxItems']} items")
        return
    if len(value) < schema.get("minItems", 0):
        _add(errors, pointer, f"must have at least {schema['minItems']} items")
    for index, item in enumerate(value):
        _check(item, schema.get("items", {}), f"{pointer}/{index}", components, errors)


def _add(errors: Errors, pointer: str, detail: str) -> None:
    errors.append({"pointer": pointer, "detail": detail})


def _read_moment(text: str) -> datetime:
    # Python 3.10 does not read the "Z" that most programs write.
    return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)


def parse_moment(text: str) -> datetime:
    """Naive UTC datetime of a ``date-time`` text."""
    return _read_moment(text).astimezone(timezone.utc).replace(tzinfo=None)
