"""Zendesk's own CSV of tickets. It holds no message text, and its times are the account's, without a zone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.read_csv import csv_header
from wismo.intake.times import TimeRule, parse_times
from wismo.intake.vendors.format import Table, VendorFormat, row_by_row, tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

_FIELDS = (
    "order_ref", "linked_order_id", "tracking_ref", "intent", "handled_by", "customer_id", "customer_phone",
    "refund_amount", "coupon_amount",
)  # fmt: skip
_OBJECTS = {
    "tickets": (
        "ticket_id", "created_at", "updated_at", "closed_at", "first_response_at", "status", "channel", "subject",
        "customer_email", "tags", "is_spam", "is_from_agent", "is_automated", "merged_into_ticket_id",
        "reopen_count", "csat", *_FIELDS,
    ),
}  # fmt: skip
_READ = (
    "Id", "Requester", "Requester email", "Submitter", "Subject", "Tags", "Status", "Via", "Created at", "Updated at",
    "Solved at", "Satisfaction Score", "Reopens", "First reply time in minutes",
)  # fmt: skip
_KIND = re.compile(r" \[\w+\]$")
_SERVICES = ("web service", "api")
_MACHINES = ("rule", "sample ticket", "automation", "trigger", "side conversation")
_SCORES = {"good": "5", "bad": "1"}


def _recognises(header: Collection[str]) -> bool:
    names = {name.casefold() for name in header}
    if {"summation column", "id", "created at"} <= names:
        return True
    return {"id", "subject", "requester", "created at", "via"} <= names


def _read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    header, _ = csv_header(file, entry.encoding, entry.delimiter)
    own = {column: _titled(header, title) for column, title in entry.fields.items()}
    known = {name.casefold() for name in (*_READ, *own.values())}
    for table in tables(file, entry, [name for name in header if name.casefold() in known]):
        yield {"tickets": row_by_row(table, _tickets(table, entry, own))}


def _tickets(table: Table, entry: Entry, own: dict[str, str]) -> dict[str, pl.Series]:
    channel = table.column("Via")
    tags = table.column("Tags")
    created = table.column("Created at")
    score = table.column("Satisfaction Score").str.to_lowercase()
    status = table.column("Status")
    merged = tags.str.contains(r"(?:^|[\s,])closed_by_merge(?:$|[\s,])").fill_null(value=False)
    # Who opened a ticket for somebody else is a tool, where it came through the API, or an agent who wrote
    # first. Calls are written down by agents: those stay the customer's.
    via = channel.str.to_lowercase().fill_null("")
    by_other = (table.column("Submitter").str.to_lowercase() != table.column("Requester").str.to_lowercase()).fill_null(
        value=False
    )
    by_tool = via.is_in(_MACHINES) | (by_other & via.is_in(_SERVICES))
    by_agent = by_other & ~by_tool & ~via.str.contains("phone|voice|call")
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
        "tags": _lists(tags),
        "is_spam": (status.str.to_lowercase() == "suspended").fill_null(value=False).cast(pl.String),
        "is_from_agent": by_agent.cast(pl.String),
        "is_automated": by_tool.cast(pl.String),
        # The export says that a ticket was merged, by a tag, and not into which.
        "merged_into_ticket_id": pl.select(pl.when(merged).then(pl.lit("unknown"))).to_series(),
        "reopen_count": table.column("Reopens"),
        "csat": score.replace_strict(_SCORES, default=None, return_dtype=pl.String),
    }
    for name in _FIELDS:
        columns[name] = (
            table.column(own[name]) if name in own else pl.repeat(None, len(created), dtype=pl.String, eager=True)
        )
    return columns


def _later(created: pl.Series, minutes: pl.Series, entry: Entry) -> pl.Series:
    """Return the first reply's time in UTC: the export gives it as minutes after the ticket's."""
    moments = parse_times(created, TimeRule(f"created_at of {entry.label}", entry.time_zone)).values
    starts = moments.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", strict=False, time_unit="us")
    waited = minutes.cast(pl.Float64, strict=False) * 60_000_000
    sums = starts.cast(pl.Int64) + waited.cast(pl.Int64, strict=False)
    return sums.cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def _lists(tags: pl.Series) -> pl.Series:
    """A Zendesk tag holds no space, so that both commas and spaces part them."""
    texts = tags.unique().drop_nulls()
    lists = [json.dumps(re.findall(r"[^\s,]+", text), ensure_ascii=False) for text in texts]
    return tags.replace_strict(texts, pl.Series(lists, dtype=pl.String), default=None, return_dtype=pl.String)


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
        fields=_FIELDS,
    ),
)
