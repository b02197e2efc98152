"""The canonical tables of the shop, the warehouses, the tracker and the mailer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import alerts, customers, demand, events, labels, transit, world
from wismo.sample.clock import FAR
from wismo.sample.labels import instants, words
from wismo.sample.words_other import ITEMS, SKUS

if TYPE_CHECKING:
    from wismo.sample.brand import Brand
    from wismo.sample.legs import Numbers


def orders(brand: Brand, rng: np.random.Generator) -> pl.DataFrame:
    """Return orders.csv, in order of time."""
    table, end = brand.orders, brand.calendar.end
    n = len(table["created"])
    place = labels.rank(table["created"])
    contact = customers.contact_details(table["customer"], table["channel"], place)
    ids = labels.order_ids(place)
    original = np.maximum(table["original"], 0)
    replaced = pl.when(pl.Series(table["original"] >= 0) & pl.Series(rng.random(n) < 0.9)).then(ids[original])
    changed = np.maximum.reduce(
        [np.where(table[name] < end, table[name], 0) for name in ("created", "cancelled", "refunded", "released")]
    )
    hold = np.where(table["hold"] == demand.PREORDER, np.where(rng.random(n) < 0.7, table["hold"], 0), table["hold"])
    tags = pl.Series(_tags(rng, table))
    frame = pl.DataFrame(
        {
            "order_id": ids,
            "order_name": labels.order_names(place),
            "created_at": instants(table["created"]),
            "updated_at": instants(changed),
            "paid_at": instants(table["paid"], end),
            "released_at": instants(table["released"], end),
            "in_stock_at": instants(table["in_stock"], end),
            "sent_to_warehouse_at": instants(
                np.where(
                    (table["delivery"] == demand.SHIP) & (table["cancelled"] > table["ready"]),
                    table["ready"],
                    FAR,
                ),
                end,
            ),
            "cancelled_at": instants(table["cancelled"], end),
            "refunded_at": instants(table["refunded"], end),
            "is_fully_refunded": table["refunded"] < end,
            "hold_reason": words(demand.HOLDS, hold),
            "customer_email": contact["email"],
            "customer_phone": contact["phone"],
            "country": words(world.COUNTRIES, table["region"]),
            "region": words(world.REGIONS, table["region"]),
            "shipping_method": words(world.METHODS, table["service"]),
            "delivery_type": words(demand.DELIVERY_TYPES, table["delivery"]),
            "sales_channel": words(demand.CHANNELS, table["channel"]),
            "three_pl": words(tuple(p.name for p in world.THREE_PLS), table["three_pl"]),
            "promised_ship_by_at": instants(table["ship_by"]),
            "promised_at": instants(table["promised"]),
            "tags": tags,
            "is_test": np.zeros(n, dtype=bool),
            "replaces_order_id": pl.select(replaced).to_series(),
            "order_value": table["value"],
            "currency": words(world.CURRENCIES, table["region"]),
        }
    )
    shipped = pl.col("delivery_type") == "ship"
    return frame.with_columns(pl.when(shipped).then("shipping_method"), pl.when(shipped).then("three_pl"))[
        np.argsort(place)
    ]


def _tags(rng: np.random.Generator, table: world.Table) -> np.ndarray:
    """Return each order's tags as a JSON list."""
    n = len(table["created"])
    tags = np.where(rng.random(n) < 0.045, '["gift"]', "[]")
    tags = np.where((table["hold"] == demand.STOCK) & (rng.random(n) < 0.6), '["backorder"]', tags)
    tags = np.where(table["hold"] == demand.PREORDER, '["pre-order"]', tags)
    return np.where((table["original"] >= 0) & (rng.random(n) < 0.85), '["replacement"]', tags)


def order_lines(brand: Brand, rng: np.random.Generator) -> pl.DataFrame:
    """Return order_lines.csv."""
    table = brand.orders
    place = labels.rank(table["created"])
    by_time = np.argsort(place)
    order = np.repeat(by_time, table["lines"][by_time])
    number = (
        np.arange(len(order))
        - np.repeat(np.cumsum(table["lines"][by_time]) - table["lines"][by_time], table["lines"][by_time])
        + 1
    )
    item = (place[order] * 5 + number * 7) % len(ITEMS)
    digital = table["delivery"][order] == demand.DIGITAL
    return pl.DataFrame(
        {
            "order_id": labels.order_ids(place[order]),
            "line_number": number,
            "sku": words((*SKUS, "NL-GIFT-CARD"), np.where(digital, len(SKUS), item)),
            "title": words((*ITEMS, "gift card"), np.where(digital, len(ITEMS), item)),
            "quantity": 1 + (rng.random(len(order)) < 0.14),
            "requires_shipping": ~digital,
        }
    )


