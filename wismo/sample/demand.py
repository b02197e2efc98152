"""Orders as they are placed: when, from where, what was promised and what holds them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import world
from wismo.sample.clock import DAY, FAR, HOUR, Calendar, add_working_days, is_working_day, to_local, to_utc

if TYPE_CHECKING:
    from wismo.sample.world import Table

WEEKDAYS = np.array([1.08, 1.02, 0.99, 0.97, 0.92, 0.92, 1.10])
HOURS = np.array([
    1.2, 0.7, 0.4, 0.3, 0.3, 0.5, 1.2, 2.3, 3.6, 4.8, 5.6, 6.0,
    6.2, 5.9, 5.6, 5.4, 5.2, 5.1, 5.3, 6.2, 7.2, 7.4, 5.6, 3.0,
])  # fmt: skip
GROWTH_PER_YEAR = 1.22
CHANNELS = ("web", "instagram", "marketplace", "pos")
SHIP, PICKUP, DIGITAL = range(3)
NO_HOLD, FRAUD, PAYMENT, ADDRESS, STOCK, PREORDER = range(6)


def pick(rng: np.random.Generator, weights: np.ndarray, rows: np.ndarray | None = None, size: int = 0) -> np.ndarray:
    """Draw a column per row from ``weights``: one list for all, or a matrix whose line ``rows`` names."""
    share: np.ndarray = np.atleast_2d(np.asarray(weights, dtype=float))
    cumulative = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    if rows is None:
        return np.minimum(np.searchsorted(cumulative[0], rng.random(size), side="right"), cumulative.shape[1] - 1)
    draw = rng.random(len(rows))
    out = np.zeros(len(rows), dtype=np.int64)
    for column in range(cumulative.shape[1] - 1):
        out += draw >= cumulative[rows, column]
    return out


def place_orders(rng: np.random.Generator, orders: int, calendar: Calendar) -> Table:
    """Return one row per order, in order of time (``created``, UTC seconds)."""
    days = np.arange(calendar.days) + calendar.first_day
    growth = GROWTH_PER_YEAR ** (np.arange(calendar.days) / 365.25)
    drift = np.zeros(calendar.days)
    shocks = rng.normal(0, 0.045, calendar.days)
    for day in range(1, calendar.days):
        drift[day] = 0.6 * drift[day - 1] + shocks[day]
    weight = growth * calendar.demand() * WEEKDAYS[(days + 3) % 7] * np.exp(drift)
    day = np.repeat(days, rng.multinomial(orders, weight / weight.sum()))
    wall = day * DAY + pick(rng, HOURS, size=orders) * HOUR + rng.integers(0, HOUR, orders)
    table = {"created": np.sort(to_utc(wall, world.REPORTING_ZONE))}
    table["region"] = pick(rng, np.array(world.REGION_SHARES), size=orders)
    table["three_pl"] = pick(rng, np.array(world.ASSIGNMENT), table["region"])
    foreign = table["region"] >= world.FIRST_FOREIGN_REGION
    domestic_service = pick(rng, np.array([0.79, 0.15, 0.06]), size=orders)
    table["service"] = np.where(foreign, world.INTERNATIONAL, domestic_service)
    table["channel"] = pick(rng, np.array([0.86, 0.05, 0.075, 0.015]), size=orders)
    kind = pick(rng, np.array([0.972, 0.0, 0.028]), size=orders)
    table["delivery"] = np.where(table["channel"] == 3, PICKUP, kind)
    table["value"] = np.round(np.exp(rng.normal(4.25, 0.55, orders)), 2)
    table["lines"] = 1 + np.minimum(rng.geometric(0.55, orders) - 1, 5)
    table["frailty"] = np.exp(rng.normal(-0.18, 0.6, orders))
    table["original"] = np.full(orders, -1)
    _holds(rng, table, calendar)
    promise(rng, table)
    return table


def _holds(rng: np.random.Generator, table: Table, calendar: Calendar) -> None:
    """Add payment, holds, stock and the moment the order reaches the warehouse."""
    created = table["created"]
    n = len(created)
    ships = table["delivery"] == SHIP
    hold = pick(rng, np.array([0.936, 0.013, 0.004, 0.004, 0.016, 0.027]), size=n)
    short = calendar.flag(calendar.supplier_delay(), created // DAY) & (rng.random(n) < 0.055)
    hold = np.where(ships, np.where(short & (hold == NO_HOLD), STOCK, hold), NO_HOLD)
    table["hold"] = hold
    table["paid"] = created + rng.integers(2, 90, n)
    manual = (hold == FRAUD) | (hold == PAYMENT) | (hold == ADDRESS)
    wait = (rng.gamma(1.6, 14.0, n) * HOUR).astype(np.int64)
    table["released"] = np.where(manual, created + wait, FAR)
    stated = (14 + rng.integers(0, 37, n)) * DAY
    slip = np.where(rng.random(n) < 0.22, rng.integers(2, 15, n), -rng.integers(0, 3, n)) * DAY
    stock_wait = (3 + rng.gamma(2.0, 3.2, n)) * DAY
    in_stock = np.where(hold == PREORDER, created + stated + slip, created + stock_wait.astype(np.int64))
    table["in_stock"] = np.where((hold == STOCK) | (hold == PREORDER), in_stock, FAR)
    table["stated"] = np.where(hold == PREORDER, created + stated, FAR)
    ready = table["paid"].copy()
    for column in ("released", "in_stock"):
        ready = np.where(table[column] < FAR, np.maximum(ready, table[column]), ready)
    stuck = np.where(rng.random(n) < 0.006, rng.integers(DAY, 3 * DAY, n), rng.integers(60, 1_500, n))
    table["ready"] = ready + stuck


def promise(rng: np.random.Generator, table: Table) -> None:
    """Add what the checkout promised, from a fixed table of days that ignores the real workload."""
    created, service = table["created"], table["service"]
    n = len(created)
    wall = to_local(created, world.REPORTING_ZONE)
    day = wall // DAY
    late_order = (wall % DAY >= 14 * HOUR) & is_working_day(day)
    ship_by = add_working_days(day, 1 + late_order)
    due = add_working_days(day, np.array(world.PROMISE_DAYS)[service] + (late_order & (service != world.EXPEDITED)))
    stated_day = to_local(np.where(table["stated"] < FAR, table["stated"], created), world.REPORTING_ZONE) // DAY
    is_preorder = table["hold"] == PREORDER
    ship_by = np.where(is_preorder, stated_day, ship_by)
    due = np.where(is_preorder, add_working_days(stated_day, 5), due)
    ships = table["delivery"] == SHIP
    unknown = rng.random(n) < np.where(table["channel"] == 2, 0.35, 0.05)
    table["ship_by"] = np.where(ships, to_utc(ship_by * DAY + 18 * HOUR, world.REPORTING_ZONE), FAR)
    promised = to_utc(due * DAY + 21 * HOUR, world.REPORTING_ZONE)
    table["promised"] = np.where(ships & ~unknown, promised, FAR)
