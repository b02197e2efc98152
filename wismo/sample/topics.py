"""Every ticket: the questions about parcels, and all the other reasons people write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import hazard
from wismo.sample.clock import DAY, FAR, HOUR, Calendar
from wismo.sample.demand import PICKUP, pick

if TYPE_CHECKING:
    from wismo.sample.world import Table


@dataclass(frozen=True)
class Topic:
    """A reason to write: its share of orders, from when it counts and how long people wait."""

    name: str
    per_order: float
    after: str  # created | delivered | none (a visitor without an order)
    wait_hours: float


TOPICS = (
    Topic("wismo", 0.0, "created", 0),
    Topic("return", 0.040, "delivered", 110),
    Topic("refund_status", 0.018, "delivered", 420),
    Topic("exchange", 0.009, "delivered", 100),
    Topic("damaged", 0.009, "delivered", 26),
    Topic("wrong_item", 0.008, "delivered", 30),
    Topic("address_change", 0.011, "created", 9),
    Topic("cancel", 0.012, "created", 8),
    Topic("product", 0.046, "none", 0),
    Topic("delivery_before_buying", 0.020, "none", 0),
    Topic("discount", 0.019, "none", 0),
    Topic("account", 0.014, "none", 0),
    Topic("thanks", 0.010, "delivered", 60),
    Topic("spam", 0.012, "none", 0),
    Topic("outbound", 0.009, "created", 120),
    Topic("automated", 0.0, "created", 0),
)
PEAK_TOPICS = 1.25  # people write more per order when everybody orders at once
NAMES = tuple(topic.name for topic in TOPICS)
WISMO = 0
SPAM, OUTBOUND, AUTOMATED = NAMES.index("spam"), NAMES.index("outbound"), NAMES.index("automated")
CHANNELS = ("email", "chat", "sms", "phone", "social", "form")
EMAIL, CHAT, SMS, PHONE, SOCIAL, FORM = range(6)
CHANNEL_ODDS = (0.47, 0.24, 0.05, 0.07, 0.05, 0.12)
LANGUAGES = ("en", "es", "fr", "de", "pt")


def all_tickets(rng: np.random.Generator, orders: Table, parcels: Table, asked: Table, calendar: Calendar) -> Table:
    """Return every ticket in order of time.

    Columns: ``topic``, ``order`` and ``parcel`` (-1: none), ``created``, ``reason``, ``channel``,
    ``language``, ``merged`` and ``reopens`` (position of the ticket it repeats, -1: none).
    """
    rows = [{
        "topic": np.zeros(len(asked["parcel"]), dtype=np.int64), "parcel": asked["parcel"],
        "order": parcels["order"][asked["parcel"]], "created": asked["created"], "reason": asked["reason"],
    }, _no_parcel(rng, orders), _opened_by_tools(rng, parcels)]  # fmt: skip
    rows += [_topic(rng, orders, number, calendar) for number, topic in enumerate(TOPICS) if topic.per_order]
    table = {name: np.concatenate([part[name] for part in rows]) for name in rows[0]}
    table = _take(table, np.flatnonzero(table["created"] < calendar.end))
    table = _take(table, np.argsort(table["created"], kind="stable"))
    n = len(table["created"])
    table["channel"] = pick(rng, np.array(CHANNEL_ODDS), size=n)
    table["channel"][np.isin(table["topic"], (SPAM, OUTBOUND, AUTOMATED))] = EMAIL
    table["language"] = _languages(rng, table, orders)
    return _repeats(rng, table, calendar.end)


def _take(table: Table, rows: np.ndarray) -> Table:
    return {name: values[rows] for name, values in table.items()}


def _topic(rng: np.random.Generator, orders: Table, number: int, calendar: Calendar) -> Table:
    """Return the tickets of one topic that is no question about a parcel."""
    topic = TOPICS[number]
    n = len(orders["created"])
    reference = orders["delivered"] if topic.after == "delivered" else orders["created"]
    wait = (rng.gamma(1.3, max(topic.wait_hours, 6) / 1.3, n) * HOUR).astype(np.int64) + 600
    busy = np.where(calendar.flag(calendar.peak(), reference // DAY), PEAK_TOPICS, 1.0)
    rows = np.flatnonzero((rng.random(n) < topic.per_order * busy) & (reference < FAR))
    if topic.name == "cancel":
        gone = np.flatnonzero((orders["cancelled"] < FAR) & (rng.random(n) < 0.55))
        wait[gone] = np.maximum(orders["cancelled"][gone] - orders["created"][gone] - 1_800, 300)
        rows = np.union1d(rows[orders["cancelled"][rows] >= FAR], gone)
    at = _waking(rng, reference[rows] + wait[rows])
    order = np.full(len(rows), -1) if topic.after == "none" else rows
    none = np.full(len(rows), -1)
    return {
        "topic": np.full(len(rows), number),
        "parcel": none,
        "order": order,
        "created": at,
        "reason": none,
    }


def _waking(rng: np.random.Generator, at: np.ndarray) -> np.ndarray:
    """Move what would be written at night (2 to 11 h UTC) to the morning."""
    hour = at % DAY // HOUR
    asleep = (hour >= 5) & (hour < 11) & (rng.random(len(at)) < 0.85)
    return np.where(asleep, at // DAY * DAY + 11 * HOUR + rng.integers(0, 5 * HOUR, len(at)), at)


def _no_parcel(rng: np.random.Generator, orders: Table) -> Table:
    """Return questions about collections that are not ready."""
    n = len(orders["created"])
    rows = np.flatnonzero((orders["delivery"] == PICKUP) & (rng.random(n) < 0.05))
    at = orders["created"][rows] + rng.integers(2 * HOUR, 50 * HOUR, len(rows))
    reason = np.full(len(rows), hazard.NO_LABEL)
    return {"topic": np.zeros(len(rows), dtype=np.int64), "parcel": np.full(len(rows), -1), "order": rows,
            "created": at, "reason": reason}  # fmt: skip


def _opened_by_tools(rng: np.random.Generator, parcels: Table) -> Table:
    """Return the tickets a tracking tool opens by itself when a carrier reports a problem."""
    rows = np.flatnonzero((parcels["exception"] < FAR) & (rng.random(len(parcels["exception"])) < 0.18))
    at = parcels["exception"][rows] + rng.integers(900, 8 * HOUR, len(rows))
    none = np.full(len(rows), -1)
    order = parcels["order"][rows]
    return {
        "topic": np.full(len(rows), AUTOMATED),
        "parcel": rows,
        "order": order,
        "created": at,
        "reason": none,
    }


def _languages(rng: np.random.Generator, table: Table, orders: Table) -> np.ndarray:
    """Return a language per ticket: English mostly, by the customer's region."""
    region = np.where(table["order"] >= 0, orders["region"][table["order"]], 0)
    odds = np.array([
        (0.955, 0.035, 0.0, 0.0, 0.01), (0.915, 0.075, 0.0, 0.0, 0.01), (0.975, 0.025, 0.0, 0.0, 0.0),
        (0.88, 0.12, 0.0, 0.0, 0.0), (0.93, 0.065, 0.0, 0.0, 0.005), (0.74, 0.01, 0.25, 0.0, 0.0),
        (0.985, 0.0, 0.005, 0.01, 0.0), (0.30, 0.0, 0.0, 0.70, 0.0),
    ])  # fmt: skip
    drawn = pick(rng, odds, region)
    local = np.isin(table["topic"], (SPAM, OUTBOUND, AUTOMATED))
    return np.where(local, 0, drawn)


