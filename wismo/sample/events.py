"""Tracking events in the shape a tracker exports them, with the flaws real feeds have."""

from __future__ import annotations

import numpy as np

from wismo.sample import transit
from wismo.sample.clock import DAY, FAR, HOUR
from wismo.sample.transit import TROUBLES
from wismo.sample.world import FIRST_FOREIGN_REGION, Table

# (status, substatus, message): what a row of `kind` says.
KINDS = (
    ("label_created", "", "Shipping label created, awaiting item"),
    ("picked_up", "acceptance_scan", "Picked up by the carrier"),
    ("in_transit", "", "Accepted at carrier facility"),
    ("in_transit", "", "Arrived at sort facility"),
    ("in_transit", "departed_facility", "Departed sort facility"),
    ("in_transit", "arrived_destination_facility", "Arrived at local facility"),
    ("in_transit", "customs_cleared", "Clearance completed"),
    ("in_transit", "", "In transit to next facility"),
    ("out_for_delivery", "", "Out for delivery"),
    ("delivery_attempted", "recipient_unavailable", "Delivery attempted, nobody home"),
    ("delivery_attempted", "", "Delivery attempted"),
    ("available_for_pickup", "pickup_point", "Ready for collection at a pickup point"),
    ("available_for_pickup", "parcel_locker", "Delivered to parcel locker, code sent"),
    ("delivered", "", "Delivered, front door"),
    ("delivered", "signed", "Delivered, signed for by resident"),
    ("delivered", "safe_place", "Delivered, left in a safe place"),
    ("delivered", "customer_pickup", "Collected by the recipient"),
    ("returning", "", "Return to sender started"),
    ("returned", "", "Returned to sender"),
    ("lost", "", "Package cannot be located, investigation closed"),
    ("exception", "weather", "Weather delay"),
    ("exception", "missort", "Package was sent to the wrong facility"),
    ("exception", "mechanical", "A mechanical failure has caused a delay"),
    ("exception", "address_issue", "The address is incomplete, delivery could not be made"),
    ("exception", "customs", "Held in customs"),
    ("exception", "documents", "Held in customs: paperwork missing"),
    ("exception", "payment_due", "Held in customs: duties unpaid"),
    ("exception", "damaged", "Package damaged in transit"),
    ("exception", "refused", "Refused by the recipient"),
    ("exception", "unclaimed", "Not collected in time"),
    ("exception", "undeliverable", "Undeliverable as addressed"),
    ("cancelled", "label_voided", "Label voided"),
)
LABEL, DOCK, ACCEPTED, HUB = 0, 1, 2, 3
OUT = 8
DELIVERED_AT_DOOR, COLLECTED, WEATHER, CUSTOMS, REFUSED, VOIDED = 13, 16, 20, 24, 28, 31
ENDS = tuple(range(DELIVERED_AT_DOOR, COLLECTED + 1))
_BY_TROUBLE = {"weather": 20, "missort": 21, "mechanical": 22, "address": 23, "damaged": 27}


START_MISSING, OUT_MISSING, END_MISSING, HUBS_MISSING = range(4)


