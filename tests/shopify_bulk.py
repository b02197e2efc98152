"""What Shopify writes for a bulk query: the fields that were asked for, and what is in a connection on its own line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Fields = dict[str, "Fields"]
_PIECE = re.compile(r"[{}]|\([^)]*\)|\w+")


def selected(query: str) -> Fields:
    """The fields of a query, as nested names."""
    root: Fields = {}
    path, last = [root], root
    for piece in _PIECE.findall(query):
        if piece == "{":
            path.append(last)
        elif piece == "}":
            path.pop()
        elif not piece.startswith("("):
            last = path[-1].setdefault(piece, {})
    return root


def bulk_lines(query: str, shop: dict[str, Any]) -> list[str]:
    """The lines of the result of a bulk query on a shop, whose objects hold everything that may be asked for."""
    (root,) = selected(query)
    fields = selected(query)[root]["edges"]["node"]
    return [json.dumps(line) for record in shop[root] for line in _lines(record, fields)]


def _lines(record: dict[str, Any], fields: Fields, parent: str | None = None) -> Iterator[dict[str, Any]]:
    inline = {name: _value(record[name], inner) for name, inner in fields.items() if "edges" not in inner}
    yield inline | ({"__parentId": parent} if parent else {})
    for name, inner in fields.items():
        if "edges" in inner:
            for child in record[name]:
                yield from _lines(child, inner["edges"]["node"], record["id"])


def _value(value: Any, fields: Fields) -> Any:
    if isinstance(value, list):
        return [_value(item, fields) for item in value]
    return {name: _value(value[name], inner) for name, inner in fields.items()} if fields and value else value
