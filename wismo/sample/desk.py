"""The support team: who answers when, how a ticket ends and what the helpdesk notes about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import topics, world
from wismo.sample.clock import DAY, FAR, HOUR, Calendar, is_working_day, to_local, to_utc

if TYPE_CHECKING:
    from wismo.sample.world import Table

OPENS, SHIFT = 9 * HOUR, 9 * HOUR  # 9 to 18 h New York time, working days
# Median working hours until a person answers, per channel of topics.CHANNELS.
_MEDIAN_HOURS = np.array([2.0, 0.05, 0.4, 0.012, 2.8, 2.2])
_SPREAD = np.array([0.95, 0.8, 0.9, 0.4, 0.9, 0.95])
AGENT_NAMES = ("Abby", "Bruno", "Cleo", "Dana", "Emil", "Freya", "Gil", "Hana", "Ivo")


class Rota:
    """Working time of the team: converts between moments and staffed seconds since the start."""

    def __init__(self, calendar: Calendar) -> None:
        self._first = calendar.first_day - 7
        days = np.arange(calendar.days + 220) + self._first
        self._staffed = is_working_day(days)
        self._before = np.concatenate([[0], np.cumsum(self._staffed * SHIFT)])

    def worked(self, moments: np.ndarray) -> np.ndarray:
        """Return the staffed seconds before each moment (UTC seconds)."""
        wall = to_local(moments, world.REPORTING_ZONE)
        day = np.clip(wall // DAY - self._first, 0, len(self._staffed) - 1)
        return self._before[day] + self._staffed[day] * np.clip(wall % DAY - OPENS, 0, SHIFT)

    def moment(self, worked: np.ndarray) -> np.ndarray:
        """Return the moment (UTC seconds) at which that much staffed time has passed."""
        day = np.searchsorted(self._before[1:], worked, side="right")
        day = np.minimum(day, len(self._staffed) - 1)
        wall = (day + self._first) * DAY + OPENS + worked - self._before[day]
        return to_utc(wall, world.REPORTING_ZONE)

    def is_staffed(self, moments: np.ndarray) -> np.ndarray:
        """Return True where somebody is at work."""
        wall = to_local(moments, world.REPORTING_ZONE)
        day = np.clip(wall // DAY - self._first, 0, len(self._staffed) - 1)
        return self._staffed[day] & (wall % DAY >= OPENS) & (wall % DAY < OPENS + SHIFT)


def answer(rng: np.random.Generator, tickets: Table, calendar: Calendar) -> None:
    """Add to the tickets: ``ai``, ``replied``, ``eta_replied``, ``closed``, ``reopened``, ``csat``, money.

    Calls come in while somebody answers; outside those hours the phone turns them into e-mail.
    """
    n = len(tickets["created"])
    created, rota = tickets["created"], Rota(calendar)
    staffed = rota.is_staffed(created)
    unanswered = (tickets["channel"] == topics.PHONE) & ~staffed
    tickets["channel"] = np.where(unanswered, topics.EMAIL, tickets["channel"])
    channel, topic = tickets["channel"], tickets["topic"]
    nobody = np.isin(topic, (topics.SPAM, topics.OUTBOUND, topics.AUTOMATED)) | (tickets["merged"] >= 0)
    tickets["ai"] = (channel == topics.CHAT) & (rng.random(n) < np.where(staffed, 0.12, 0.62)) & ~nobody
    hours = np.exp(rng.normal(np.log(_MEDIAN_HOURS[channel]), _SPREAD[channel]))
    hours *= np.where(calendar.flag(calendar.peak(), created // DAY), 1.9, 1.0)
    by_person = rota.moment(rota.worked(created) + (hours * HOUR).astype(np.int64) + 20)
    replied = np.where(tickets["ai"], created + rng.integers(6, 45, n), np.maximum(by_person, created + 15))
    silent = nobody | (rng.random(n) < np.where(topic == topics.NAMES.index("thanks"), 0.4, 0.015))
    tickets["replied"] = np.where(silent, FAR, replied)
    later = rota.moment(rota.worked(replied) + (rng.gamma(1.2, 5.0, n) * HOUR).astype(np.int64))
    at_once = rng.random(n) < np.where(tickets["ai"], 0.55, 0.68)
    gives_eta = (topic == topics.WISMO) & (rng.random(n) < 0.9) & ~silent
    tickets["eta_replied"] = np.where(gives_eta, np.where(at_once, replied, later), FAR)
    last = np.where(tickets["eta_replied"] < FAR, tickets["eta_replied"], replied)
    tickets["closed"] = np.where(
        silent,
        created + rng.integers(HOUR, 3 * DAY, n),
        last + (rng.gamma(1.0, 14.0, n) * HOUR).astype(np.int64),
    )
    tickets["closed"] = np.where(rng.random(n) < 0.012, FAR, tickets["closed"])
    tickets["reopened"] = np.where(silent, 0, rng.choice(3, n, p=[0.86, 0.11, 0.03]))
    waited = (last - created) / DAY
    mood = (
        4.7 - 0.35 * np.minimum(waited, 3) - 0.9 * (topic == topics.WISMO) * (rng.random(n) < 0.5) - 0.4 * tickets["ai"]
    )
    score = np.clip(np.round(mood + rng.normal(0, 0.9, n)), 1, 5)
    tickets["csat"] = np.where((rng.random(n) < 0.17) & ~silent, score, 0).astype(np.int64)
    tickets["agent"] = np.where(tickets["ai"] | silent, -1, (rng.random(n) ** 1.4 * len(AGENT_NAMES)).astype(np.int64))
    pays_back = np.isin(topic, [topics.NAMES.index(name) for name in ("refund_status", "damaged", "cancel")])
    tickets["refund"] = np.where(pays_back & (rng.random(n) < 0.45), np.round(np.exp(rng.normal(3.9, 0.6, n)), 2), 0)
    kind = np.where(topic == topics.WISMO, 0.06, np.where(pays_back, 0.14, 0.01))
    tickets["coupon"] = np.where((rng.random(n) < kind) & ~silent, rng.choice([5.0, 10.0, 15.0, 20.0], n), 0)
