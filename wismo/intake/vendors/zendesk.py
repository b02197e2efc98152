"""Zendesk's own CSV of tickets. It holds no message text, and its times are the account's, without a zone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.read_csv import csv_header
from wismo.intake.time_formats import as_iso
from wismo.intake.times import TimeRule, parse_times
from wismo.intake.vendors.format import Table, VendorFormat, row_by_row, tables
from wismo.intake.vendors.tickets import TICKET_FIELDS
from wismo.intake.vendors.zendesk_words import GONE, MERGED_TAG, SCORES, intent_of, opener, tag_list, tags_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

_OBJECTS = {
    "tickets": (
        "ticket_id", "created_at", "updated_at", "closed_at", "first_response_at", "status", "channel", "subject",
        "customer_email", "requester_id", "tags", "is_spam", "is_from_agent", "is_automated", "merged_into_ticket_id",
        "reopen_count", "csat", *TICKET_FIELDS,
    ),
}  # fmt: skip
_READ = (
    "Id", "Requester", "Requester id", "Requester email", "Submitter", "Subject", "Tags", "Status", "Via",
    "Created at", "Updated at", "Solved at", "Satisfaction Score", "Reopens", "First reply time in minutes",
)  # fmt: skip
_NOTHING = "-"  # how the export writes an empty field
# Of these an export has some, and exports of other helpdesks none.
_ONLY_THEIRS = frozenset({
    "summation column", "assignee stations", "group stations", "requester wait time in minutes",
    "agent wait time in minutes", "first reply time in minutes", "full resolution time in minutes",
})  # fmt: skip
_KIND = re.compile(r" \[\w+\]$")


def _recognises(header: Collection[str]) -> bool:
    names = {name.casefold() for name in header}
    if {"id", "created at"} <= names and not _ONLY_THEIRS.isdisjoint(names):
        return True
    return {"id", "subject", "requester", "created at", "via"} <= names


def _read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    header, _ = csv_header(file, entry.encoding, entry.delimiter)
    own = {column: _titled(header, title) for column, title in entry.fields.items()}
    known = {name.casefold() for name in (*_READ, *own.values())}
    for table in tables(file, entry, [name for name in header if name.casefold() in known], _NOTHING):
        yield {"tickets": row_by_row(table, _tickets(table, entry, own))}


def _tickets(table: Table, entry: Entry, own: dict[str, str]) -> dict[str, pl.Series]:
    channel = table.column("Via")
    tags = table.column("Tags")
    created = table.column("Created at")
    score = table.column("Satisfaction Score").str.to_lowercase()
    status = table.column("Status")
    merged = tags.str.contains(rf"(?:^|[\s,]){MERGED_TAG}(?:$|[\s,])").fill_null(value=False)
    by_other = (table.column("Submitter").str.to_lowercase() != table.column("Requester").str.to_lowercase()).fill_null(
        value=False
    )
    opened_by = _openers(channel, by_other)
    columns = {
        "ticket_id": table.column("Id"),
        "created_at": created,
        "updated_at": table.column("Updated at"),
        "closed_at": table.column("Solved at"),
        "first_response_at": _later(created, table.column("First reply time in minutes"), entry),
        "status": status,
        "channel": channel,
        "subject": table.column("Subject"),
        "customer_email": table.column("Requester email"),
        "requester_id": table.column("Requester id"),
        "tags": _each(tags, tag_list),
        "is_spam": status.str.to_lowercase().is_in(sorted(GONE)).fill_null(value=False).cast(pl.String),
        "is_from_agent": (opened_by == "agent").cast(pl.String),
        "is_automated": (opened_by == "tool").cast(pl.String),
        # The export says that a ticket was merged, by a tag, and not into which.
        "merged_into_ticket_id": pl.select(pl.when(merged).then(pl.lit("unknown"))).to_series(),
        "reopen_count": table.column("Reopens"),
        "csat": score.replace_strict(SCORES, default=None, return_dtype=pl.String),
    }
    columns["intent"] = _each(tags, lambda text: intent_of(tags_of(text)))
    for name in TICKET_FIELDS:
        if name == "intent" and name not in own:
            continue
        columns[name] = (
            table.column(own[name]) if name in own else pl.repeat(None, len(created), dtype=pl.String, eager=True)
        )
    return columns


def _openers(channel: pl.Series, by_other: pl.Series) -> pl.Series:
    """Return who opened each ticket: customer, agent or tool."""
    ways = by_other.cast(pl.String) + " " + channel.fill_null("")
    known = {way: opener(way.partition(" ")[2], is_by_other=way.startswith("true")) for way in ways.unique()}
    return ways.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)


def _later(created: pl.Series, minutes: pl.Series, entry: Entry) -> pl.Series:
    """Return the first reply's time in UTC: the export gives it as minutes after the ticket's."""
    place = f"created_at of {entry.label}"
    moments = parse_times(as_iso(created, entry.time_format, place), TimeRule(place, entry.time_zone)).values
    starts = moments.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", strict=False, time_unit="us")
    waited = minutes.cast(pl.Float64, strict=False) * 60_000_000
    sums = starts.cast(pl.Int64) + waited.cast(pl.Int64, strict=False)
    return sums.cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def _each(column: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """Return what ``read`` makes of every text; each different one is read once."""
    texts = column.unique().drop_nulls()
    found = pl.Series([read(text) for text in texts], dtype=pl.String)
    return column.replace_strict(texts, found, default=None, return_dtype=pl.String)


def _titled(header: Collection[str], title: str) -> str:
    """Return the column of a custom field, which stands as `Title [txt]`."""
    wanted = title.casefold()
    for name in header:
        if wanted in (name.casefold(), _KIND.sub("", name).casefold()):
            return name
    return title


FORMATS = (
    VendorFormat(
        name="zendesk_tickets",
        vendor="zendesk",
        title="Zendesk tickets",
        kinds=("csv",),
        objects=_OBJECTS,
        recognises=_recognises,
        read=_read,
        fields=TICKET_FIELDS,
        version=3,
    ),
)
