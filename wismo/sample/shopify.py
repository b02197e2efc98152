"""The shop's export: Shopify's orders CSV, a row per line item, in several files that overlap a little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import customers, demand, dirt, labels, places, world
from wismo.sample.clock import FAR
from wismo.sample.labels import stamps, words
from wismo.sample.words_other import ITEMS, SKUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.sample.brand import Brand

FILE = "shopify_orders_export_{}.csv"
FILES = 5
PROMISE_ATTRIBUTE, REPLACES_ATTRIBUTE = "Promised delivery", "Replaces order"
COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku",
    "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status", "Billing Name", "Billing Street",
    "Billing Address1", "Billing Address2", "Billing Company", "Billing City", "Billing Zip", "Billing Province",
    "Billing Country", "Billing Phone", "Shipping Name", "Shipping Street", "Shipping Address1", "Shipping Address2",
    "Shipping Company", "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone",
    "Notes", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor",
    "Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source",
    "Lineitem discount", "Tax 1 Name", "Tax 1 Value", "Tax 2 Name", "Tax 2 Value", "Tax 3 Name", "Tax 3 Value",
    "Tax 4 Name", "Tax 4 Value", "Tax 5 Name", "Tax 5 Value", "Phone", "Receipt Number", "Duties",
    "Billing Province Name", "Shipping Province Name", "Payment ID", "Payment Terms Name", "Next Payment Due At",
    "Payment References",
)  # fmt: skip
_TIME = "%Y-%m-%d %H:%M:%S %z"
_COUPONS = ("", "WELCOME10", "LARKSPUR15", "SORRY20", "FRIENDS")
_STREETS = ("Alder St", "Birch Ave", "Cedar Ln", "Dogwood Dr", "Elm St", "Fern Way", "Grove Rd", "Hazel Ct")


@dataclass(frozen=True)
class _Fulfilment:
    """What the shop knows of its orders' parcels: how many have a label and when the last was printed."""

    parcels: np.ndarray
    labelled: np.ndarray
    last: np.ndarray


def order_files(brand: Brand, rng: np.random.Generator) -> Iterator[pl.DataFrame]:
    """Yield the files, in order of time. Times are the shop's wall clock with its offset.

    Some orders stand in two files: as they were when the first was exported, or unchanged.
    """
    created = brand.orders["created"]
    by_time = np.argsort(created, kind="stable")
    done = _fulfilment(brand)
    carried = by_time[:0]
    for number, rows in enumerate(np.array_split(by_time, FILES)):
        is_last = number == FILES - 1
        moved = (done.last[rows] < FAR) & (done.last[rows] > 0)
        stale = dirt.corrected(rng, moved & (not is_last))
        again = np.flatnonzero((rng.random(len(rows)) < dirt.TWICE) & (not is_last))
        is_stale = np.zeros(len(rows), dtype=bool)
        is_stale[stale] = True
        every = np.concatenate([carried, rows])
        yield _file(brand, every, done, np.concatenate([np.zeros(len(carried), dtype=bool), is_stale]))
        carried = rows[np.union1d(stale, again)]


def _fulfilment(brand: Brand) -> _Fulfilment:
    parcels, n = brand.parcels, len(brand.orders["created"])
    counts = ~parcels["voided"] & ~parcels["return"]
    labelled = counts & (parcels["label"] < brand.calendar.end)
    last = np.zeros(n, dtype=np.int64)
    np.maximum.at(last, parcels["order"][labelled], parcels["label"][labelled])
    digital = brand.orders["delivery"] == demand.DIGITAL
    last = np.where(digital, brand.orders["created"] + 120, last)
    total, done = (np.bincount(parcels["order"][chosen], minlength=n) for chosen in (counts, labelled))
    return _Fulfilment(np.where(digital, 1, total), np.where(digital, 1, done), last)


