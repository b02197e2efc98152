"""Freshdesk's CSV of tickets: the columns that a person picked, times in the helpdesk's zone without saying so.

It holds no message. Its durations are counted in business hours and often empty, so that the first reply is
taken from its time alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.read_csv import csv_header
from wismo.intake.vendors.format import Table, VendorFormat, row_by_row, tables
from wismo.intake.vendors.freshdesk_words import OUTBOUND, UNSOLVED
from wismo.intake.vendors.tickets import TICKET_FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

_READ = {
    "ticket_id": ("Ticket ID",),
    "created_at": ("Created time",),
    "updated_at": ("Last update time", "Last updated time"),
    "closed_at": ("Resolved time", "Closed time"),
    "first_response_at": ("Initial response time",),
    "status": ("Status",),
    "channel": ("Source",),
    "subject": ("Subject",),
    "customer_email": ("Email", "Requester email"),
    "customer_phone": ("Work phone", "Mobile phone"),
    "requester_id": ("Contact ID",),
}
_MADE = ("tags", "is_spam", "is_from_agent", "is_automated")
_COLUMNS = tuple(dict.fromkeys((*_READ, *_MADE, *TICKET_FIELDS)))
# Of these an export has some, and exports of other helpdesks none.
_ONLY_THEIRS = frozenset({
    "initial response time", "resolution status", "first response status", "every response status",
    "agent interactions", "customer interactions", "due by time", "first response time (in hrs)",
    "resolution time (in hrs)",
})  # fmt: skip


def _recognises(header: Collection[str]) -> bool:
    names = {name.casefold() for name in header}
    return {"ticket id", "created time"} <= names and not _ONLY_THEIRS.isdisjoint(names)


def _read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    header, _ = csv_header(file, entry.encoding, entry.delimiter)
    wanted = {name.casefold() for names in (*_READ.values(), ("Tags",), entry.fields.values()) for name in names}
    for table in tables(file, entry, [name for name in header if name.casefold() in wanted]):
        yield {"tickets": row_by_row(table, _tickets(table, entry))}


def _tickets(table: Table, entry: Entry) -> dict[str, pl.Series]:
    nothing = pl.repeat(None, len(table.values), dtype=pl.String, eager=True)
    columns = dict.fromkeys(_COLUMNS, nothing)
    columns |= {column: table.column(*names) for column, names in _READ.items()}
    source, status = columns["channel"].str.to_lowercase(), columns["status"].str.to_lowercase()
    # What was opened again keeps the time at which it was solved before.
    columns["closed_at"] = columns["closed_at"].set(status.is_in(sorted(UNSOLVED)).fill_null(value=False), None)
    columns["tags"] = _lists(table.column("Tags"))
    columns["is_spam"] = status.is_in(["spam", "deleted"]).fill_null(value=False).cast(pl.String)
    columns["is_from_agent"] = source.is_in(sorted(OUTBOUND)).fill_null(value=False).cast(pl.String)
    columns["is_automated"] = pl.repeat("false", len(nothing), dtype=pl.String, eager=True)
    columns |= {column: table.column(title) for column, title in entry.fields.items()}
    return columns


def _lists(tags: pl.Series) -> pl.Series:
    """Tags may hold spaces: commas alone part them."""
    texts = tags.unique().drop_nulls()
    lists = [json.dumps([tag.strip() for tag in text.split(",") if tag.strip()], ensure_ascii=False) for text in texts]
    return tags.replace_strict(texts, pl.Series(lists, dtype=pl.String), default=None, return_dtype=pl.String)


FORMATS = (
    VendorFormat(
        name="freshdesk_tickets",
        vendor="freshdesk",
        title="Freshdesk tickets",
        kinds=("csv",),
        objects={"tickets": _COLUMNS},
        recognises=_recognises,
        read=_read,
        fields=TICKET_FIELDS,
        version=2,
    ),
)
