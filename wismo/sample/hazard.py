"""When a waiting customer writes: a daily hazard that depends on what that customer can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import demand, tactics, transit, world
from wismo.sample.clock import DAY, FAR, HOUR, Calendar, to_local, to_utc

if TYPE_CHECKING:
    from wismo.sample.world import Table

REASONS = ("anxious", "no_label", "no_scan", "silent", "late", "problem", "out", "not_received", "pickup")
ANXIOUS, NO_LABEL, NO_SCAN, SILENT, LATE, PROBLEM, OUT, NOT_RECEIVED, PICKUP = range(9)
WRITING_HOURS = np.array(
    [
        0.9,
        0.5,
        0.3,
        0.2,
        0.2,
        0.4,
        1.1,
        2.4,
        4.6,
        6.4,
        7.0,
        6.9,
        6.4,
        6.3,
        6.2,
        6.1,
        5.9,
        5.6,
        5.4,
        5.6,
        6.0,
        5.6,
        4.0,
        2.0,
    ]
)
LONGEST_WAIT = 75  # days after the order during which a customer may still ask


def wismo_tickets(rng: np.random.Generator, parcels: Table, calendar: Calendar) -> Table:
    """Return ``parcel``, ``created``, ``reason``: each parcel's first question, some asked again later.

    One candidate moment per parcel and day is judged by what holds at exactly that moment, so a
    ticket's time and the parcel's state always agree.
    """
    end = calendar.end
    created = parcels["created"]
    start = to_local(created, world.REPORTING_ZONE) // DAY
    over = np.minimum(np.minimum(parcels["delivered"], end), created + LONGEST_WAIT * DAY)
    over = np.where(parcels["trouble"] == transit.NEVER_SCANNED, np.minimum(parcels["arrived"], over), over)
    over = np.minimum(over, parcels["settled"])
    days = np.maximum(to_local(over, world.REPORTING_ZONE) // DAY - start + 1, 0)
    parcel = np.repeat(np.arange(len(created)), days)
    offset = np.arange(len(parcel)) - np.repeat(np.cumsum(days) - days, days)
    hour = demand.pick(rng, WRITING_HOURS, size=len(parcel))
    wall = (start[parcel] + offset) * DAY + hour * HOUR + rng.integers(0, HOUR, len(parcel))
    at = to_utc(wall, world.REPORTING_ZONE)
    possible = np.flatnonzero((at > created[parcel] + 1_200) & (at < over[parcel]))
    parcel, at = parcel[possible], at[possible]
    rate, reason = _rate({name: parcels[name][parcel] for name in NEEDED}, parcels, parcel, at)
    peak = calendar.flag(calendar.peak(), at // DAY)
    weekday = np.array([1.18, 1.08, 1.02, 1.0, 0.98, 0.82, 0.86])[(to_local(at, world.REPORTING_ZONE) // DAY + 3) % 7]
    rate = rate * tactics.softened(parcels, parcel, at)
    rate = rate * parcels["frailty"][parcel] * np.where(peak, 1.25, 1.0) * weekday
    writes = np.flatnonzero(rng.random(len(at)) < 1 - np.exp(-rate))
    _, first = np.unique(parcel[writes], return_index=True)
    rows = writes[first]
    table = {"parcel": parcel[rows], "created": at[rows], "reason": reason[rows]}
    disputes = _disputes(rng, parcels, end)
    table = {name: np.concatenate([table[name], disputes[name]]) for name in table}
    return _asked_again(rng, table, over, end)


NEEDED = (
    "created",
    "label",
    "email",
    "first_scan",
    "promised",
    "exception",
    "cleared",
    "alerted",
    "out",
    "attempt",
    "available",
    "returning",
    "lost",
    "ship_by",
    "out_again",
    "stated",
)


def _rate(row: Table, parcels: Table, parcel: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance per day of writing and the reason, for each candidate moment."""
    last = np.where(row["first_scan"] <= at, row["first_scan"], 0)
    for column in range(transit.HUBS):
        scan = parcels["hubs"][parcel, column]
        last = np.where(scan <= at, np.maximum(last, scan), last)
    for name in ("cleared", "out", "out_again", "available"):
        last = np.where(row[name] <= at, np.maximum(last, row[name]), last)
    age = (at - row["created"]) / DAY
    no_label, moving = row["label"] > at, last > 0
    told = (row["email"] <= at) & (row["email"] < FAR)
    since_email = (at - row["email"]) / HOUR
    quiet = np.where(moving, at - last, 0) / HOUR
    past_ship_by, past_promise = at > row["ship_by"], at > row["promised"]
    waiting_stock = (row["stated"] < FAR) & (at < row["stated"])
    in_trouble = (row["exception"] <= at) & (row["cleared"] > at) & (row["out_again"] > at)
    days_late = np.minimum((at - row["promised"]) / DAY, 6)
    no_promise_late = (row["promised"] >= FAR) & (age > 9)
    rules = (
        (np.ones(len(at), dtype=bool), 0.0020 + 0.0004 * np.minimum(age, 6), ANXIOUS),
        (no_label, np.where(age > 1.5, 0.007, 0.0035), NO_LABEL),
        (no_label & past_ship_by, 0.024, NO_LABEL),
        (waiting_stock, 0.0010, NO_LABEL),
        (~no_label & ~moving & ~told, np.where(past_ship_by, 0.014, 0.004), NO_LABEL),
        (
            ~no_label & ~moving & told,
            np.interp(since_email, [0, 20, 36, 60, 110], [0.008, 0.012, 0.042, 0.085, 0.12]),
            NO_SCAN,
        ),
        (moving & (quiet > 40), np.interp(quiet, [40, 60, 100, 200], [0.007, 0.014, 0.036, 0.05]), SILENT),
        (
            (past_promise & ~waiting_stock) | no_promise_late,
            0.034 + 0.008 * np.where(past_promise, days_late, 0),
            LATE,
        ),
        (in_trouble, np.where(row["alerted"] <= at, 0.03, 0.06), PROBLEM),
        ((row["attempt"] <= at) & (row["out_again"] > at), 0.055, PROBLEM),
        (row["available"] <= at, 0.02, PICKUP),
        ((row["out"] <= at) & moving & (quiet < 14), 0.014, OUT),
        ((row["out"] <= at) & moving & (quiet >= 14) & (row["available"] > at), 0.07, OUT),
        ((row["returning"] <= at) | (row["lost"] <= at), 0.11, PROBLEM),
    )
    rate, reason = np.zeros(len(at)), np.zeros(len(at), dtype=np.int64)
    for holds, value, code in rules:
        rate, reason = np.where(holds, value, rate), np.where(holds, code, reason)
    return rate, reason


