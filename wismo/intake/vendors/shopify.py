"""Shopify's orders export: a row per line item, with what belongs to the order on its first row only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.intake.read_csv import csv_header
from wismo.intake.time_formats import as_iso
from wismo.intake.times import TimeRule, aware_moments, parse_times
from wismo.intake.values import parse_figures
from wismo.intake.vendors.countries import country_codes
from wismo.intake.vendors.format import Table, VendorFormat, exploded, tables
from wismo.intake.vendors.notes import note_values
from wismo.intake.vendors.orders import Numbered, OrderRows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

ORDER_FIELDS = (
    "promised_at", "promised_ship_by_at", "released_at", "in_stock_at", "sent_to_warehouse_at", "refunded_at",
    "hold_reason", "three_pl", "customer_id", "replaces_order_id", "delivery_type",
)  # fmt: skip
_OBJECTS = {
    "orders": (
        "order_id", "order_name", "created_at", "updated_at", "paid_at", "cancelled_at", "is_fully_refunded",
        "customer_email", "customer_phone", "country", "region", "shipping_method", "sales_channel", "tags", "is_test",
        "order_value", "currency", *ORDER_FIELDS,
    ),
    "order_lines": ("order_id", "order_name", "line_number", "sku", "title", "quantity", "requires_shipping"),
}  # fmt: skip
_READ = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfilled at", "Currency", "Total", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem sku", "Lineitem requires shipping", "Billing Phone",
    "Shipping Province", "Shipping Country", "Shipping Phone", "Note Attributes", "Cancelled at", "Payment Method",
    "Refunded Amount", "Id", "Tags", "Source", "Phone",
)  # fmt: skip
_EXPORTED = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-5][0-9] [+-][0-9]{4}$"  # as nearly all times stand
_MONEY = ("pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided")


def _recognises(header: Collection[str]) -> bool:
    names = {name.casefold() for name in header}
    marks = ("lineitem quantity", "lineitem name", "financial status", "fulfillment status")
    return {"name", "created at"} <= names and any(mark in names for mark in marks)


def _read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    header, _ = csv_header(file, entry.encoding, entry.delimiter)
    known = {name.casefold() for name in (*_READ, *entry.fields.values())}
    wanted = [name for name in header if name.casefold() in known]
    rows = OrderRows(has_id="id" in {name.casefold() for name in header})
    for table in tables(file, entry, wanted):
        numbered = rows.take(table)
        first = numbered.first_rows
        heads = pl.DataFrame([series.gather(first) for series in _orders(table, entry).values()])
        heads = heads.with_columns(numbered.order_ids.gather(first).alias("order_id"))
        source, read = table.batch, len(table.values) + len(table.batch.broken)
        broken = list(source.broken)
        yield {
            "orders": exploded(heads, first, source.rows, source.original, broken, read),
            "order_lines": exploded(
                _lines(table, numbered), np.arange(len(table.values)), source.rows, source.original, broken, read
            ),
        }


def _orders(table: Table, entry: Entry) -> dict[str, pl.Series]:
    """Return a value per row of the table; only those of an order's first row are used."""
    created, status = table.column("Created at"), table.column("Financial Status").str.to_lowercase()
    total, refunded = (_amounts(table.column(name), entry) for name in ("Total", "Refunded Amount"))
    method = table.column("Shipping Method")
    source = table.column("Source")
    at_till = (source.str.to_lowercase() == "pos") & method.is_null()
    columns = {
        "order_name": table.column("Name"),
        "created_at": created,
        "updated_at": _changed(table, status, entry),
        "paid_at": table.column("Paid at"),
        "cancelled_at": table.column("Cancelled at"),
        "is_fully_refunded": _words((status == "refunded") | ((refunded > 0) & (refunded >= total))),
        "customer_email": table.column("Email"),
        # An apostrophe keeps spreadsheets from taking a number for one.
        "customer_phone": table.column("Phone", "Shipping Phone", "Billing Phone").str.strip_prefix("'"),
        "country": country_codes(table.column("Shipping Country")),
        "region": table.column("Shipping Province"),
        "shipping_method": method,
        "sales_channel": source,
        "tags": _split(table.column("Tags")),
        "is_test": _words(table.column("Payment Method").str.to_lowercase().str.contains("bogus")),
        "order_value": table.column("Total"),
        "currency": table.column("Currency"),
        "delivery_type": pl.select(pl.when(at_till).then(pl.lit("pickup"))).to_series(),
    }
    notes = table.column("Note Attributes")
    for name in ORDER_FIELDS:
        if name in entry.fields:
            own = table.column(entry.fields[name]).fill_null(note_values(notes, entry.fields[name]))
            columns[name] = _day_ends(own, created) if name.startswith("promised") else own
        else:
            columns.setdefault(name, pl.repeat(None, len(created), dtype=pl.String, eager=True))
    return {name: series.alias(name) for name, series in columns.items()}


