"""What the brand tried against questions about parcels: known effects at known dates, to be found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import world
from wismo.sample.clock import DAY, day_number, to_utc

if TYPE_CHECKING:
    from datetime import date

    from wismo.sample.world import Table


@dataclass(frozen=True)
class Tactic:
    """From ``launched_on`` on, an anxious customer of the group writes ``factor`` times as often."""

    tactic_id: str
    name: str
    launched_on: date
    factor: float
    three_pl: int = -1
    carrier: int = -1


TACTICS = (
    Tactic("first_scan_email", "Shipped email on the first scan", world.SCAN_EMAIL.first, 1.0,
           three_pl=world.SCAN_EMAIL_3PL),
    Tactic("branded_tracking_page", "Branded tracking page", world.TRACKING_PAGE.first, 0.70,
           three_pl=world.TRACKING_PAGE_3PL),
    Tactic("delay_alerts", "Message about a delay before the promise passes", world.DELAY_ALERTS.first, 0.75,
           carrier=world.DELAY_ALERTS_CARRIER),
)  # fmt: skip


def softened(parcels: Table, parcel: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the factor on each candidate's chance to write that the tactics have brought about by then."""
    factor = np.ones(len(at))
    for tactic in TACTICS:
        start = to_utc(np.array([day_number(tactic.launched_on) * DAY]), world.REPORTING_ZONE)[0]
        member = at >= start
        if tactic.three_pl >= 0:
            member &= parcels["three_pl"][parcel] == tactic.three_pl
        if tactic.carrier >= 0:
            member &= parcels["carrier"][parcel] == tactic.carrier
        factor = np.where(member, factor * tactic.factor, factor)
    return factor