def _file(brand: Brand, rows: np.ndarray, done: _Fulfilment, stale: np.ndarray) -> pl.DataFrame:
    """Return one file: the orders' own columns on their first row, a row for each further line."""
    orders = brand.orders
    head = _orders(brand, rows, done, stale)
    lines = orders["lines"][rows]
    position = np.repeat(np.arange(len(rows)), lines)
    number = np.arange(len(position)) - np.repeat(np.cumsum(lines) - lines, lines)
    first = pl.Series(number == 0)
    repeated = ("Name", "Email")
    table = head[position].with_columns(
        pl.when(first).then(pl.col(name)) for name in head.columns if name not in repeated
    )
    table = table.with_columns(_lines(brand, rows[position], number, head["Fulfillment Status"][position]))
    return table.select(pl.col(name) if name in table.columns else pl.lit(None).alias(name) for name in COLUMNS)


def _lines(brand: Brand, order: np.ndarray, number: np.ndarray, status: pl.Series) -> list[pl.Series]:
    orders = brand.orders
    digital = orders["delivery"][order] == demand.DIGITAL
    item = np.where(digital, len(SKUS), (order * 5 + number * 7) % len(ITEMS))
    sent = pl.select(pl.when(status == "fulfilled").then(pl.lit("fulfilled")).otherwise(pl.lit("pending"))).to_series()
    price = np.round(orders["value"][order] / orders["lines"][order], 2)
    return [
        pl.Series("Lineitem quantity", 1 + ((order + number) % 7 == 0)),
        words((*ITEMS, "gift card"), item).alias("Lineitem name"),
        pl.Series("Lineitem price", price),
        words((*SKUS, "NL-GIFT-CARD"), item).alias("Lineitem sku"),
        pl.Series("Lineitem requires shipping", ~digital),
        pl.Series("Lineitem taxable", np.ones(len(order), dtype=bool)),
        sent.alias("Lineitem fulfillment status"),
        pl.Series("Vendor", [world.BRAND]).new_from_index(0, len(order)),
        pl.Series("Lineitem discount", np.zeros(len(order))),
    ]