def missing_scan(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return which scan the feed lacks of each parcel: three in a hundred lack one, -1 for the others."""
    return np.where(rng.random(count) < 0.03, rng.choice(4, count, p=[0.4, 0.25, 0.1, 0.25]), -1)


def exception_kind(rng: np.random.Generator, trouble: np.ndarray) -> np.ndarray:
    """Return the row of KINDS that words each parcel's exception."""
    table = np.array([_BY_TROUBLE.get(name, WEATHER) for name in TROUBLES])
    n = len(trouble)
    kind = table[trouble]
    kind = np.where(trouble == transit.CUSTOMS, CUSTOMS + rng.choice(3, n, p=[0.5, 0.2, 0.3]), kind)
    return np.where(trouble == transit.SENT_BACK, REFUSED + rng.choice(3, n, p=[0.25, 0.4, 0.35]), kind)


def tracking_events(rng: np.random.Generator, parcels: Table, end: int) -> Table:
    """Return ``parcel``, ``kind``, ``occurred``, ``recorded``, ``day_only`` in the order of ``recorded``.

    ``parcels`` needs ``exception_kind``, ``voided`` and ``tracked`` beside the milestones. Nothing that
    becomes known after ``end`` is in the feed.
    """
    n = len(parcels["label"])
    every = np.arange(n)
    announced = (rng.random(n) < 0.93) & parcels["tracked"]
    first = np.where(parcels["at_dock"] & (rng.random(n) < 0.9), DOCK, ACCEPTED)
    parcels["nobody_home"] = rng.random(n) < 0.62
    attempt = np.where(parcels["nobody_home"], 9, 10)
    waiting = np.where(parcels["trouble"] == transit.LOCKER, 12, 11)
    collected = np.isin(parcels["trouble"], (transit.LOCKER, transit.DIVERTED))
    door = DELIVERED_AT_DOOR + rng.choice(3, n, p=[0.78, 0.1, 0.12])
    cleared = np.where(parcels["trouble"] == transit.CUSTOMS, 6, 7)
    named = [
        (np.where(announced, parcels["label"] + rng.integers(30, 2_400, n), FAR), np.full(n, LABEL)),
        (parcels["first_scan"], first),
        (parcels["exception"], parcels["exception_kind"]),
        (parcels["cleared"], cleared),
        (parcels["out"], np.full(n, 8)),
        (parcels["attempt"], attempt),
        (parcels["out_again"], np.full(n, 8)),
        (parcels["available"], waiting),
        (parcels["delivered"], np.where(collected, COLLECTED, door)),
        (parcels["returning"], np.full(n, 17)),
        (parcels["returned"], np.full(n, 18)),
        (parcels["lost"], np.full(n, 19)),
    ]
    parts = []
    parcels["missing"] = missing_scan(rng, n)
    for times, kinds in named:
        unseen = np.isin(kinds, ENDS) & (parcels["missing"] == END_MISSING)
        unseen |= np.isin(kinds, (DOCK, ACCEPTED)) & (parcels["missing"] == START_MISSING)
        unseen |= (kinds == OUT) & (parcels["missing"] == OUT_MISSING)
        rows = np.flatnonzero((times < end) & parcels["tracked"] & ~unseen)
        parts.append((every[rows], kinds[rows], times[rows]))
    for column in range(transit.HUBS):
        times = parcels["hubs"][:, column]
        rows = np.flatnonzero((times < end) & parcels["tracked"] & (parcels["missing"] != HUBS_MISSING))
        parts.append((rows, HUB + rng.integers(0, 2 + (column > 1), len(rows)), times[rows]))
    voided = np.flatnonzero(parcels["voided"])
    parts.append(
        (
            voided,
            np.full(len(voided), VOIDED),
            parcels["label"][voided] + rng.integers(600, 5 * HOUR, len(voided)),
        )
    )
    parcel, kind, occurred = (np.concatenate([part[k] for part in parts]) for k in range(3))
    keep = ~parcels["voided"][parcel] | (kind == LABEL) | (kind == VOIDED)
    return _as_recorded(rng, {"parcel": parcel[keep], "kind": kind[keep], "occurred": occurred[keep]}, parcels, end)


def _as_recorded(rng: np.random.Generator, events: Table, parcels: Table, end: int) -> Table:
    """Add the moment each event became known, then repeats, equal times and days without a clock time."""
    n = len(events["occurred"])
    lag = (rng.gamma(1.2, 35.0, n) * 60).astype(np.int64) + 60
    slow = rng.random(n) < 0.03
    lag = np.where(slow, rng.integers(5 * HOUR, 50 * HOUR, n), lag)
    events["recorded"] = events["occurred"] + lag
    foreign = parcels["region"][events["parcel"]] >= FIRST_FOREIGN_REGION
    events["day_only"] = foreign & (events["kind"] >= HUB) & (events["kind"] < 8) & (rng.random(n) < 0.08)
    events["occurred"] = np.where(events["day_only"], events["occurred"] // DAY * DAY, events["occurred"])
    by_parcel = np.lexsort((events["occurred"], events["parcel"]))
    for name in events:
        events[name] = events[name][by_parcel]
    # Scans of one stop come with one time; scans of different days do not.
    same = np.append(False, events["parcel"][1:] == events["parcel"][:-1]) & (events["kind"] != LABEL)
    same &= events["occurred"] - np.roll(events["occurred"], 1) < 6 * HOUR
    same &= ~np.roll(np.isin(events["kind"], (LABEL, VOIDED)), 1)
    same &= rng.random(n) < 0.02 / max(float(same.mean()), 0.02)
    events["occurred"] = np.where(same, np.roll(events["occurred"], 1), events["occurred"])
    twice = np.flatnonzero(rng.random(n) < 0.01)
    out = {name: np.concatenate([values, values[twice]]) for name, values in events.items()}
    out["recorded"][n:] += np.where(rng.random(len(twice)) < 0.5, rng.integers(0, 3 * HOUR, len(twice)), 0)
    known = np.flatnonzero(out["recorded"] < end)
    order = known[np.lexsort((out["kind"][known], out["parcel"][known], out["recorded"][known]))]
    return {name: values[order] for name, values in out.items()}
