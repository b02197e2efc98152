"""What the answer that tells something tells: where the parcel is, and mostly on which day it comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import text, topics, words_told, world
from wismo.sample.clock import DAY, EPOCH, FAR, to_local

if TYPE_CHECKING:
    from wismo.sample.brand import Brand

# How the day is said.
WAYS = ("delivered", "under_way", "not_sent", "today", "tomorrow", "weekday", "day", "figures", "working_days")
DELIVERED, UNDER_WAY, NOT_SENT, TODAY, TOMORROW, WEEKDAY, DATE, FIGURES, WORKING_DAYS = range(len(WAYS))
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_WITHOUT_DAY = 0.16
_FURTHEST = 18  # days that an agent dares to look ahead


def decide(rng: np.random.Generator, brand: Brand) -> None:
    """Add to the tickets ``told_way`` (a place in ``WAYS``) and ``told_day`` (days since 1970 in the brand's zone).

    The day is the promise, or the delivery that is told of; -1 where there is none. Agents see the carrier's
    estimate: near the truth, more often too early than too late, and a guess where the parcel never arrives.
    """
    tickets, parcels = brand.tickets, brand.parcels
    n = len(tickets["created"])
    at = np.minimum(tickets["eta_replied"], FAR - 400 * DAY)
    today = to_local(at, world.REPORTING_ZONE) // DAY
    parcel = np.maximum(tickets["parcel"], 0)
    known = tickets["parcel"] >= 0
    arrived = np.where(known, parcels["arrived"][parcel], FAR)
    there = arrived <= at
    arrives = to_local(np.where(arrived < FAR, arrived, at), world.REPORTING_ZONE) // DAY
    error = rng.choice([-2, -1, 0, 1, 2, 3], n, p=[0.09, 0.13, 0.33, 0.24, 0.14, 0.07])
    guess = today + rng.integers(2, 7, n)
    day = np.where(known & (arrived < FAR), np.clip(arrives + error, today, today + _FURTHEST), guess)
    ahead = day - today
    # 1970-01-01 was a Thursday; Monday is 0.
    is_working = (day + 3) % 7 < 5
    way = np.where(rng.random(n) < 0.5, np.where(rng.random(n) < 0.7, DATE, FIGURES), WEEKDAY)
    way = np.where(is_working & (ahead > 1) & (rng.random(n) < 0.2), WORKING_DAYS, way)
    way = np.where((way == WEEKDAY) & (ahead > 6), DATE, way)
    way = np.where(ahead == 1, TOMORROW, np.where(ahead == 0, TODAY, way))
    sent = known & (parcels["label"][parcel] < at)
    silent = rng.random(n) < _WITHOUT_DAY
    way = np.where(there, DELIVERED, np.where(silent, np.where(sent, UNDER_WAY, NOT_SENT), way))
    tickets["told_way"] = way
    tickets["told_day"] = np.where(np.isin(way, (UNDER_WAY, NOT_SENT)), -1, np.where(there, arrives, day))
    tickets["told_working_days"] = _working_days(today, np.where(way == WORKING_DAYS, day, today))


def replies(rng: np.random.Generator, brand: Brand) -> pl.Series:
    """Return the telling answer to each ticket, its day in the customer's language, other placeholders as they are."""
    tickets = brand.tickets
    kinds = (words_told.DELIVERED, words_told.UNDER_WAY, words_told.NOT_SENT, words_told.ETA)
    groups = [lines[code] for code in topics.LANGUAGES for lines in kinds]
    kind = np.minimum(tickets["told_way"], len(kinds) - 1)
    drawn = text.draw(rng, groups, tickets["language"] * len(kinds) + kind)
    frame = pl.DataFrame({"drawn": drawn, "eta": _said(brand)})
    return frame.select(pl.col("drawn").str.replace("{eta}", pl.col("eta"), literal=True)).to_series()


def _said(brand: Brand) -> pl.Series:
    """Return each ticket's day in words."""
    tickets = brand.tickets
    frame = pl.DataFrame(
        {
            "way": tickets["told_way"],
            "language": tickets["language"],
            "day": np.maximum(tickets["told_day"], 0),
            "n": tickets["told_working_days"],
        }
    ).with_columns(day=pl.lit(EPOCH) + pl.duration(days="day"))
    out = pl.lit("")
    for index, code in enumerate(topics.LANGUAGES):
        weekday = (
            pl.col("day").dt.weekday().replace_strict(range(1, 8), words_told.WEEKDAYS[code], return_dtype=pl.String)
        )
        month = pl.col("day").dt.month().replace_strict(range(1, 13), words_told.MONTHS[code], return_dtype=pl.String)
        values = {"d": pl.col("day").dt.day(), "m": pl.col("day").dt.month(), "n": pl.col("n"),
                  "weekday": weekday, "month": month}  # fmt: skip
        for way, pattern in (
            (DELIVERED, words_told.DAY[code]),
            (TODAY, words_told.TODAY[code]),
            (TOMORROW, words_told.TOMORROW[code]),
            (WEEKDAY, words_told.BY_WEEKDAY[code]),
            (DATE, words_told.DAY[code]),
            (FIGURES, words_told.FIGURES[code]),
            (WORKING_DAYS, words_told.WORKING_DAYS[code]),
        ):
            parts = _PLACEHOLDER.split(pattern)
            said = pl.concat_str(
                values[part].cast(pl.String) if place % 2 else pl.lit(part) for place, part in enumerate(parts)
            )
            out = pl.when((pl.col("language") == index) & (pl.col("way") == way)).then(said).otherwise(out)
    return frame.select(out.alias("eta")).to_series()


def _working_days(today: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return the Mondays to Fridays after ``today`` up to ``day``."""
    first, last = ((days + 1).astype("datetime64[D]") for days in (today, day))
    return np.busday_count(first, last)
