"""From a table's row back to the object of the API that an ELT tool flattened into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wismo.intake.read_jsonl import read_record
from wismo.intake.values import parse_boolean
from wismo.intake.vendors.record import StrangeValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Row = Mapping[str, str | None]
    Unfold = Callable[[Row, Collection[str]], dict[str, Any]]

# What the vendors' APIs give as true or false and nothing else. A warehouse may write t, TRUE or 1 for it.
_BOOLEANS = frozenset({
    "public", "is_public", "test", "requires_shipping", "from_agent", "spam", "incoming", "private", "deleted",
    "active", "is_active", "suspended", "is_removed", "gift_card", "is_gift_card", "custom", "taxable", "confirmed",
})  # fmt: skip
# The tools keep times in UTC, and some warehouses write that as an offset: it is no clock of anybody's.
_UTC_OFFSET = re.compile(r"(\d{4}-\d{2}-\d{2}[T ][\d:.]{5,15}) ?\+00(?::?00)?")
_DLT = "_dlt_"
# Where values of one field differ in type, dlt gives those of the second type a column of their own.
_VARIANTS = frozenset({
    "v_text", "v_bigint", "v_double", "v_bool", "v_timestamp", "v_date", "v_time", "v_decimal", "v_wei", "v_json",
    "v_complex",
})  # fmt: skip


def by_names(row: Row, nested: Collection[str]) -> dict[str, Any]:
    """Return the object of a table that has the API's own names and keeps nested values as JSON.

    ``nested`` names the fields under which the API nests something.

    Raises:
        StrangeValueError: JSON that cannot be read; the sentence names the column.
    """
    return {name: _cell(name, text, nested) for name, text in row.items() if not name.startswith("_")}


def by_paths(paths: Mapping[str, str]) -> Unfold:
    """Return an unfolding for tables whose flattened names say nothing of their parts: ``via_channel`` -> via.channel.

    ``paths`` maps such columns to dotted paths; the others keep their names.
    """
    split = {column: tuple(path.split(".")) for column, path in paths.items()}

    def unfold(row: Row, nested: Collection[str]) -> dict[str, Any]:
        record: dict[str, Any] = {}
        # Of two columns for one thing the one written down here is the newer generation's.
        for name in sorted(row, key=lambda name: name not in split):
            if not name.startswith("_"):
                _put(record, split.get(name, (name,)), _cell(name, row[name], nested))
        return record

    return unfold


def by_double_underscore(row: Row, nested: Collection[str]) -> dict[str, Any]:
    """Return the object of a table of dlt's, which joins the names of nested objects by two underscores.

    Raises:
        StrangeValueError: JSON that cannot be read; the sentence names the column.
    """
    record: dict[str, Any] = {}
    for name, text in row.items():
        if not name.startswith(_DLT):
            path = _dlt_path(name)
            _put(record, path, _unfolded(_cell(path[-1], text, nested, name)))
    return record


def _unfolded(value: Any) -> Any:
    """Unfold the names inside a list of rows that was put back from a child table."""
    if isinstance(value, list):
        return [_unfolded(item) for item in value]
    if not isinstance(value, dict):
        return value
    record: dict[str, Any] = {}
    for name, inner in value.items():
        if not name.startswith(_DLT):
            _put(record, _dlt_path(name), _unfolded(inner))
    return record


def _dlt_path(name: str) -> tuple[str, ...]:
    parts = tuple(part for part in name.split("__") if part) or (name,)
    return parts[:-1] if len(parts) > 1 and parts[-1] in _VARIANTS else parts


def _put(record: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value unless it is empty; of two columns for one field the filled one counts."""
    if value is None:
        return
    for step in path[:-1]:
        inner = record.get(step)
        if not isinstance(inner, dict):
            inner = record[step] = {}
        record = inner
    record.setdefault(path[-1], value)


def _cell(name: str, text: str | None, nested: Collection[str], column: str | None = None) -> Any:
    value = text.strip() if text else None
    if not value:
        return None
    if name in nested and value[0] in '{["':
        record, fault = read_record(b'{"value": ' + value.encode() + b"}")
        if record is None:
            raise StrangeValueError(f"JSON in {column or name} {fault}; it was cut off: export the table again")
        return record["value"]
    if name in _BOOLEANS:
        word = parse_boolean(value)
        return value if word is None else word == "true"
    moment = _UTC_OFFSET.fullmatch(value) if len(value) < 40 else None  # longer than any time
    return f"{moment[1]}Z" if moment else value
