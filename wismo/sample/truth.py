"""What is really behind the tickets and orders: for tests to compare with, never read by the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import exports, hazard, helpdesk, labels, topics, transit
from wismo.sample.clock import FAR
from wismo.sample.labels import words

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.sample.brand import Brand


def write_truth(folder: Path, brand: Brand) -> list[Path]:
    """Write tickets.parquet, orders.parquet and shipments.parquet into an existing folder."""
    tables = {"tickets": _tickets(brand), "orders": _orders(brand), "shipments": _shipments(brand)}
    paths = []
    for name, frame in tables.items():
        path = folder / f"{name}.parquet"
        frame.write_parquet(path)
        paths.append(path)
    return paths


def _where(condition: np.ndarray, values: pl.Series) -> pl.Series:
    return pl.select(pl.when(pl.Series(condition)).then(values)).to_series()


def _tickets(brand: Brand) -> pl.DataFrame:
    """One row per ticket: why it was written and about what."""
    table = brand.tickets
    ids = helpdesk.ticket_ids(len(table["topic"]))
    place = labels.rank(brand.orders["created"])[np.maximum(table["order"], 0)]
    shipment = exports.shipment_ids(brand)[np.maximum(table["parcel"], 0)]
    reached = brand.parcels["label"][np.maximum(table["parcel"], 0)] < brand.calendar.end
    return pl.DataFrame(
        {
            "ticket_id": ids,
            "topic": words(topics.NAMES, table["topic"]),
            "is_wismo": table["topic"] == topics.WISMO,
            "reason": words((*hazard.REASONS, ""), table["reason"]),
            "order_id": _where(table["order"] >= 0, labels.order_ids(place)),
            "shipment_id": _where((table["parcel"] >= 0) & reached, shipment),
            "merged_into_ticket_id": _where(table["merged"] >= 0, ids[np.maximum(table["merged"], 0)]),
            "reopens_ticket_id": _where(table["reopens"] >= 0, ids[np.maximum(table["reopens"], 0)]),
        }
    )


def _orders(brand: Brand) -> pl.DataFrame:
    """One row per order: its customer, whether it came late and when it was there."""
    table = brand.orders
    return pl.DataFrame(
        {
            "order_id": labels.order_ids(labels.rank(table["created"])),
            "customer": table["customer"],
            "is_late": table["late"],
            "arrived_at": labels.instants(table["delivered"]),
        }
    )


def _shipments(brand: Brand) -> pl.DataFrame:
    """One row per parcel: what went wrong, where the days were lost, in hours."""
    table = brand.parcels
    hours = {
        "warehouse_hours": (table["label"], table["created"]),
        "handover_hours": (table["pickup"], table["label"]),
        "scan_lag_hours": (table["first_scan"], table["pickup"]),
        "transit_hours": (table["arrived"], table["pickup"]),
    }
    delays = {
        name: _where((later < FAR) & (earlier < FAR), pl.Series((later - earlier) / 3_600))
        for name, (later, earlier) in hours.items()
    }
    return pl.DataFrame(
        {
            "shipment_id": exports.shipment_ids(brand),
            "order_id": labels.order_ids(labels.rank(brand.orders["created"])[table["order"]]),
            "trouble": words(transit.TROUBLES, table["trouble"]),
            "missed_pickup": table["missed"] == 1,
            "jammed": table["jammed"],
            "arrived_at": labels.instants(table["arrived"]),
            **delays,
        }
    )
