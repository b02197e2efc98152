"""A log of messages sent to customers, from any mail tool, whose columns carry the contract's names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.read_csv import csv_header
from wismo.intake.vendors.format import Shape, VendorFormat, row_by_row, tables
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.keys import word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches, Found

_COLUMNS = ("notification_id", "sent_at", "kind", "eta_at", "channel", "order_id", "order_name", "tracking_number")
_REFERENCES = {"order_id", "order_name", "tracking_number"}
# What stores and trackers call their messages.
_KINDS = {
    "shipping_confirmation": "shipped",
    "shipment_confirmation": "shipped",
    "order_shipped": "shipped",
    "shipment_out_for_delivery": "out_for_delivery",
    "shipment_delivered": "delivered",
    "order_delivered": "delivered",
    "ready_for_local_pickup": "ready_for_pickup",
    "available_for_pickup": "ready_for_pickup",
}


def _recognises(header: Collection[str]) -> bool:
    names = {_plain(name) for name in header}
    if names & {"source_system", "source_account"}:  # it says itself where it comes from
        return False
    return {"notification_id", "sent_at", "kind"} <= names and bool(names & _REFERENCES)


def _read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    header, _ = csv_header(file, entry.encoding, entry.delimiter)
    own = {_plain(name): name for name in header}
    for table in tables(file, entry, [own[name] for name in _COLUMNS if name in own]):
        columns = {name: table.column(own.get(name, name)) for name in _COLUMNS}
        columns["kind"] = columns["kind"].str.to_lowercase().str.replace_all(r"[\s-]+", "_").replace(_KINDS)
        yield {"notifications": row_by_row(table, {name: series.cast(pl.String) for name, series in columns.items()})}


def _is_notification(record: dict) -> bool:
    return _recognises(record.keys())


def _add_notification(found: Mapping[str, Found], position: int, record: dict, _: Entry) -> None:
    own = {_plain(name): name for name in record}
    row = {name: word(record, own[name]) for name in _COLUMNS if name in own}
    kind = _plain(row["kind"] or "")
    found["notifications"].add(position, row | {"kind": _KINDS.get(kind, kind) or None})


def _plain(name: str) -> str:
    """`Sent At` and `sent-at` are `sent_at`."""
    return re.sub(r"[\s-]+", "_", name.strip()).casefold()


FORMATS = (
    VendorFormat(
        name="notifications",
        vendor="notifications",
        title="notifications",
        kinds=("csv",),
        objects={"notifications": _COLUMNS},
        recognises=_recognises,
        read=_read,
        version=3,
    ),
    json_format(
        "notifications",
        "notifications",
        {"notifications": _COLUMNS},
        (Shape("notification", _is_notification, _add_notification),),
    ),
)