def _repeats(rng: np.random.Generator, table: Table, end: int) -> Table:
    """Add duplicates that agents merged, and chats opened again within three days."""
    n = len(table["created"])
    human = ~np.isin(table["topic"], (SPAM, OUTBOUND, AUTOMATED))
    merged = np.flatnonzero(human & (rng.random(n) < 0.026))
    reopened = np.flatnonzero(human & (table["channel"] == CHAT) & (rng.random(n) < 0.075))
    source = np.concatenate([merged, reopened])
    is_reopen = np.arange(len(source)) >= len(merged)
    gap = np.where(is_reopen, rng.integers(HOUR, 70 * HOUR, len(source)), rng.integers(300, 3 * HOUR, len(source)))
    copies = _take(table, source) | {"created": table["created"][source] + gap}
    alive = copies["created"] < end
    copies = _take(copies, np.flatnonzero(alive))
    copies["channel"] = np.where(is_reopen[alive], CHAT, pick(rng, np.array(CHANNEL_ODDS), size=int(alive.sum())))
    out = {name: np.concatenate([values, copies[name]]) for name, values in table.items()}
    nothing = np.full(n, -1)
    out["merged"] = np.concatenate([nothing, np.where(is_reopen[alive], -1, source[alive])])
    out["reopens"] = np.concatenate([nothing, np.where(is_reopen[alive], source[alive], -1)])
    order = np.argsort(out["created"], kind="stable")
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    out = _take(out, order)
    for name in ("merged", "reopens"):
        out[name] = np.where(out[name] >= 0, position[np.maximum(out[name], 0)], -1)
    return out
