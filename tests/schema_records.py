"""Records made up from a vendor's JSON schema, for readers of which only the schema is public."""

from __future__ import annotations

from typing import Any

_FORMATS = {
    "date-time": "2026-03-02T10:15:30Z",
    "date": "2026-03-02",
    "uri": "https://example.com/1",
    "int32": 7,
    "int64": 7_000_000_001,
}
_TYPES = {"string": "word", "integer": 7, "number": 7.5, "boolean": True, "object": {}, "array": []}


def record_from_schema(schema: dict[str, Any], schemas: dict[str, Any] | None = None) -> Any:
    """Return a value that the schema allows, every property filled; ``schemas`` are what ``$ref`` may name."""
    if "$ref" in schema:
        return record_from_schema((schemas or {})[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    if choices := next((schema[word] for word in ("oneOf", "anyOf", "allOf") if word in schema), None):
        return record_from_schema(choices[0], schemas)
    if "properties" in schema:
        return {name: record_from_schema(inner, schemas) for name, inner in schema["properties"].items()}
    if "items" in schema:
        return [record_from_schema(schema["items"], schemas)]
    return _value(schema)


def _value(schema: dict[str, Any]) -> Any:
    if "example" in schema or "enum" in schema:
        return schema["example"] if "example" in schema else schema["enum"][0]
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        kind = next(word for word in kind if word != "null")
    return _FORMATS.get(schema.get("format", ""), _TYPES[kind])
