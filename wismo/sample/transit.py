"""What happens to each parcel after its label: scans, delays, exceptions and how the journey ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import world
from wismo.sample.clock import DAY, FAR, HOUR, Calendar, add_working_days, by_zone, day_number
from wismo.sample.demand import pick

if TYPE_CHECKING:
    from wismo.sample.world import Table

TROUBLES = (
    "none", "weather", "missort", "mechanical", "address", "customs", "attempt", "diverted",
    "damaged", "lost", "sent_back", "never_scanned", "locker",
)  # fmt: skip
NONE, WEATHER, MISSORT, MECHANICAL, ADDRESS, CUSTOMS, ATTEMPT = range(7)
DIVERTED, DAMAGED, LOST, SENT_BACK, NEVER_SCANNED, LOCKER = range(7, 13)
_DOMESTIC = (0.9185, 0.009, 0.012, 0.006, 0.007, 0.0, 0.013, 0.0035, 0.0025, 0.0038, 0.0035, 0.005, 0.0165)
_FOREIGN = (0.845, 0.005, 0.006, 0.004, 0.007, 0.07, 0.016, 0.008, 0.003, 0.006, 0.006, 0.005, 0.019)
HUBS = 5
MILESTONES = (
    "first_scan", "exception", "cleared", "out", "attempt", "out_again", "available", "delivered",
    "returning", "returned", "lost",
)  # fmt: skip


def standard_days(three_pl: np.ndarray, region: np.ndarray, service: np.ndarray, carrier: np.ndarray) -> np.ndarray:
    """Return the carrier's own standard, in service days after the pickup."""
    ground = np.array(world.GROUND_DAYS)[region, three_pl]
    days = np.where(service == world.EXPEDITED, np.minimum(ground, 2), ground)
    days = np.where(service == world.ECONOMY, ground + 2, days)
    return np.where(carrier == world.DHL, days - 2, days)


def travel(rng: np.random.Generator, parcels: Table, calendar: Calendar) -> None:
    """Add every milestone of the journey to ``parcels`` (UTC seconds, FAR where it does not happen)."""
    n = len(parcels["label"])
    foreign = parcels["region"] >= world.FIRST_FOREIGN_REGION
    trouble = pick(rng, np.array([_DOMESTIC, _FOREIGN]), foreign.astype(np.int64))
    pickup_day = parcels["pickup"] // DAY
    winter = np.isin((pickup_day - day_number(calendar.start)) % 365, np.arange(70, 165))
    storm = calendar.flag(_storms(rng, calendar), pickup_day) & np.isin(parcels["region"], (0, 2))
    stormy = rng.random(n) < np.where(storm, 0.16, np.where(winter, 0.006, 0.0))
    parcels["trouble"] = np.where((trouble == NONE) & stormy, WEATHER, trouble)
    for name in MILESTONES:
        parcels[name] = np.full(n, FAR)
    _first_scan(rng, parcels)
    _arrive(rng, parcels, calendar)
    _hub_scans(rng, parcels)
    _interrupt(rng, parcels)
    gone = parcels["pickup"] >= FAR
    for name in MILESTONES:
        parcels[name][gone] = FAR
    parcels["hubs"][gone] = FAR


def _storms(rng: np.random.Generator, calendar: Calendar) -> np.ndarray:
    """Return True on the days of winter storms: about four spells of two days each winter."""
    days = np.arange(calendar.days + 60)
    season = (days + calendar.first_day) % 365.2425
    starts = (rng.random(len(days)) < 0.045) & ((season < 75) | (season > 340))
    return starts | np.roll(starts, 1)