def _lines(table: Table, numbered: Numbered) -> pl.DataFrame:
    names = table.column("Name")
    columns = {
        "order_id": numbered.order_ids,
        "order_name": names.set(numbered.order_ids.is_not_null(), None),
        "line_number": numbered.line_numbers,
        "sku": table.column("Lineitem sku"),
        "title": table.column("Lineitem name"),
        "quantity": table.column("Lineitem quantity"),
        "requires_shipping": table.column("Lineitem requires shipping"),
    }
    return pl.DataFrame([series.alias(name) for name, series in columns.items()])


def _amounts(values: pl.Series, entry: Entry) -> pl.Series:
    plain = parse_figures(values, entry.decimal).values if entry.decimal else values
    return plain.cast(pl.Float64, strict=False)


def _changed(table: Table, status: pl.Series, entry: Entry) -> pl.Series:
    """Return when an order last changed, as far as the export tells: its latest time.

    The export has no time of change, but of two states of an order the later must win. A refund leaves no
    time at all: how far the payment has come counts in microseconds, to tell such states apart.
    """
    names = ("Created at", "Paid at", "Fulfilled at", "Cancelled at")
    moments = pl.DataFrame([_instants(table.column(name), entry).alias(name) for name in names])
    latest = moments.select(pl.max_horizontal(names)).to_series()
    rank = status.replace_strict(_MONEY, range(len(_MONEY)), default=0, return_dtype=pl.Int64).fill_null(0)
    ranked = (latest.cast(pl.Int64) + rank).cast(pl.Datetime("us"))
    return ranked.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")


def _instants(values: pl.Series, entry: Entry) -> pl.Series:
    moments = aware_moments(values.set(~values.str.contains(_EXPORTED), None))
    if moments.null_count() > values.null_count():
        form, rest = "%Y-%m-%d %H:%M:%S %z", values.set(moments.is_not_null(), None)
        read = rest.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        moments = moments.fill_null(read.dt.replace_time_zone(None))
    if moments.null_count() > values.null_count() and entry.time_zone:  # a spreadsheet has rewritten the times
        place = f"a time of {entry.label}"
        others = parse_times(as_iso(values, entry.time_format, place), TimeRule(place, entry.time_zone)).values
        moments = moments.fill_null(others.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", strict=False, time_unit="us"))
    return moments


def _day_ends(values: pl.Series, created: pl.Series) -> pl.Series:
    """Take a promised day as its last moment, on the clock that the order's own time shows."""
    frame = pl.DataFrame({"day": values, "offset": created.str.extract(r"([+-]\d{2}:?\d{2})$")})
    is_day = pl.col("day").str.contains(r"^\d{4}-\d{2}-\d{2}$")
    ends = pl.concat_str("day", pl.lit(" 23:59:59"), pl.col("offset").fill_null(""))
    return frame.select(pl.when(is_day).then(ends).otherwise("day")).to_series()


def _split(tags: pl.Series) -> pl.Series:
    texts = tags.unique().drop_nulls()
    lists = pl.Series([tag_list(text) for text in texts], dtype=pl.String)
    return tags.replace_strict(texts, lists, default=None, return_dtype=pl.String)


def tag_list(tags: str) -> str:
    """Return the tags of `gift, pre-order` as the list that the contract wants."""
    words = [tag for part in tags.split(",") if (tag := part.strip())]
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def _words(holds: pl.Series) -> pl.Series:
    return holds.fill_null(value=False).cast(pl.String)


FORMATS = (
    VendorFormat(
        name="shopify_orders",
        vendor="shopify",
        title="Shopify orders",
        kinds=("csv",),
        objects=_OBJECTS,
        recognises=_recognises,
        read=_read,
        fields=ORDER_FIELDS,
        version=3,
    ),
)
