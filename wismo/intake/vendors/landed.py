"""Tables that ELT tools have landed: one format per table, told by its columns, never by its name.

A row becomes the API's own object again and goes through the vendor's JSON shapes, so that what a vendor's words
mean is written down once. A table that the API has no object for fills a part object of the contract.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from wismo.errors import WismoError
from wismo.intake.batch import Batch, Broken
from wismo.intake.reading import columns_of, read
from wismo.intake.values import parse_boolean
from wismo.intake.vendors.format import Found, VendorFormat, text
from wismo.intake.vendors.record import StrangeValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches
    from wismo.intake.vendors.unfold import Row, Unfold

    Add = Callable[[Mapping[str, Found], int, dict[str, Any], Entry], None]
    Objects = Mapping[str, tuple[str, ...]]

CHILD_MARK = "_dlt_parent_id"
_KEPT = "is_kept"
# Every copy of every table that the tools land has at least one of these, and no API has any.
MARKS = frozenset({
    "_fivetran_synced", "_airbyte_raw_id", "_airbyte_extracted_at", "_airbyte_ab_id", "_airbyte_emitted_at", "_dlt_id",
    "_dlt_load_id", CHILD_MARK,
})  # fmt: skip
# Columns that say that the vendor deleted a row, or took it out of what it belongs to: a word, or the time of it.
_DELETIONS = ("_fivetran_deleted", "_ab_cdc_deleted_at", "deleted_at", "is_removed")


@dataclass(frozen=True)
class Tool:
    """An ELT tool: the marks of its tables, and how it lays an object out in columns."""

    name: str
    marks: frozenset[str]
    unfold: Unfold


@dataclass(frozen=True)
class Landed:
    """One table of a tool's connector.

    ``marks`` are columns that it always has, ``without`` such that tell another table from it. ``add`` puts
    what a row's object says into ``objects``, as a shape does. ``deleted`` turns the object of a deleted row
    into the version that says so; where it is None the row is left out and counted.
    """

    name: str
    marks: frozenset[str]
    objects: Objects
    add: Add
    without: frozenset[str] = frozenset()
    deleted: Callable[[dict[str, Any], Row], None] | None = None
    unfold: Unfold | None = None


def of_shape(json_format: VendorFormat, name: str, *objects: str) -> tuple[Objects, Add]:
    """Return what one of a vendor's JSON shapes fills, for ``Landed``; the first object is the record's own."""
    shape = next(shape for shape in json_format.shapes if shape.name == name)
    return {name: json_format.objects[name] for name in objects}, shape.add


def landed_format(
    tool: Tool, table: Landed, vendor: str, title: str, nested: Collection[str], like: VendorFormat | None = None
) -> VendorFormat:
    """Return the format of a landed table.

    ``nested`` names the fields under which the vendor's API nests something; ``like`` is the vendor's JSON,
    whose custom fields and version it shares.
    """

    def recognises(header: Collection[str]) -> bool:
        names = {name.casefold() for name in header}
        return bool(tool.marks & names) and table.marks <= names and not table.without & names

    def rows(file: SourceFile, entry: Entry) -> Iterator[Batches]:
        # Times are UTC, whatever zone the account's days are counted in.
        days = replace(entry, time_zone=None)
        header = columns_of(file, entry)
        if len({name.casefold() for name in header}) < len(header):
            raise WismoError(
                "Two columns differ in capitals alone, so which one counts is a guess. Rename one of them."
            )
        for batch in read(file, entry, header):
            yield _batches(batch, table, days, table.unfold or tool.unfold, nested)

    return VendorFormat(
        name=f"{tool.name}_{vendor}_{table.name}".lower(),
        vendor=vendor,
        title=f"{title}, landed by {tool.name}",
        kinds=("csv", "parquet"),
        objects=table.objects,
        read=rows,
        recognises=recognises,
        default_zone="UTC",
        fixes_zone=True,
        fields=like.fields if like else (),
        version=like.version if like else 1,
        when={_KEPT: ("true",)},
    )


def part(name: str, columns: Mapping[str, str]) -> tuple[Objects, Add]:
    """Return a part object that a row fills column by column, ours -> theirs, for ``Landed``."""

    def add(found: Mapping[str, Found], position: int, row: dict[str, Any], _: Entry) -> None:
        found[name].add(position, {ours: text(row.get(theirs)) for ours, theirs in columns.items()})

    return {name: tuple(columns)}, add


def _batches(batch: Batch, table: Landed, entry: Entry, unfold: Unfold, nested: Collection[str]) -> Batches:
    found = {name: Found(columns) for name, columns in table.objects.items()}
    main = next(iter(found.values()))
    main.broken += batch.broken
    left_out: list[int] = []
    names = [name.strip().casefold() for name in batch.values.columns]
    for position, cells in enumerate(batch.values.iter_rows()):
        row = dict(zip(names, cells, strict=True))
        is_deleted = _is_deleted(row)
        if is_deleted and table.deleted is None:
            left_out.append(len(main.rows))
            main.add(position, {})
            continue
        try:
            record = unfold(row, nested)
            if is_deleted and table.deleted:
                table.deleted(record, row)
            _add_own_fields(record, entry)
            table.add(found, position, record, entry)
        except StrangeValueError as error:
            for rows in found.values():
                rows.withdraw(position)
            main.broken.append(Broken(int(batch.rows[position]), batch.original(position), f"the row's {error}"))
    read_rows = len(batch.rows) + len(batch.broken)
    numbers = batch.rows.tolist()
    batches = {name: rows.batch(numbers, batch.original, read_rows) for name, rows in found.items()}
    first = next(iter(batches))
    return {name: _marked(part, left_out if name == first else []) for name, part in batches.items()}


def _marked(batch: Batch, left_out: list[int]) -> Batch:
    kept = pl.repeat("true", len(batch.values), dtype=pl.String, eager=True).alias(_KEPT)
    return replace(batch, values=batch.values.with_columns(kept.scatter(left_out, None) if left_out else kept))


def _is_deleted(row: Row) -> bool:
    for name in _DELETIONS:
        word = (row.get(name) or "").strip()
        if word and parse_boolean(word) != "false":
            return True
    return False


def _add_own_fields(record: dict[str, Any], entry: Entry) -> None:
    """Put the account's own fields, which tools give a column each, where the API lists them by id or name."""
    own = [
        {"id": theirs, "name": theirs, "value": record[column]}
        for theirs in entry.fields.values()
        if (column := _own_column(record, theirs))
    ]
    if own and isinstance(record.setdefault("custom_fields", []), list):
        record["custom_fields"] = [*record["custom_fields"], *own]


def _own_column(record: dict[str, Any], name: str) -> str | None:
    """Return the column of a custom field, which both Fivetran and dlt name after its title."""
    plain = "".join(sign if sign.isalnum() else "_" for sign in name.casefold())
    return next((column for column in (name.casefold(), f"custom_{plain}", plain) if column in record), None)
