"""Values out of a JSON record: each is of the kind that stands there by rights, or the record is refused.

An object where a word is expected, or a word where a list is, means that the vendor changed its export or
that another program wrote it. Nothing is guessed then: the record goes into quarantine with a sentence.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from wismo.errors import WismoError
from wismo.intake.vendors.format import text

if TYPE_CHECKING:
    from collections.abc import Iterable

_YES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_SECONDS = re.compile(r"\d{9,10}")
_MILLISECONDS = re.compile(r"\d{12,13}")


class StrangeValueError(WismoError):
    """A value is of a kind that the record cannot have in that place."""


def find(record: object, *path: str) -> Any:
    """Return what lies under nested keys; None where nothing does.

    Raises:
        StrangeValueError: something on the way is no object.
    """
    for number, step in enumerate(path):
        if isinstance(record, dict):
            record = record.get(step)
        elif record is None or record in ("", []):  # some programs write an empty object as a list
            return None
        else:
            raise StrangeValueError(f"{'.'.join(path[:number])} is no object, so {'.'.join(path)} cannot be read")
    return record


def value(record: object, *path: str) -> str | None:
    """Return the single value under nested keys as trimmed text; None where it is missing, null or empty.

    Raises:
        StrangeValueError: an object, a list, or true or false stands there.
    """
    # Without the call where there is nothing to walk: this is asked some ten times of every record.
    found = record.get(path[0]) if type(record) is dict and len(path) == 1 else find(record, *path)
    if type(found) is str:  # numbers are texts too, as they stood in the file
        return found.strip() or None
    if found is None or found in ({}, []):
        return None
    if isinstance(found, dict | list | bool):
        raise StrangeValueError(f"{'.'.join(path)} holds {_kind(found)} where a single value is expected")
    return text(found)


def first_value(record: object, *names: str) -> str | None:
    """Return the first of several keys that is filled."""
    for name in names:
        if (found := value(record, name)) is not None:
            return found
    return None


def flag(record: object, *path: str) -> bool | None:
    """Return a yes or no; None where the record does not say.

    Raises:
        StrangeValueError: neither true nor false.
    """
    found = find(record, *path)
    if found is None or isinstance(found, bool):
        return found
    word = value(record, *path)
    if word is not None and word.lower() not in _YES:
        raise StrangeValueError(f"{'.'.join(path)} is neither true nor false")
    return _YES[word.lower()] if word is not None else None


def many(record: object, *path: str) -> list[Any]:
    """Return the list under nested keys, without its nulls; empty where there is none.

    Raises:
        StrangeValueError: something else stands there.
    """
    found = find(record, *path)
    if isinstance(found, list):
        return [item for item in found if item is not None]
    if found is None or found in ("", {}):
        return []
    raise StrangeValueError(f"{'.'.join(path)} holds {_kind(found)} where a list is expected")


def objects(record: object, *path: str) -> list[dict[str, Any]]:
    """Return the list of objects under nested keys.

    Raises:
        StrangeValueError: it is no list, or something in it is no object.
    """
    found = many(record, *path)
    if all(isinstance(item, dict) for item in found):
        return found
    raise StrangeValueError(f"{'.'.join(path)} lists something that is no object")


def sub(record: object, *path: str) -> dict[str, Any]:
    """Return the object under nested keys; an empty one where there is none.

    Raises:
        StrangeValueError: something else stands there.
    """
    found = find(record, *path)
    if found is None or found in ("", []):
        return {}
    if not isinstance(found, dict):
        raise StrangeValueError(f"{'.'.join(path)} holds {_kind(found)} where an object is expected")
    return found


def words(items: Iterable[Any], *names: str) -> list[str]:
    """Return the words of a list, each once; of its objects the first of ``names`` that is filled.

    Raises:
        StrangeValueError: something in it is neither a word nor such an object.
    """
    found: dict[str, None] = {}
    for item in items:
        word = first_value(item, *names) if isinstance(item, dict) and names else value({"list": item}, "list")
        if word is not None:
            found[word] = None
    return list(found)


def as_list(items: list[str]) -> str | None:
    """Return words as the contract writes a list; None where there are none."""
    return orjson.dumps(items).decode() if items else None


def as_word(holds: bool | None) -> str | None:
    """Return a yes or no as the contract writes it."""
    return None if holds is None else "true" if holds else "false"


def moment(record: object, *path: str) -> str | None:
    """Return a time that may be counted in seconds or milliseconds since 1970, as the text of a UTC time.

    Nine or ten digits are seconds of the years 1973 to 2286, twelve or thirteen the milliseconds of the same.
    """
    word = value(record, *path)
    if word is None:
        return None
    if _SECONDS.fullmatch(word):
        return datetime.fromtimestamp(int(word), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if _MILLISECONDS.fullmatch(word):
        seconds, rest = divmod(int(word), 1000)
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{rest:03d}Z"
    return word


def _kind(found: object) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false"}
    return kinds.get(type(found), "a single value")