def _first_scan(rng: np.random.Generator, parcels: Table) -> None:
    """Scan at the dock, or at the hub hours later; over a weekend an unscanned trailer waits until Monday."""
    n = len(parcels["label"])
    three_pl = parcels["three_pl"]
    at_dock = rng.random(n) < np.array([p.dock_scan for p in world.THREE_PLS])[three_pl]
    low, high = np.array([p.hub_hours for p in world.THREE_PLS]).T
    hub = parcels["pickup"] + (rng.uniform(low[three_pl], high[three_pl]) * HOUR).astype(np.int64)
    sunday = add_working_days(hub // DAY, 0, saturdays=True) * DAY + hub % DAY
    scan = np.where(at_dock, parcels["pickup"] + rng.integers(60, 1_800, n), sunday)
    parcels["at_dock"] = at_dock
    parcels["first_scan"] = np.where(parcels["trouble"] == NEVER_SCANNED, FAR, np.minimum(scan, FAR))


def _arrive(rng: np.random.Generator, parcels: Table, calendar: Calendar) -> None:
    """Set out for delivery and delivered, before any trouble, and ``standard``, the carrier's own days."""
    n = len(parcels["label"])
    carrier, pickup = parcels["carrier"], parcels["pickup"]
    standard = standard_days(parcels["three_pl"], parcels["region"], parcels["service"], carrier)
    parcels["standard"] = standard
    day = by_zone(pickup, parcels["region"], world.REGION_ZONES, local=True) // DAY
    late = np.array(world.LATE_SHARE)[carrier]
    late = late * np.where(calendar.flag(calendar.peak(), day), np.array(world.PEAK_LATENESS)[carrier], 1.0)
    extra = rng.geometric(0.52, n)
    story = world.MELTDOWN
    jammed = (carrier == world.MELTDOWN_CARRIER) & (day >= day_number(story.first)) & (day <= day_number(story.last))
    late = np.where(jammed, 0.86, late)
    extra = np.where(jammed, 3 + rng.geometric(0.4, n), extra)
    usual = pick(rng, np.array([0.26, 0.64, 0.10]), size=n) - 1
    slower = np.where(rng.random(n) < late, np.maximum(extra, 1), usual)
    took = np.maximum(standard + slower, 1)
    arrival = add_working_days(day + 1, took - 1, saturdays=True)
    parcels["jammed"] = jammed
    parcels["slower"] = slower
    zones, region = world.REGION_ZONES, parcels["region"]
    wall = arrival * DAY
    out = by_zone(wall + (rng.normal(8.2, 0.8, n) * HOUR).astype(np.int64), region, zones, local=False)
    hours = np.clip(rng.normal(14.2, 2.6, n), 9.6, 20.8)
    delivered = by_zone(wall + (hours * HOUR).astype(np.int64), region, zones, local=False)
    out = np.maximum(out, np.where(parcels["first_scan"] < FAR, parcels["first_scan"], pickup) + 2 * HOUR)
    parcels["out"], parcels["delivered"] = out, np.maximum(delivered, out + HOUR)


def _hub_scans(rng: np.random.Generator, parcels: Table) -> None:
    """Add ``hubs``, five columns of scans between the first scan and the last mile; some never made."""
    n = len(parcels["label"])
    start = np.where(parcels["first_scan"] < FAR, parcels["first_scan"], parcels["pickup"])
    span = np.maximum(parcels["out"] - start, HOUR)
    share = np.sort(rng.random((n, HUBS)) ** 0.9 * 0.94 + 0.03, axis=1)
    # A jammed network takes the parcel in and then says nothing for days.
    share = np.where(parcels["jammed"][:, None], share**0.35 * 0.99, share)
    hubs = start[:, None] + (share * span[:, None]).astype(np.int64)
    expected = np.clip(span / DAY * 1.15, 0.8, HUBS)
    hubs[rng.random((n, HUBS)) > (expected / HUBS * 0.93)[:, None]] = FAR
    hubs[parcels["trouble"] == NEVER_SCANNED] = FAR
    parcels["hubs"] = np.sort(hubs, axis=1)


def _interrupt(rng: np.random.Generator, parcels: Table) -> None:
    """Let trouble change the journey: delays, attempts, pickup points, losses and returns."""
    n = len(parcels["label"])
    trouble, region, zones = parcels["trouble"], parcels["region"], world.REGION_ZONES
    start = np.where(parcels["first_scan"] < FAR, parcels["first_scan"], parcels["pickup"])
    span = np.maximum(parcels["out"] - start, HOUR)

    def shift(name: str, rows: np.ndarray, days: np.ndarray) -> None:
        """Move a local time of day by whole delivery days."""
        wall = by_zone(parcels[name][rows], region[rows], zones, local=True)
        moved = add_working_days(wall // DAY, days[rows], saturdays=True) * DAY + wall % DAY
        parcels[name][rows] = by_zone(moved, region[rows], zones, local=False)

    en_route = np.isin(trouble, (WEATHER, MISSORT, MECHANICAL, CUSTOMS, DAMAGED, LOST))
    at = start + (rng.uniform(0.25, 0.85, n) * span).astype(np.int64)
    parcels["exception"] = np.where(en_route & (trouble != LOST), at, FAR)
    wait = 1 + rng.geometric(np.array([1, 0.6, 0.6, 0.8, 1, 0.33, 1, 1, 0.5, 1, 1, 1, 1])[trouble], n)
    delayed = np.flatnonzero(np.isin(trouble, (WEATHER, MISSORT, MECHANICAL, CUSTOMS, DAMAGED)))
    shift("out", delayed, wait)
    shift("delivered", delayed, wait)
    resumed = at + (wait * DAY * rng.uniform(0.55, 0.9, n)).astype(np.int64)
    clears = np.isin(trouble, (WEATHER, MISSORT, MECHANICAL, CUSTOMS))
    parcels["cleared"] = np.where(clears, np.minimum(resumed, parcels["out"] - HOUR), FAR)
    last_mile = np.isin(trouble, (ADDRESS, ATTEMPT, DIVERTED, SENT_BACK))
    parcels["exception"] = np.where(
        np.isin(trouble, (ADDRESS, SENT_BACK)), parcels["out"] + 5 * HOUR, parcels["exception"]
    )
    tried = np.isin(trouble, (ATTEMPT, DIVERTED))
    parcels["attempt"] = np.where(tried, parcels["delivered"], FAR)
    again = np.where(trouble == ADDRESS, 1 + rng.geometric(0.45, n), 1)
    first_out = parcels["out"].copy()
    rows = np.flatnonzero(last_mile)
    shift("out", rows, again)
    shift("delivered", rows, again)
    parcels["out_again"] = np.where(np.isin(trouble, (ADDRESS, ATTEMPT)), parcels["out"], FAR)
    parcels["out"] = np.where(last_mile, first_out, parcels["out"])
    waits = np.isin(trouble, (DIVERTED, LOCKER))
    parcels["available"] = np.where(
        waits, np.where(trouble == LOCKER, parcels["delivered"], parcels["attempt"] + 4 * HOUR), FAR
    )
    collected = parcels["available"] + (rng.gamma(1.3, 22.0, n) * HOUR).astype(np.int64) + HOUR
    parcels["delivered"] = np.where(waits, collected, parcels["delivered"])
    _end_badly(rng, parcels, at)


def _end_badly(rng: np.random.Generator, parcels: Table, at: np.ndarray) -> None:
    """Stop lost, damaged, returned and never scanned parcels where their journey ends."""
    n = len(at)
    trouble = parcels["trouble"]
    destroyed = (trouble == DAMAGED) & (rng.random(n) < 0.7)
    back = trouble == SENT_BACK
    vanished = (trouble == NEVER_SCANNED) & (rng.random(n) < 0.45)
    lost = trouble == LOST
    parcels["returning"] = np.where(back, parcels["exception"] + rng.integers(DAY, 4 * DAY, n), FAR)
    parcels["returned"] = np.where(back, parcels["returning"] + rng.integers(4 * DAY, 9 * DAY, n), FAR)
    admitted = lost & (rng.random(n) < 0.65)
    parcels["lost"] = np.where(admitted, at + rng.integers(9 * DAY, 18 * DAY, n), FAR)
    ended = destroyed | lost | back | vanished
    parcels["delivered"] = np.where(ended, FAR, parcels["delivered"])
    parcels["out"] = np.where(destroyed | lost, FAR, parcels["out"])
    parcels["gone"] = np.where(
        destroyed | lost | vanished, np.where(vanished, parcels["pickup"], at), parcels["returning"]
    )
    # Without a single scan even the delivery is not recorded: `arrived` is what really happened.
    parcels["arrived"] = parcels["delivered"].copy()
    unseen = trouble == NEVER_SCANNED
    for name in ("out", "delivered"):
        parcels[name] = np.where(unseen, FAR, parcels[name])
    hubs = parcels["hubs"]
    stop = np.where(destroyed | lost, at, FAR)[:, None]
    resume = np.where(parcels["cleared"] < FAR, parcels["cleared"], parcels["exception"])[:, None]
    silent = (hubs > parcels["exception"][:, None]) & (hubs < resume)
    hubs[silent | (hubs > stop)] = FAR
    parcels["hubs"] = np.sort(hubs, axis=1)
