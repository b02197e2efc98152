"""Messages the brand sent to its customers about their parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import world
from wismo.sample.clock import DAY, FAR, HOUR, day_number, to_utc

if TYPE_CHECKING:
    from wismo.sample.world import Table

KINDS = ("shipped", "out_for_delivery", "delayed", "exception", "delivered", "ready_for_pickup")
MESSAGE_CHANNELS = ("email", "sms")


def shipped_email(rng: np.random.Generator, parcels: Table) -> np.ndarray:
    """Return when each customer was told "shipped": on the label, or on the first scan where launched."""
    n = len(parcels["label"])
    launch = to_utc(np.array([day_number(world.SCAN_EMAIL.first) * DAY]), world.REPORTING_ZONE)[0]
    on_scan = (parcels["three_pl"] == world.SCAN_EMAIL_3PL) & (parcels["label"] >= launch)
    by_scan = parcels["first_scan"] + rng.integers(600, 2 * HOUR, n)
    by_label = parcels["label"] + rng.integers(120, 1_500, n)
    sent = np.where(on_scan, by_scan, by_label)
    parcels["email_on_scan"] = on_scan
    return np.where((rng.random(n) < 0.975) & ~parcels["voided"] & (sent < FAR), sent, FAR)


def notifications(rng: np.random.Generator, parcels: Table, end: int) -> Table:
    """Return ``parcel``, ``kind``, ``sms``, ``sent`` in order of time; also sets ``alerted`` on ``parcels``.

    ``alerted`` is the moment a customer was told of an exception, FAR where nobody told them.
    """
    n = len(parcels["label"])
    alert = parcels["exception"] + (rng.gamma(1.3, 9.0, n) * HOUR).astype(np.int64)
    parcels["alerted"] = np.where((rng.random(n) < 0.52) & (alert < FAR), alert, FAR)
    running_late = np.minimum(parcels["promised"], parcels["first_eta"]) + rng.integers(HOUR, 30 * HOUR, n)
    late = (parcels["delivered"] > running_late) & (running_late < FAR)
    plans = (
        (0, parcels["email"], 1.0, 120),
        (1, parcels["out"], 0.66, 2_400),
        (2, np.where(late, running_late, FAR), 0.33, 60),
        (3, parcels["alerted"], 1.0, 60),
        (4, parcels["delivered"], 0.9, 5_400),
        (5, parcels["available"], 0.85, 5_400),
    )
    parts = []
    for kind, times, share, lag in plans:
        chosen = np.flatnonzero((times < end) & (rng.random(n) < share) & ~parcels["voided"])
        sent = times[chosen] + rng.integers(0, lag, len(chosen))
        parts.append((chosen, np.full(len(chosen), kind), sent))
    parcel, kinds, sent = (np.concatenate([part[k] for part in parts]) for k in range(3))
    # Two outages of the mail provider: a day without a single message.
    silent = np.isin((sent - end) // DAY, (-230, -95))
    rows = np.flatnonzero((sent < end) & ~silent)
    rows = rows[np.lexsort((kinds[rows], parcel[rows], sent[rows]))]
    return {
        "parcel": parcel[rows],
        "kind": kinds[rows],
        "sent": sent[rows],
        "sms": rng.random(len(rows)) < 0.12,
    }