def _orders(brand: Brand, rows: np.ndarray, done: _Fulfilment, stale: np.ndarray) -> pl.DataFrame:
    table, end = {name: values[rows] for name, values in brand.orders.items()}, brand.calendar.end
    place = brand.place[rows]
    zone = world.REPORTING_ZONE
    contact = customers.contact_details(table["customer"], table["channel"], place)
    city = places.home(brand.orders, rows)
    ships = table["delivery"] == demand.SHIP
    name = pl.select(pl.concat_str(contact["first"], pl.lit(" "), contact["last"])).to_series()
    receiver = pl.select(
        pl.when(pl.Series(table["gift"])).then(pl.lit("Sam ") + contact["last"]).otherwise(name)
    ).to_series()
    street = pl.select(
        pl.format("{} {}", pl.Series(table["customer"] % 980 + 12), words(_STREETS, table["customer"] % len(_STREETS)))
    ).to_series()
    value = table["value"]
    off = np.where(table["coupon"] > 0, np.round(value * 0.12, 2), 0.0)
    refunded = table["refunded"] < end
    labelled = np.where(stale, 0, done.labelled[rows])
    fulfilled = np.where((labelled > 0) & ~stale, done.last[rows], FAR)
    complete = (labelled >= done.parcels[rows]) & (labelled > 0)
    paid = np.where(table["hold"] == demand.PAYMENT, table["released"], table["paid"])
    money = np.where(refunded & ~stale, 2, np.where(paid < end, 1, 0))
    address = (
        ("Street", street), ("Address1", street), ("City", places.column(0, city)), ("Zip", places.column(3, city)),
        ("Province", places.column(1, city)), ("Country", words(world.COUNTRIES, table["region"])),
        ("Province Name", places.column(2, city)), ("Phone", contact["phone"]),
    )  # fmt: skip
    columns = {
        "Name": labels.order_names(place),
        "Email": contact["email"],
        "Financial Status": words(("pending", "paid", "refunded"), money),
        "Paid at": stamps(paid, _TIME, zone, end),
        "Fulfillment Status": words(("unfulfilled", "partial", "fulfilled"), (labelled > 0) + 1 * complete),
        "Fulfilled at": stamps(fulfilled, _TIME, zone, end),
        "Accepts Marketing": words(("yes", "no"), table["customer"] % 3 % 2),
        "Currency": words(world.CURRENCIES, table["region"]),
        "Subtotal": np.round(value - off, 2),
        "Shipping": np.where(value > 75, 0.0, 5.95),
        "Taxes": np.round(value * 0.07, 2),
        "Total": value,
        "Discount Code": words(_COUPONS, table["coupon"]),
        "Discount Amount": off,
        "Shipping Method": labels.where(ships, words(world.METHODS, table["service"])),
        "Created at": stamps(table["created"], _TIME, zone),
        "Billing Name": name,
        "Shipping Name": labels.where(ships, receiver),
        "Notes": _notes(brand, table),
        "Note Attributes": _attributes(brand, table),
        "Cancelled at": stamps(np.where(stale, FAR, table["cancelled"]), _TIME, zone, end),
        "Payment Method": words(("Shopify Payments", "PayPal Express Checkout"), table["customer"] % 4 // 3),
        "Payment Reference": pl.select(pl.format("c{}.1", pl.Series(place * 7_919 + 31_000_000))).to_series(),
        "Refunded Amount": np.where(refunded & ~stale, value, 0.0),
        "Outstanding Balance": np.where(paid < end, 0.0, value),
        "Id": labels.order_ids(place),
        "Tags": _tags(table),
        "Risk Level": words(("Low", "High"), table["hold"] == demand.FRAUD),
        "Source": words(demand.CHANNELS, table["channel"]),
        "Phone": contact["phone"],
    }
    columns |= {f"Billing {part}": values for part, values in address}
    columns |= {f"Shipping {part}": labels.where(ships, values) for part, values in address}
    return pl.DataFrame(columns)


def _tags(table: world.Table) -> pl.Series:
    """Return tags as Shopify writes them: one text, parted by commas."""
    said = (
        ("backorder", (table["hold"] == demand.STOCK) & table["tagged"]),
        ("gift", table["gift"]),
        ("pre-order", table["hold"] == demand.PREORDER),
        ("replacement", (table["original"] >= 0) & table["tagged"]),
        ("Subscription, Subscription Recurring Order", table["subscription"]),
    )
    parts = [labels.where(holds, pl.Series([word]).new_from_index(0, len(holds))) for word, holds in said]
    return pl.select(pl.concat_str(parts, separator=", ", ignore_nulls=True)).to_series()


def _notes(brand: Brand, table: world.Table) -> pl.Series:
    original = brand.place[np.maximum(table["original"], 0)]
    replaces = pl.select(pl.lit("Replacement for ") + labels.order_names(original)).to_series()
    frame = pl.DataFrame({"replaces": labels.where(table["original"] >= 0, replaces), "gift": table["gift"]})
    return frame.select(
        pl.when("gift").then(pl.lit('Gift note: "With love, from all of us"')).otherwise("replaces")
    ).to_series()


def _attributes(brand: Brand, table: world.Table) -> pl.Series:
    """Return what the checkout noted, one `name: value` per line."""
    promised = stamps(table["promised"], "%Y-%m-%d", world.REPORTING_ZONE)
    original = brand.place[np.maximum(table["original"], 0)]
    replaces = labels.where((table["original"] >= 0) & table["linked"], labels.order_ids(original))
    lines = [pl.lit(f"{PROMISE_ATTRIBUTE}: ") + promised, pl.lit(f"{REPLACES_ATTRIBUTE}: ") + replaces]
    return pl.select(pl.concat_str(lines, separator="\n", ignore_nulls=True)).to_series()
