"""The warehouses: a queue per 3PL with working days, a cut-off and limited capacity; then the pickups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import world
from wismo.sample.clock import (
    DAY,
    FAR,
    HOUR,
    Calendar,
    add_working_days,
    day_number,
    is_working_day,
    to_local,
    to_utc,
)
from wismo.sample.demand import GROWTH_PER_YEAR, SHIP, pick

if TYPE_CHECKING:
    from wismo.sample.world import Table, ThreePl

HORIZON = 60  # days after the last order day for which warehouses and pickups are planned


def label_orders(rng: np.random.Generator, orders: Table, calendar: Calendar, *, queued: bool = True) -> np.ndarray:
    """Return the moment each order's label is printed, UTC seconds (FAR: nothing to ship).

    With ``queued`` false (the few replacements) the warehouse has no backlog.
    """
    label = np.full(len(orders["created"]), FAR)
    for index, three_pl in enumerate(world.THREE_PLS):
        rows = np.flatnonzero((orders["three_pl"] == index) & (orders["delivery"] == SHIP))
        if len(rows):
            arrival = to_local(orders["ready"][rows], three_pl.zone)
            wall = _work_off(rng, arrival, three_pl, calendar, queued=queued)
            label[rows] = to_utc(wall, three_pl.zone)
    return label


def _capacity(three_pl: ThreePl, orders: int, calendar: Calendar) -> np.ndarray:
    """Return how many orders each day can be packed, from the first day to the horizon."""
    days = np.arange(calendar.days + HORIZON)
    growth = GROWTH_PER_YEAR ** (days / 365.25)
    demand = np.mean(calendar.demand() * growth[: calendar.days])
    working = is_working_day(days + calendar.first_day, saturdays=three_pl.works_saturday)
    per_week = 6 if three_pl.works_saturday else 5
    mean = orders / calendar.days / demand * growth * 7 / per_week
    staffed = np.where(calendar.peak()[: len(days)], three_pl.peak_staffing, 1.0)
    return mean * three_pl.slack * staffed * working


def _work_off(
    rng: np.random.Generator, arrival: np.ndarray, three_pl: ThreePl, calendar: Calendar, *, queued: bool
) -> np.ndarray:
    """Return the wall-clock second at which each order is packed, first come first served."""
    n = len(arrival)
    order = np.argsort(arrival, kind="stable")
    arrival = arrival[order]
    days = np.arange(calendar.days + HORIZON) + calendar.first_day
    known = np.searchsorted(arrival, days * DAY + int(three_pl.cut_off_hour * HOUR))
    capacity = _capacity(three_pl, n, calendar) if queued else np.full(len(days), n) * is_working_day(days)
    done = np.zeros(len(days) + 1)
    for k in range(len(days)):
        done[k + 1] = min(known[k], done[k] + capacity[k])
    slot = np.searchsorted(done[1:], np.arange(n) + 1e-9, side="left")
    packed = np.minimum(slot, len(days) - 1)
    within = (np.arange(n) - done[packed]) / np.maximum(done[packed + 1] - done[packed], 1e-9)
    opening = three_pl.open_hour + (three_pl.close_hour - three_pl.open_hour - 1) * np.clip(within, 0, 1)
    wall = (days[packed] * DAY + opening * HOUR).astype(np.int64) + rng.integers(0, 1_800, n)
    wall = np.maximum(wall, arrival + rng.integers(900, 4_500, n))
    # The last orders wait beyond the plan when the queue never clears.
    wall = np.where(slot >= len(days), FAR, wall)
    # A few are lost in the warehouse for days: a short pick, a misplaced tote.
    mislaid = rng.random(n) < 0.012
    later = add_working_days(wall // DAY, rng.integers(1, 6, n)) * DAY + wall % DAY
    out = np.empty(n, dtype=np.int64)
    out[order] = np.where(mislaid & (wall < FAR), later, wall)
    return out


def hand_over(rng: np.random.Generator, parcels: Table, calendar: Calendar) -> None:
    """Add ``pickup``: the first pickup of the carrier that happened after the parcel was at the dock."""
    parcels["pickup"] = np.full(len(parcels["label"]), FAR)
    parcels["missed"] = np.zeros(len(parcels["label"]), dtype=np.int64)
    for index, three_pl in enumerate(world.THREE_PLS):
        days = np.arange(calendar.days + HORIZON) + calendar.first_day
        days = days[is_working_day(days, saturdays=three_pl.pickup_on_saturday)]
        chance = np.full(len(days), three_pl.missed_pickup)
        chance[calendar.flag(calendar.peak(), days)] *= 1.8
        if index == world.MISSED_PICKUPS_3PL:
            story = world.MISSED_PICKUPS
            chance[(days >= day_number(story.first)) & (days <= day_number(story.last))] = 0.55
        low, high = three_pl.pack_hours
        for carrier in range(len(world.CARRIERS)):
            missed = rng.random(len(days)) < chance
            times = to_utc(days * DAY + int(three_pl.pickup_hour * HOUR), three_pl.zone)
            rows = np.flatnonzero((parcels["three_pl"] == index) & (parcels["carrier"] == carrier))
            packed = parcels["label"][rows] + (rng.uniform(low, high, len(rows)) * HOUR).astype(np.int64)
            kept = np.append(times[~missed], FAR)
            planned = np.searchsorted(times, packed)
            actual = np.searchsorted(kept, packed)
            parcels["pickup"][rows] = np.minimum(
                kept[np.minimum(actual, len(kept) - 1)] + rng.integers(-1_500, 1_500, len(rows)), FAR
            )
            parcels["missed"][rows] = np.append(times, FAR)[planned] < kept[np.minimum(actual, len(kept) - 1)]


def split_into_parcels(rng: np.random.Generator, orders: Table, label: np.ndarray) -> Table:
    """Return one row per parcel (``order`` is the order's row), including those without a label yet.

    Six per cent of the orders with more than one line ship in two parcels, the second some days later.
    """
    ships = np.flatnonzero(orders["delivery"] == SHIP)
    again = ships[(rng.random(len(ships)) < 0.135) & (orders["lines"][ships] > 1)]
    order = np.concatenate([ships, again])
    n = len(order)
    second = np.arange(n) >= len(ships)
    table = {name: orders[name][order] for name in ("three_pl", "region", "service", "promised", "frailty", "ship_by")}
    table |= {"order": order, "second": second.astype(np.int64), "created": orders["created"][order]}
    gap = np.where(rng.random(n) < 0.45, rng.integers(0, 900, n), (rng.gamma(1.5, 1.8, n) * DAY).astype(np.int64))
    delayed = add_working_days((label[order] + gap) // DAY, 0) * DAY + label[order] % DAY
    delayed = np.maximum(delayed, label[order] + 300)
    table["label"] = np.where(second & (label[order] < FAR), delayed, label[order])
    table["carrier"] = pick(rng, np.array(world.CARRIER_ODDS), table["service"])
    return table
