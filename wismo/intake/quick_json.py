"""JSON objects by a fast decoder, where it is proved to lose nothing; all others are for the exact one.

The fast decoder keeps the last of two equal keys, and makes floats of decimals and of integers over 64 bits.
Neither can have happened to a line that it writes back byte for byte. A line that is laid out differently has
no key twice where every string in it, counted by quotation marks, is in the result.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

_ESCAPE = re.compile(rb"\\.", re.DOTALL)


def quick_object(line: bytes) -> dict[str, Any] | None:
    """Return a line's object as ``read_record`` would, numbers as the text they are; None where that is not sure."""
    try:
        record = orjson.loads(line)
        is_same = orjson.dumps(record) == line.strip()
    except (ValueError, TypeError):  # no JSON, or nested too deeply to be written back
        return None
    if type(record) is not dict:
        return None
    strings = _as_texts(record, may_round=not is_same)
    return record if is_same or strings == _strings(line) else None


def number_text(text: str) -> str:
    """Return a number as the text it is. With an exponent it has a sign, so that it is known for a float's doing."""
    mantissa, found, exponent = text.lower().partition("e")
    return f"{mantissa}e+{exponent}" if found and exponent[0] not in "+-" else text


def _as_texts(value: dict | list, *, may_round: bool) -> float:
    """Turn numbers into their texts and return how many strings were there; NaN where a number is not sure."""
    count: float = 0
    if type(value) is dict:
        count = len(value)
        items: Any = value.items()
    else:
        items = enumerate(value)
    for key, item in items:
        kind = type(item)
        if kind is str:
            count += 1
        elif kind is dict or kind is list:
            count += _as_texts(item, may_round=may_round)
        elif kind is int:
            value[key] = str(item)
            if may_round and item == 0:  # it may stand there as -0
                return float("nan")
        elif kind is float:
            value[key] = number_text(orjson.dumps(item).decode())
            if may_round:
                return float("nan")
    return count


def _strings(line: bytes) -> float:
    plain = _ESCAPE.sub(b"", line) if b"\\" in line else line
    return plain.count(b'"') / 2
