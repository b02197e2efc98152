"""How long parcels go without a scan where nothing is wrong: the norm that a stalled parcel is beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import world
from wismo.sample.clock import DAY, FAR, by_zone, closed_days

if TYPE_CHECKING:
    from wismo.sample.brand import Brand
    from wismo.sample.world import Table

_SCANS = ("first_scan", "cleared", "out", "attempt", "out_again", "available", "delivered")
_SHARE, _FEWEST, _MONTHS = 0.95, 50, 6
_USUAL, _SLOW = 3, 5  # where too few parcels are known


def service_days(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return the days on which carriers work after ``first`` up to ``last``, both day numbers."""
    days = ((day + 1).astype("datetime64[D]") for day in (first, last))
    return np.busday_count(*days, weekmask="1111110", holidays=closed_days())


def allowed_silence(brand: Brand, parcel: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the service days without a scan that are normal for each ticket's parcel in its month.

    ``parcel`` are positions in ``brand.parcels``, ``at`` the tickets' moments as UTC seconds. The norm is the
    longest silence that 95 of 100 parcels kept which the same carrier and service delivered in the six months
    before; where fewer than 50 did, all carriers' of that service; where those are too few, 3 days or 5.
    """
    table = brand.parcels
    foreign = table["region"] >= world.FIRST_FOREIGN_REGION
    service = table["service"] * 2 + foreign
    lane = service * len(world.CARRIERS) + table["carrier"]
    delivered, longest = table["delivered"], _longest_silence(table)
    month = _months(delivered)
    seen = np.flatnonzero((longest >= 0) & ~table["return"] & ~table["voided"])
    slow = (table["service"][parcel] == world.ECONOMY) | foreign[parcel]
    allowed = np.where(slow, _SLOW, _USUAL)
    asked = _months(at)
    for group in (service, lane):
        for key in np.unique(group[parcel]):
            own = seen[group[seen] == key]
            for when in np.unique(asked[group[parcel] == key]):
                recent = longest[own][(month[own] < when) & (month[own] >= when - _MONTHS)]
                if len(recent) >= _FEWEST:
                    norm = max(int(np.quantile(recent, _SHARE, method="inverted_cdf")), 1)
                    allowed[(group[parcel] == key) & (asked == when)] = norm
    return allowed


def _longest_silence(table: Table) -> np.ndarray:
    """Return the most service days between two scans of each delivered parcel; -1 where nothing can be said."""
    scans = np.column_stack([*(table["hubs"].T), *(table[name] for name in _SCANS)])
    scans = np.sort(np.where(scans <= table["delivered"][:, None], scans, FAR), axis=1)
    zones = world.REGION_ZONES
    days = [by_zone(column, table["region"], zones, local=True) // DAY for column in scans.T]
    longest = np.full(len(scans), -1)
    for place in range(1, scans.shape[1]):
        here = (scans[:, place] < FAR) & (table["delivered"] < FAR) & (table["first_scan"] < FAR)
        gap = service_days(days[place - 1][here], days[place][here])
        longest[here] = np.maximum(longest[here], gap)
    return longest


def _months(seconds: np.ndarray) -> np.ndarray:
    """Return the number of the UTC month of each moment."""
    return seconds.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
