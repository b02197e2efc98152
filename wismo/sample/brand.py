"""The whole sample brand in memory, from the orders placed to the questions asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import (
    aftermath,
    alerts,
    customers,
    demand,
    events,
    fulfilment,
    hazard,
    labels,
    topics,
    transit,
    world,
)
from wismo.sample.clock import FAR, Calendar, day_number

if TYPE_CHECKING:
    from wismo.sample.world import Table


@dataclass(frozen=True)
class Brand:
    """All rows of the simulation; rows refer to each other by position."""

    calendar: Calendar
    orders: Table
    parcels: Table
    events: Table
    notices: Table
    tickets: Table
    place: np.ndarray  # each order's place in time


def months_before(until: date, months: int) -> date:
    """Return the day after ``until``, that many months earlier (clipped to the 28th)."""
    index = until.year * 12 + until.month - 1 - months
    return date(index // 12, index % 12 + 1, min(until.day, 28))


def stage(seed: int, orders: int, until: date, number: int) -> np.random.Generator:
    """Return the random numbers of one stage; stages do not disturb each other."""
    return np.random.default_rng([seed, orders, day_number(until), number])


def _join(first: Table, second: Table) -> Table:
    return {name: np.concatenate([values, second[name]]) for name, values in first.items()}


def _ship(rng: np.random.Generator, orders: Table, calendar: Calendar, *, queued: bool) -> Table:
    """Return the parcels of these orders with their whole journey."""
    label = aftermath.cancel(rng, orders, fulfilment.label_orders(rng, orders, calendar, queued=queued))
    parcels = fulfilment.split_into_parcels(rng, orders, label)
    fulfilment.hand_over(rng, parcels, calendar)
    transit.travel(rng, parcels, calendar)
    aftermath.follow_up(rng, parcels)
    return parcels


def simulate(orders: int, seed: int, until: date) -> Brand:
    """Simulate the brand; the result depends on nothing but the arguments."""
    calendar = Calendar(months_before(until, world.MONTHS), until)
    rng = stage(seed, orders, until, 1)
    placed = demand.place_orders(rng, orders, calendar)
    parcels = _ship(rng, placed, calendar, queued=True)
    rng = stage(seed, orders, until, 2)
    resent = aftermath.replace(rng, placed, parcels)
    keep = resent["created"] < calendar.end
    resent = {name: values[keep] for name, values in resent.items()}
    if len(resent["created"]):
        again = _ship(rng, resent, calendar, queued=False)
        again["order"] += orders
        placed, parcels = _join(placed, resent), _join(parcels, again)
    parcels["stated"] = placed["stated"][parcels["order"]]
    parcels["settled"] = _settled(placed, resent)[parcels["order"]]
    rng = stage(seed, orders, until, 3)
    parcels["email"] = alerts.shipped_email(rng, parcels)
    parcels["exception_kind"] = events.exception_kind(rng, parcels["trouble"])
    deliveries = len(parcels["label"])
    notices = alerts.notifications(rng, parcels, calendar.end)
    asked = hazard.wismo_tickets(stage(seed, orders, until, 4), parcels, calendar)
    parcels = _join(parcels, aftermath.extra_labels(stage(seed, orders, until, 5), parcels, calendar.end))
    feed = events.tracking_events(stage(seed, orders, until, 6), parcels, calendar.end)
    late, delivered = _outcome(placed, parcels, deliveries)
    placed["late"], placed["delivered"] = late, delivered
    rng = stage(seed, orders, until, 7)
    placed["customer"] = customers.assign_customers(rng, placed, late, delivered)
    placed |= customers.habits(stage(seed, orders, until, 9), placed)
    tickets = topics.all_tickets(stage(seed, orders, until, 8), placed, parcels, asked, calendar)
    return Brand(calendar, placed, parcels, feed, notices, tickets, labels.rank(placed["created"]))


def _settled(orders: Table, resent: Table) -> np.ndarray:
    """Return when nobody asks about an order any more: cancelled, refunded or replaced, a day after."""
    settled = np.minimum(orders["cancelled"], orders["refunded"])
    np.minimum.at(settled, resent["original"], resent["created"])
    return np.minimum(settled + 86_400, FAR)


def _outcome(orders: Table, parcels: Table, deliveries: int) -> tuple[np.ndarray, np.ndarray]:
    """Return whether each order came late, and when its last parcel arrived (FAR: it did not)."""
    n = len(orders["created"])
    delivered = np.zeros(n, dtype=np.int64)
    np.maximum.at(delivered, parcels["order"][:deliveries], parcels["arrived"][:deliveries])
    nothing = delivered == 0
    delivered[nothing] = np.where(orders["cancelled"][nothing] < FAR, FAR, orders["created"][nothing] + 3_600)
    return ~nothing & (delivered > orders["promised"]) & (orders["cancelled"] >= FAR), delivered