def shipments(brand: Brand, rng: np.random.Generator, tracking: pl.Series) -> pl.DataFrame:
    """Return shipments.csv, in order of the labels; those without a label yet are not in it."""
    table, end = brand.parcels, brand.calendar.end
    n = len(table["label"])
    place = labels.rank(brand.orders["created"])[table["order"]]
    named_only = pl.Series(rng.random(n) < 0.03)
    stated = table["at_dock"] & (table["first_scan"] < FAR) & (rng.random(n) < 0.4) & ~table["return"]
    point = np.select(
        [table["trouble"] == transit.LOCKER, table["trouble"] == transit.DIVERTED, rng.random(n) < 0.8],
        [1, 2, 0],
        3,
    )
    point = np.where((table["trouble"] == transit.DIVERTED) & (table["available"] >= end), 0, point)
    known = [np.where(table[name] < end, table[name], 0) for name in ("label", "claim_filed", "claim_accepted")]
    changed = np.maximum.reduce(known)
    frame = pl.DataFrame(
        {
            "shipment_id": shipment_ids(brand),
            "order_id": pl.select(pl.when(~named_only).then(labels.order_ids(place))).to_series(),
            "order_name": labels.order_names(place),
            "updated_at": instants(changed),
            "label_created_at": instants(table["label"]),
            "pickup_at": instants(np.where(stated, table["pickup"], FAR), end),
            "promised_at": instants(table["first_eta"]),
            "latest_eta_at": instants(table["latest_eta"]),
            "claim_filed_at": instants(table["claim_filed"], end),
            "claim_accepted_at": instants(table["claim_accepted"], end),
            "carrier": words(world.CARRIERS, table["carrier"]),
            "service": words(world.SERVICES, table["service"]),
            "three_pl": words(tuple(p.name for p in world.THREE_PLS), table["three_pl"]),
            "warehouse": words(tuple(p.warehouse for p in world.THREE_PLS), table["three_pl"]),
            "tracking_number": tracking,
            "delivery_point": words(("door", "locker", "pickup_point", ""), point),
            "is_delivery_point_chosen": table["trouble"] == transit.LOCKER,
            "is_voided": table["voided"],
            "is_return": table["return"],
            "country": words(world.COUNTRIES, table["region"]),
            "region": words(world.REGIONS, table["region"]),
        }
    )
    rows = np.flatnonzero(table["label"] < end)
    return frame[rows[np.argsort(table["label"][rows], kind="stable")]]


def shipment_ids(brand: Brand) -> pl.Series:
    """Return the id of every parcel."""
    return pl.select(pl.format("FF{}", pl.Series(88_000_000 + labels.rank(brand.parcels["label"]) * 3))).to_series()


def tracking_events(brand: Brand, numbers: Numbers, rows: slice) -> pl.DataFrame:
    """Return the tracker's events at these positions, in the order they became known."""
    table = {name: values[rows] for name, values in brand.events.items()}
    parcel, kind = table["parcel"], table["kind"]
    region = brand.parcels["region"][parcel]
    place = np.where(kind < events.HUB, len(world.REGIONS), region)
    number, post = numbers.of_events(parcel, kind)
    carrier = words(world.CARRIERS, brand.parcels["carrier"][parcel])
    return pl.DataFrame(
        {
            "tracking_number": number,
            "occurred_at": instants(table["occurred"]),
            "recorded_at": instants(table["recorded"]),
            "status": words(tuple(k[0] for k in events.KINDS), kind),
            "substatus": words(tuple(k[1] for k in events.KINDS), kind),
            "message": words(tuple(k[2] for k in events.KINDS), kind),
            "place": words((*world.REGIONS, "Origin"), place),
            "country": words((*world.COUNTRIES, "US"), place),
            "carrier": post.zip_with(post.is_not_null(), carrier),
            "is_time_known": ~table["day_only"],
        }
    )


def notifications(brand: Brand, tracking: pl.Series) -> pl.DataFrame:
    """Return notifications.csv, in order of sending."""
    table = brand.notices
    place = labels.rank(brand.orders["created"])[brand.parcels["order"][table["parcel"]]]
    labelled = pl.Series(brand.parcels["label"][table["parcel"]] < table["sent"])
    return pl.DataFrame(
        {
            "notification_id": pl.select(pl.format("N{}", pl.Series(np.arange(len(place)) + 1_000_001))).to_series(),
            "sent_at": instants(table["sent"]),
            "kind": words(alerts.KINDS, table["kind"]),
            "channel": words(alerts.MESSAGE_CHANNELS, table["sms"].astype(np.int64)),
            "order_id": labels.order_ids(place),
            "order_name": labels.order_names(place),
            "tracking_number": pl.select(pl.when(labelled).then(tracking[table["parcel"]])).to_series(),
        }
    )
