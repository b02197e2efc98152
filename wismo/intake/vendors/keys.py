"""What a JSON record says under keys that are spelt in several ways, as REST and GraphQL do for the same thing.

What is not of the kind it should be refuses the record: an object where a text should stand would be loaded
as a text of braces, and look like a value ever after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.vendors.format import text
from wismo.intake.vendors.record import StrangeValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS = {dict: "an object", list: "a list", bool: "true or false", str: "text"}


def word(record: Mapping, *names: str) -> str | None:
    """Return the first filled text or number under ``names``; None where there is none.

    Raises:
        StrangeValueError: an object, a list, or true or false stands there.
    """
    for name in names:
        value = record.get(name)
        if isinstance(value, dict | list | bool):
            raise _wrong(name, value, "text")
        if found := text(value):
            return found
    return None


def flag(record: Mapping, *names: str) -> str | None:
    """Return the first filled yes or no under ``names``, as it is written.

    Raises:
        StrangeValueError: an object or a list stands there.
    """
    for name in names:
        value = record.get(name)
        if isinstance(value, dict | list):
            raise _wrong(name, value, "true or false")
        if found := text(value):
            return found
    return None


def part(record: Mapping, *names: str) -> dict:
    """Return the first filled object under ``names``; an empty one where there is none.

    Raises:
        StrangeValueError: something else stands there.
    """
    for name in names:
        value = record.get(name)
        if not value:  # some servers write an empty object as an empty list
            continue
        if not isinstance(value, dict):
            raise _wrong(name, value, "an object")
        return value
    return {}


def parts(record: Mapping, *names: str) -> list[dict]:
    """Return the objects of the first filled list under ``names``, be it a list or a GraphQL connection.

    Raises:
        StrangeValueError: something else stands there.
    """
    for name in names:
        value = record.get(name)
        if not value:
            continue
        if isinstance(value, dict):
            return [part(edge, "node") for edge in parts(value, "edges")] if "edges" in value else parts(value, "nodes")
        if not isinstance(value, list):
            raise _wrong(name, value, "a list")
        items = [item for item in value if item is not None]
        for item in items:
            if not isinstance(item, dict):
                raise _wrong(name, item, "objects")
        return items
    return []


def words(record: Mapping, *names: str) -> list[str]:
    """Return the texts of the first filled list under ``names``, each once.

    Raises:
        StrangeValueError: something else stands there.
    """
    for name in names:
        value = record.get(name)
        if not value:
            continue
        if not isinstance(value, list):
            raise _wrong(name, value, "a list")
        return unique(word({name: item}, name) for item in value)
    return []


def unique(values: Iterable[str | None]) -> list[str]:
    """Return the filled values, each once, in order."""
    return list(dict.fromkeys(value for value in values if value))


def numbered(typed: str | None) -> str | None:
    """Return a tracking number that a person may have typed; None where it has no digit.

    A word such as `Pickup` or `N/A` stands on many parcels, and would make one of them.
    """
    return typed if typed and any(map(str.isdigit, typed)) else None


def boolean(holds: object) -> str:
    """Return yes or no as the contract writes it."""
    return "true" if holds else "false"


def _wrong(name: str, value: object, wanted: str) -> StrangeValueError:
    return StrangeValueError(f"{name} holds {_KINDS.get(type(value), 'a number')} where {wanted} should stand")
