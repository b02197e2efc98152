"""Records made out of JSON schemas: every field is there, and its value tells its place and its type."""

from __future__ import annotations

from itertools import count
from typing import Any

_TIME = "2026-09-28T09:00:{:02d}+00:00"


def record_of(schema: dict[str, Any]) -> Any:
    """Return a record with a value in every place that the schema knows.

    Texts are the names of their places (`customer.email`), numbers and times differ from place to place,
    every list has one element, and nothing is null that can be something else.
    """
    return _value(schema, "", count(1))


def _value(schema: dict[str, Any], place: str, numbers: count) -> Any:
    kind = _kind(schema)
    if kind == "object":
        inner = schema.get("properties", {})
        return {name: _value(part, f"{place}.{name}".lstrip("."), numbers) for name, part in inner.items()}
    if kind == "array":
        items = schema.get("items", {"type": "string"})
        if not {"type", "properties", "items", "anyOf"} & items.keys():
            # Some schemas leave out that the elements are objects, and name their fields straight away.
            items = {"type": "object", "properties": items}
        return [_value(items, place, numbers)]
    if kind == "boolean":
        return False
    if kind == "integer":
        return next(numbers)
    if kind == "number":
        return next(numbers) + 0.5
    return _TIME.format(next(numbers) % 60) if schema.get("format") == "date-time" else place


def _kind(schema: dict[str, Any]) -> str:
    """Return the type of a value; of several the first that is not null."""
    if options := schema.get("anyOf"):
        return _kind(next(option for option in options if option.get("type") != "null"))
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    return next((kind for kind in [kinds] if isinstance(kind, str)), None) or next(k for k in kinds if k != "null")
