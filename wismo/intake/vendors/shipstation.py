"""ShipStation's shipments CSV; the user chooses its columns, each headed `Group - Field`.

Its times have no zone and are, by all accounts though in no document, Pacific. `time_zone:` overrules that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.read_csv import csv_header
from wismo.intake.time_formats import check_day_first
from wismo.intake.times import TimeRule, parse_times
from wismo.intake.vendors.countries import country_codes
from wismo.intake.vendors.format import Table, VendorFormat, row_by_row, tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

ZONE = "America/Los_Angeles"
SENT = "is_sent"  # an export of orders has those that wait, too: they are no parcels
FIELDS = ("three_pl", "order_id", "promised_at")
_OBJECTS = {
    "shipments": (
        "shipment_id", "order_id", "order_name", "updated_at", "label_created_at", "promised_at", "carrier", "service",
        "three_pl", "warehouse", "tracking_number", "is_voided", "is_return", "country", "region",
    ),
}  # fmt: skip
_NUMBER = ("Shipment - Tracking Number", "Shipment - Tracking #", "Tracking - Number")
_CREATED = (
    "Date - Label Create Date", "Date - Label Created Date", "Shipment - Create Date", "Date - Created Date",
    "Date - Create Date",
)  # fmt: skip
_SHIPPED = ("Date - Shipped Date", "Date - Ship Date", "Shipment - Ship Date", "Shipment - Shipped Date")
_VOID_DATE = ("Shipment - Void Date", "Date - Voided Date", "Date - Void Date")
_MODIFIED = ("Date - Modified Date", *_VOID_DATE)
_ID = ("Shipment - ID", "Shipment - Shipment ID", "Shipment - Id")
_CARRIER = ("Shipment - Carrier", "Carrier - Name", "Shipment - Carrier Name", "Carrier - Carrier Selected")
_SERVICE = ("Shipment - Service", "Service - Name", "Carrier - Service Selected", "Service - Service")
_WAREHOUSE = (
    "Shipment - Warehouse", "Operations - Warehouse", "Warehouse - Name", "Ship From - Name", "Shipment - Ship From",
)  # fmt: skip
_VOIDED = ("Shipment - Voided", "Shipment - Void Flag", "Shipment - Is Voided")
_RETURN = (
    "Shipment - Return Label", "Return - Return Label Flag", "Shipment - Is Return Label", "Shipment - Is Return",
)  # fmt: skip
_ORDERED = ("Date - Order Date",)
_ORDER = ("Order - Number",)
_COUNTRY, _STATE = ("Ship To - Country",), ("Ship To - State",)
_READ = (
    *_NUMBER, *_CREATED, *_SHIPPED, *_MODIFIED, *_ID, *_CARRIER, *_SERVICE, *_WAREHOUSE, *_VOIDED, *_RETURN, *_ORDERED,
    *_ORDER, *_COUNTRY, *_STATE,
)  # fmt: skip


def _recognises(header: Collection[str]) -> bool:
    names = {name.casefold() for name in header}

    def has(columns: Collection[str]) -> bool:
        return any(name.casefold() in names for name in columns)

    return has(_NUMBER) or (has(_ORDER) and (has(_ID) or has(_SHIPPED)) and (has(_CARRIER) or has(_SERVICE)))


def _read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    header, _ = csv_header(file, entry.encoding, entry.delimiter)
    known = {name.casefold() for name in (*_READ, *entry.fields.values())}
    for table in tables(file, entry, [name for name in header if name.casefold() in known]):
        yield {"shipments": row_by_row(table, _shipments(table, entry))}


def _shipments(table: Table, entry: Entry) -> dict[str, pl.Series]:
    number, order = table.column(*_NUMBER), table.column(*_ORDER)
    number = number.set(~number.str.contains(r"[0-9]"), None)  # what a person typed instead of one
    _check_month_first(table, entry)
    created, shipped = _iso(table.column(*_CREATED)), _iso(table.column(*_SHIPPED))
    ordered, modified = _iso(table.column(*_ORDERED)), _iso(table.column(*_MODIFIED))
    warehouse = table.column(*_WAREHOUSE)
    parts = pl.DataFrame([order.alias("order"), number.fill_null(shipped).fill_null(created).alias("parcel")])
    made_up = parts.select(pl.concat_str("order", "parcel", separator="/", ignore_nulls=True)).to_series()
    own = {name: table.column(title) for name, title in entry.fields.items()}
    id_, void_date = table.column(*_ID), table.column(*_VOID_DATE)
    is_sent = pl.select(pl.any_horizontal(*(column.is_not_null() for column in (id_, number, created, shipped))))
    columns = {
        SENT: is_sent.to_series().cast(pl.String),
        "shipment_id": id_.fill_null(made_up.set(made_up == "", None)),
        "order_name": order,
        "updated_at": _latest(entry, modified, created, shipped),
        # A day without an hour begins before the order was placed: no label is that early.
        "label_created_at": created.fill_null(_not_before(entry, shipped, ordered)),
        "carrier": table.column(*_CARRIER),
        "service": table.column(*_SERVICE),
        "three_pl": warehouse,
        "warehouse": warehouse,
        "tracking_number": number,
        "is_voided": table.column(*_VOIDED).fill_null(void_date.set(void_date.is_not_null(), "true")),
        "is_return": table.column(*_RETURN),
        "country": country_codes(table.column(*_COUNTRY)),
        "region": table.column(*_STATE),
        "order_id": pl.repeat(None, len(order), dtype=pl.String, eager=True),
        "promised_at": pl.repeat(None, len(order), dtype=pl.String, eager=True),
    }
    return columns | own


def _check_month_first(table: Table, entry: Entry) -> None:
    """Refuse a file some of whose days have a month above 12 when they are read the American way."""
    columns = [table.column(*names) for names in (_CREATED, _SHIPPED, _ORDERED, _MODIFIED)]
    days = pl.concat([column.str.extract(r"^(\d{1,2}/\d{1,2}/\d{4})") for column in columns]).unique()
    moments = days.str.to_datetime("%m/%d/%Y", strict=False, time_unit="us")
    check_day_first(days, moments, "%m/%d/%Y", f"A date of {entry.label}")


def _iso(times: pl.Series) -> pl.Series:
    """Write the American form, `1/31/2026 8:15:00 AM`, as the international one; leave others as they are."""
    frame = times.to_frame("time")
    slashed = pl.col("time").str.contains(r"^\d{1,2}/\d{1,2}/\d{4}")
    parsed = pl.coalesce(
        pl.col("time").str.to_datetime(form, strict=False, time_unit="us").dt.strftime("%Y-%m-%d %H:%M:%S")
        for form in ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M")
    )
    day = pl.col("time").str.to_date("%m/%d/%Y", strict=False).dt.strftime("%Y-%m-%d")
    # Midnight to the second is what a column of days exports as.
    whole = pl.when(parsed.str.ends_with(" 00:00:00")).then(parsed.str.slice(0, 10)).otherwise(parsed)
    return frame.select(pl.when(slashed).then(pl.coalesce(day, whole, "time")).otherwise("time")).to_series()


def _latest(entry: Entry, *times: pl.Series) -> pl.Series:
    instants = pl.DataFrame([_utc(entry, series).alias(str(place)) for place, series in enumerate(times)])
    return instants.select(pl.max_horizontal("*")).to_series()


def _not_before(entry: Entry, shipped: pl.Series, ordered: pl.Series) -> pl.Series:
    is_day = shipped.str.len_bytes() == 10
    same_day = is_day & (shipped == ordered.str.slice(0, 10))
    known = _utc(entry, ordered)
    return shipped.zip_with(~(same_day & known.is_not_null()).fill_null(value=False), known)


def _utc(entry: Entry, times: pl.Series) -> pl.Series:
    return parse_times(times, TimeRule(f"times of {entry.label}", entry.time_zone)).values


FORMATS = (
    VendorFormat(
        name="shipstation_shipments",
        vendor="shipstation",
        title="ShipStation shipments",
        kinds=("csv",),
        objects=_OBJECTS,
        recognises=_recognises,
        read=_read,
        default_zone=ZONE,
        says_zone=True,
        fields=FIELDS,
        when={SENT: ("true",)},
        version=2,
    ),
)
