"""What is really behind the tickets and orders: for `wismo score` and tests, never read by the product."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import (
    aftership,
    customers,
    helpdesk,
    labels,
    shipstation,
    tactics,
    told,
    topics,
    transit,
    verdict,
    world,
)
from wismo.sample.clock import FAR, HOUR
from wismo.sample.hazard import REASONS as _REASONS
from wismo.sample.labels import where, words
from wismo.sample.moment import moments

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.sample.brand import Brand
    from wismo.sample.helpdesk import Desk


def write_truth(folder: Path, brand: Brand, office: Desk) -> list[Path]:
    """Write tickets, orders and shipments as Parquet and effects.json into an existing folder."""
    tables = {"tickets": _tickets(brand, office), "orders": _orders(brand), "shipments": _shipments(brand)}
    paths = []
    for name, frame in tables.items():
        path = folder / f"{name}.parquet"
        frame.write_parquet(path)
        paths.append(path)
    effects = folder / "effects.json"
    effects.write_text(json.dumps(_effects(), indent=1), encoding="utf-8")
    return [*paths, effects]


def _tickets(brand: Brand, office: Desk) -> pl.DataFrame:
    """One row per ticket: why it was written, about what, and what a faultless reader of the exports could say."""
    table = brand.tickets
    n = len(table["topic"])
    ids = helpdesk.ticket_ids(n, office.moved).cast(pl.String)
    place = brand.place[np.maximum(table["order"], 0)]
    parcel = np.maximum(table["parcel"], 0)
    exists = (table["parcel"] >= 0) & (brand.parcels["label"][parcel] < brand.calendar.end)
    calm = table["vague"] | (table["reason"] < 0)
    matchable = _is_matchable(brand, office)
    is_wismo = table["topic"] == topics.WISMO
    rows = np.flatnonzero(is_wismo)
    real, seen = (
        verdict.judge(
            moments(brand, rows, exported=exported),
            asks_calmly=calm[rows],
            is_matchable=matchable[rows] if exported else np.ones(len(rows), dtype=bool),
        )
        for exported in (False, True)
    )
    verdicts = {}
    for name, codes, names in (
        ("root_cause", real[0], verdict.CAUSES),
        ("owner", real[1], verdict.OWNERS),
        ("attainable_cause", seen[0], verdict.CAUSES),
        ("attainable_owner", seen[1], verdict.OWNERS),
    ):
        every = np.full(n, len(names))
        every[rows] = codes
        verdicts[name] = words((*names, ""), every)
    return pl.DataFrame(
        {
            "ticket_id": ids,
            "helpdesk": words(("zendesk", "gorgias"), np.arange(n) >= office.moved),
            "topic": words(topics.NAMES, table["topic"]),
            "is_wismo": is_wismo,
            "reason": words((*_REASONS, ""), table["reason"]),
            "order_id": where(table["order"] >= 0, labels.order_ids(place)),
            "shipment_id": where(exists, aftership.tracking_ids(parcel)),
            "is_matchable": matchable,
            **verdicts,
            **_told(brand),
            "merged_into_ticket_id": where(table["merged"] >= 0, ids[np.maximum(table["merged"], 0)]),
            "reopens_ticket_id": where(table["reopens"] >= 0, ids[np.maximum(table["reopens"], 0)]),
            "is_counted": (table["merged"] < 0) & (table["reopens"] < 0) & ~np.isin(table["topic"], helpdesk.TOOLS),
        }
    )


def _told(brand: Brand) -> dict[str, pl.Series]:
    """Return when the customer was first told something, and what: a status in words, or the day promised."""
    table, end = brand.tickets, brand.calendar.end
    has_told = table["eta_replied"] < end
    promises = has_told & (table["told_way"] >= told.TODAY)
    day = pl.Series(table["told_day"]).cast(pl.Int32).cast(pl.Date)
    return {
        "replied_at": labels.instants(table["replied"], end),
        "told_at": labels.instants(table["eta_replied"], end),
        "told_way": where(has_told, words(told.WAYS, table["told_way"])),
        "told_eta_date": where(promises, day),
    }


def _is_matchable(brand: Brand, office: Desk) -> np.ndarray:
    """Return whether the exports hold anything that leads from the ticket to its order.

    That is the customer's own address or number, a field, the helpdesk's list of the customer's orders, or a number
    written without a mistake.
    """
    table = brand.tickets
    frame = office.frame
    here = np.arange(len(table["topic"])) >= office.moved
    own = table["shows_email"] & ~table["elsewhere"]
    calls = table["shows_phone"] & here
    fields = (frame["order_ref"].is_not_null() | frame["tracking_ref"].is_not_null()).to_numpy()
    listed = table["shown"] & here
    written = frame["subject_names"].to_numpy() | (frame["own_names"].to_numpy() & here)
    return (table["order"] >= 0) & (own | calls | fields | listed | written)


def _orders(brand: Brand) -> pl.DataFrame:
    """One row per order: its customer, whether it came late, by how much, and when it was there."""
    table = brand.orders
    known = (table["promised"] < FAR) & (table["delivered"] < FAR)
    late = np.where(known, (table["delivered"] - np.minimum(table["promised"], FAR)) / HOUR, 0)
    return pl.DataFrame(
        {
            "order_id": labels.order_ids(brand.place),
            "customer": table["customer"],
            "is_late": table["late"],
            "hours_late": where(known, pl.Series(late)),
            "arrived_at": labels.instants(table["delivered"]),
            "is_gift": table["gift"],
            "is_subscription": table["subscription"],
            "is_replacement": table["original"] >= 0,
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
        "late_hours": (table["arrived"], table["promised"]),
    }
    delays = {
        name: where((later < FAR) & (earlier < FAR), pl.Series((later - earlier) / HOUR))
        for name, (later, earlier) in hours.items()
    }
    return pl.DataFrame(
        {
            "shipment_id": aftership.tracking_ids(np.arange(len(table["label"]))),
            "shipstation_id": shipstation.shipment_ids(brand),
            "order_id": labels.order_ids(brand.place[table["order"]]),
            "trouble": words(transit.TROUBLES, table["trouble"]),
            "missed_pickup": table["missed"] == 1,
            "jammed": table["jammed"],
            "is_return": table["return"],
            "is_voided": table["voided"],
            "missing_scan": table["missing"] >= 0,
            "carrier": words(world.CARRIERS, table["carrier"]),
            "labelled_at": labels.instants(table["label"]),
            "days_over_standard": where(table["pickup"] < FAR, pl.Series(table["slower"])),
            "arrived_at": labels.instants(table["arrived"]),
            **delays,
        }
    )


def _effects() -> dict:
    """Return the effects that were built in: of late parcels on further orders, and of each tactic."""
    launched = [
        {
            "tactic_id": tactic.tactic_id,
            "name": tactic.name,
            "launched_on": tactic.launched_on.isoformat(),
            "three_pl": world.THREE_PLS[tactic.three_pl].name if tactic.three_pl >= 0 else None,
            "carrier": world.CARRIERS[tactic.carrier] if tactic.carrier >= 0 else None,
            "factor": tactic.factor,
        }
        for tactic in tactics.TACTICS
    ]
    launched[0]["factor"] = None  # works through the moment of the email: its size follows from the parcels
    return {"late_delivery_on_next_order": customers.AFTER_LATE, "tactics": launched}