def _disputes(rng: np.random.Generator, parcels: Table, end: int) -> Table:
    """Return the parcels marked delivered that the customer says never came, or not yet."""
    n = len(parcels["created"])
    delivered = parcels["delivered"]
    wait = np.where(
        rng.random(n) < 0.28,
        rng.integers(300, 2 * HOUR, n),
        (rng.gamma(1.1, 20.0, n) * HOUR).astype(np.int64),
    )
    at = delivered + wait
    chance = np.where(parcels["region"] >= world.FIRST_FOREIGN_REGION, 0.0035, 0.0062)
    rows = np.flatnonzero((rng.random(n) < chance) & (at < end) & (delivered < FAR))
    return {"parcel": rows, "created": at[rows], "reason": np.full(len(rows), NOT_RECEIVED)}


def _asked_again(rng: np.random.Generator, table: Table, over: np.ndarray, end: int) -> Table:
    """Add second tickets from customers who are still waiting some days later."""
    n = len(table["created"])
    later = table["created"] + (rng.gamma(2.0, 1.4, n) * DAY).astype(np.int64) + 3 * HOUR
    disputed = table["reason"] == NOT_RECEIVED
    waiting = np.where(disputed, end, over[table["parcel"]])
    rows = np.flatnonzero((rng.random(n) < 0.24) & (later < np.minimum(waiting, end)))
    again = {"parcel": table["parcel"][rows], "created": later[rows], "reason": table["reason"][rows]}
    return {name: np.concatenate([table[name], again[name]]) for name in table} | {
        "again": np.arange(n + len(rows)) >= n
    }
