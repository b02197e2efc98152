"""What held at the second of each ticket: really, and as far as the exports can tell.

Both are tables of the same columns with a row per ticket: moments as UTC seconds (FAR: not by then, or
unknown), dates as day numbers on the clock that the rule in question uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import alerts, demand, events, transit, world
from wismo.sample.clock import DAY, FAR, HOUR, add_working_days, by_zone, is_working_day, to_local, to_utc
from wismo.sample.silence import allowed_silence

if TYPE_CHECKING:
    from wismo.sample.brand import Brand
    from wismo.sample.world import Table

CONTRACT_DAYS = np.array([1, 1, 2, 2])  # of each 3PL, and where the 3PL is unknown
_ZONES = (*(p.zone for p in world.THREE_PLS), world.REPORTING_ZONE)
_CUTOFFS = np.array([*(p.cut_off_hour for p in world.THREE_PLS), 14.0]) * HOUR
UNKNOWN_3PL = len(world.THREE_PLS)
_MOMENTS = ("exception", "cleared", "out", "attempt", "out_again", "available", "delivered", "returning", "lost")


def moments(brand: Brand, rows: np.ndarray, *, exported: bool) -> Table:
    """Return the state of these tickets' orders and parcels; ``exported``: as the exports tell it."""
    tickets = {name: brand.tickets[name][rows] for name in ("created", "order", "parcel")}
    at, parcel = tickets["created"], np.maximum(tickets["parcel"], 0)
    order = {name: values[tickets["order"]] for name, values in brand.orders.items()}
    row = {name: values[parcel] for name, values in brand.parcels.items() if values.ndim == 1}
    hubs = brand.parcels["hubs"][parcel].copy()
    email = row["email"].copy()
    if exported:
        _forget(order, row, hubs, parcel)
        email = _logged_email(brand)[parcel]
    is_parcel = (tickets["parcel"] >= 0) & (row["label"] <= at)
    out = {"at": at, "has_label": is_parcel, "email": email}
    for name in (*_MOMENTS, "first_scan"):
        out[name] = np.where(is_parcel & (row[name] <= at), row[name], FAR)
    out["hubs"] = np.where(is_parcel[:, None] & (hubs <= at[:, None]), hubs, FAR)
    scans = [*(out["hubs"].T), *(out[name] for name in ("cleared", "out", "out_again", "available", "delivered"))]
    scans += [out["attempt"], out["returning"]]
    out["first_scan"] = np.minimum.reduce([out["first_scan"], *scans])
    out["last_scan"] = np.maximum.reduce([np.where(s < FAR, s, 0) for s in (out["first_scan"], *scans)])
    moving = scans[: transit.HUBS + 3]
    out["moved"] = np.maximum.reduce([np.where(s < FAR, s, 0) for s in (out["first_scan"], *moving)])
    out["kind"], out["trouble"] = row["exception_kind"], row["trouble"]
    out["nobody_home"], out["carrier"] = row["nobody_home"], row["carrier"]
    for name in ("claim_accepted",):
        out[name] = np.where(is_parcel & (row[name] <= at), row[name], FAR)
    out["numbered"], out["tracked"] = row["numbered"], row["tracked"] | ~np.full(len(at), exported)
    for name in ("cancelled", "refunded"):
        out[name] = np.where(order[name] <= at, order[name], FAR)
    out["hold"], out["delivery"], out["stated"] = order["hold"], order["delivery"], order["stated"]
    out["released"], out["in_stock"] = order["released"], order["in_stock"]
    out["three_pl"] = np.where(is_parcel | ~np.full(len(at), exported), order["three_pl"], UNKNOWN_3PL)
    out["other_delivered"] = _others(brand, tickets, exported=exported)
    out["peers_scanned"] = _peers(brand)[parcel] <= at
    out["pickup_due"] = pickup_due(brand)[parcel]
    out["allowed_silence"] = allowed_silence(brand, parcel, at)
    _dates(out, order, row)
    return out


def _forget(order: Table, row: Table, hubs: np.ndarray, parcel: np.ndarray) -> None:
    """Take out what no export has: holds without a tag, releases, refund times, claims, scans never made."""
    none = np.full(len(parcel), FAR)
    paid = np.where(order["hold"] == demand.PAYMENT, order["released"], order["paid"])
    tagged = (order["hold"] == demand.PREORDER) | ((order["hold"] == demand.STOCK) & order["tagged"])
    order |= {"released": none, "in_stock": none, "refunded": none, "stated": none, "ship_by": none, "ready": paid}
    order["hold"] = np.where(tagged, order["hold"], demand.NO_HOLD)
    lost = ~row["tracked"] | ~row["numbered"]
    for name in (*_MOMENTS, "first_scan"):
        row[name] = np.where(lost, FAR, row[name])
    missing = row["missing"]
    row["first_scan"] = np.where(missing == events.START_MISSING, FAR, row["first_scan"])
    row["delivered"] = np.where(missing == events.END_MISSING, FAR, row["delivered"])
    for name in ("out", "out_again"):
        row[name] = np.where(missing == events.OUT_MISSING, FAR, row[name])
    hubs[lost | (missing == events.HUBS_MISSING)] = FAR
    row["claim_accepted"] = none


