"""What follows a shipment: cancellations, voided and return labels, replacements, refunds and ETAs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import transit, world
from wismo.sample.clock import DAY, FAR, HOUR, add_working_days, to_local, to_utc
from wismo.sample.demand import NO_HOLD, PREORDER, SHIP, STOCK, promise

if TYPE_CHECKING:
    from wismo.sample.world import Table


def cancel(rng: np.random.Generator, orders: Table, label: np.ndarray) -> np.ndarray:
    """Add ``cancelled`` to the orders; return the labels without those of cancelled orders."""
    n = len(label)
    wait = (rng.gamma(1.0, 9.0, n) * HOUR).astype(np.int64) + 600
    slow = (orders["hold"] == STOCK) | (orders["hold"] == PREORDER)
    wait = np.where(slow, wait * 14, wait)
    chance = np.where(slow, 0.07, np.where(orders["hold"] != NO_HOLD, 0.12, 0.018))
    at = orders["created"] + wait
    orders["cancelled"] = np.where((rng.random(n) < chance) & (at < label), at, FAR)
    orders["cancelled"][(orders["delivery"] != SHIP) & (rng.random(n) < 0.99)] = FAR
    return np.where(orders["cancelled"] < FAR, FAR, label)


def follow_up(rng: np.random.Generator, parcels: Table) -> None:
    """Add the ETAs shown for each parcel and the flags that only later parcels vary."""
    n = len(parcels["label"])
    day = to_local(np.minimum(parcels["label"], FAR), world.REPORTING_ZONE) // DAY
    due = add_working_days(day + 1, parcels["standard"], saturdays=True)
    known = (parcels["label"] < FAR) & (rng.random(n) < 0.94)
    parcels["first_eta"] = np.where(known, to_utc(due * DAY + 21 * HOUR, world.REPORTING_ZONE), FAR)
    arrives = np.minimum(parcels["out"], parcels["delivered"])
    revised = np.where(
        (arrives > parcels["first_eta"]) & (arrives < FAR),
        arrives // DAY * DAY + 26 * HOUR,
        parcels["first_eta"],
    )
    parcels["latest_eta"] = np.where(rng.random(n) < 0.88, revised, parcels["first_eta"])
    parcels["tracked"] = (parcels["trouble"] != transit.NEVER_SCANNED) | (rng.random(n) < 0.6)
    parcels["numbered"] = rng.random(n) > 0.004
    parcels["tracked"] &= parcels["numbered"]
    parcels["voided"] = np.zeros(n, dtype=bool)
    parcels["return"] = np.zeros(n, dtype=bool)
    parcels["states_pickup"] = parcels["at_dock"] & (parcels["first_scan"] < FAR) & (rng.random(n) < 0.4)
    accepted = np.isin(parcels["trouble"], (transit.LOST, transit.DAMAGED, transit.NEVER_SCANNED)) & (
        parcels["gone"] < FAR
    )
    filed = parcels["gone"] + rng.integers(6 * DAY, 15 * DAY, n)
    parcels["claim_filed"] = np.where(accepted & (rng.random(n) < 0.7), filed, FAR)
    agreed = parcels["claim_filed"] + rng.integers(3 * DAY, 12 * DAY, n)
    parcels["claim_accepted"] = np.where((rng.random(n) < 0.6) & (parcels["claim_filed"] < FAR), agreed, FAR)


def replace(rng: np.random.Generator, orders: Table, parcels: Table) -> Table:
    """Return the orders that replace lost, damaged, vanished or returned parcels (``original`` names them).

    Also adds ``refunded`` to the orders: of those cancelled, and of those lost and not replaced.
    """
    n = len(parcels["gone"])
    ended = np.flatnonzero((parcels["gone"] < FAR) & (parcels["second"] == 0))
    known = np.where(parcels["trouble"] == transit.DAMAGED, parcels["gone"] + rng.integers(DAY, 4 * DAY, n), 0)
    silent = parcels["gone"] + rng.integers(8 * DAY, 16 * DAY, n)
    back = parcels["returning"] + rng.integers(DAY, 5 * DAY, n)
    known = np.where(parcels["trouble"] == transit.SENT_BACK, back, np.where(known > 0, known, silent))
    resent = rng.random(n) < 0.66
    orders["refunded"] = np.where(
        orders["cancelled"] < FAR,
        orders["cancelled"] + rng.integers(600, 2 * DAY, len(orders["created"])),
        FAR,
    )
    paid_back = ended[~resent[ended]]
    orders["refunded"][parcels["order"][paid_back]] = known[paid_back] + 1_800
    rows = ended[resent[ended]]
    rows = rows[np.argsort(known[rows], kind="stable")]
    table = {name: values[parcels["order"][rows]] for name, values in orders.items()}
    table |= {"original": parcels["order"][rows], "created": known[rows]}
    for name in ("released", "in_stock", "stated", "cancelled", "refunded"):
        table[name] = np.full(len(rows), FAR)
    table["hold"] = np.full(len(rows), NO_HOLD)
    table["paid"] = table["created"] + 5
    table["ready"] = table["created"] + 900
    table["value"] = np.zeros(len(rows))
    promise(rng, table)
    return table


def extra_labels(rng: np.random.Generator, parcels: Table, end: int) -> Table:
    """Return rows for labels that are no delivery: voided before a second one, and customers' returns."""
    n = len(parcels["label"])
    again = np.flatnonzero((rng.random(n) < 0.011) & (parcels["label"] < end))
    back = np.flatnonzero((rng.random(n) < 0.062) & (parcels["delivered"] < end))
    rows = np.concatenate([again, back])
    is_return = np.arange(len(rows)) >= len(again)
    times = (
        *transit.MILESTONES,
        "pickup",
        "label",
        "promised",
        "first_eta",
        "latest_eta",
        "claim_filed",
        "claim_accepted",
        "gone",
        "arrived",
        "email",
        "alerted",
        "ship_by",
    )
    table = {name: values[rows] for name, values in parcels.items()}
    for name in times:
        table[name] = np.full(len(rows), FAR)
    table["hubs"] = np.full((len(rows), transit.HUBS), FAR)
    earlier = np.maximum(
        parcels["label"][rows] - rng.integers(900, 20 * HOUR, len(rows)), parcels["created"][rows] + 600
    )
    later = parcels["delivered"][rows] + (rng.gamma(2.0, 3.5, len(rows)) * DAY).astype(np.int64) + 6 * HOUR
    table["label"] = np.where(is_return, later, earlier)
    dropped = is_return & (rng.random(len(rows)) < 0.8)
    table["first_scan"] = np.where(dropped, table["label"] + rng.integers(4 * HOUR, 6 * DAY, len(rows)), FAR)
    arrived = table["first_scan"] + rng.integers(2 * DAY, 8 * DAY, len(rows))
    table["delivered"] = np.where(dropped, arrived, FAR)
    table["hubs"][:, 0] = np.where(dropped, (table["first_scan"] + arrived) // 2, FAR)
    table["trouble"] = np.zeros(len(rows), dtype=np.int64)
    table |= {"voided": ~is_return, "return": is_return, "tracked": np.ones(len(rows), dtype=bool)}
    return table | {"numbered": np.ones(len(rows), dtype=bool)}