def _logged_email(brand: Brand) -> np.ndarray:
    sent = np.full(len(brand.parcels["label"]), FAR)
    shipped = brand.notices["kind"] == alerts.KINDS.index("shipped")
    np.minimum.at(sent, brand.notices["parcel"][shipped], brand.notices["sent"][shipped])
    return sent


def _others(brand: Brand, tickets: Table, *, exported: bool) -> np.ndarray:
    """Return whether another parcel of the order had been delivered."""
    parcels = brand.parcels
    real = np.flatnonzero(~parcels["voided"] & ~parcels["return"])
    arrived = parcels["delivered"][real].copy()
    if exported:
        unseen = ~parcels["tracked"][real] | (parcels["missing"][real] == events.END_MISSING)
        arrived[unseen] = FAR
    first = np.full(len(brand.orders["created"]), FAR)
    np.minimum.at(first, parcels["order"][real], arrived)
    parcel = tickets["parcel"]
    own = np.where(parcel >= 0, parcels["delivered"][np.maximum(parcel, 0)], FAR)
    earliest = first[tickets["order"]]
    return (earliest <= tickets["created"]) & (own > tickets["created"])


def pickup_due(brand: Brand) -> np.ndarray:
    """Return the first scheduled pickup after each label, UTC."""
    table = brand.parcels
    due = np.full(len(table["label"]), FAR)
    for index, three_pl in enumerate(world.THREE_PLS):
        rows = np.flatnonzero((table["three_pl"] == index) & (table["label"] < FAR))
        wall = to_local(table["label"][rows], three_pl.zone)
        day = wall // DAY + (wall % DAY > three_pl.pickup_hour * HOUR)
        day = add_working_days(day, 0, saturdays=three_pl.pickup_on_saturday)
        due[rows] = to_utc(day * DAY + int(three_pl.pickup_hour * HOUR), three_pl.zone)
    return due


def _peers(brand: Brand) -> np.ndarray:
    """Return when the first parcel of the same 3PL, carrier and scheduled pickup was scanned."""
    table = brand.parcels
    group = (pickup_due(brand) * 8 + table["carrier"]) * 8 + table["three_pl"]
    _, which = np.unique(group, return_inverse=True)
    first = np.full(which.max() + 1, FAR)
    np.minimum.at(first, which, np.where(table["voided"] | table["return"], FAR, table["first_scan"]))
    return first[which]


def _dates(out: Table, order: Table, row: Table) -> None:
    """Add the days that deadlines fall on."""
    at, three_pl = out["at"], out["three_pl"]
    clock = np.maximum(order["created"], order["ready"])
    wall = by_zone(np.where(clock < FAR, clock, at), three_pl, _ZONES, local=True)
    start = wall // DAY + (wall % DAY > _CUTOFFS[three_pl])
    on_time = is_working_day(start)
    out["contract_date"] = add_working_days(np.where(on_time, start, start), CONTRACT_DAYS[three_pl])
    out["is_released"] = clock <= at
    ship_by = to_local(np.where(order["ship_by"] < FAR, order["ship_by"], at), world.REPORTING_ZONE) // DAY
    out["ship_by_date"] = np.where(order["ship_by"] < FAR, ship_by, out["contract_date"])
    out["warehouse_date"] = by_zone(at, three_pl, _ZONES, local=True) // DAY
    zones, region = world.REGION_ZONES, order["region"]
    out["ticket_date"] = by_zone(at, region, zones, local=True) // DAY
    for name in ("last_scan", "out", "first_scan", "out_again"):
        known = np.where((out[name] < FAR) & (out[name] > 0), out[name], at)
        out[f"{name}_date"] = by_zone(known, region, zones, local=True) // DAY
    promised = to_local(np.where(order["promised"] < FAR, order["promised"], at), world.REPORTING_ZONE) // DAY
    out["has_promise"] = order["promised"] < FAR
    out["standard_date"] = add_working_days(out["first_scan_date"], row["standard"], saturdays=True)
    out["due_date"] = np.where(out["has_promise"], promised, add_working_days(out["standard_date"], 1, saturdays=True))
    out["release_days"] = np.maximum((np.where(clock < FAR, clock, at) - order["created"]) // DAY, 0)
