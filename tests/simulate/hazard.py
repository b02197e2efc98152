"""The chance that a waiting customer writes today: does its interval hold the true one, parcels still waiting or not?

Parcels enter a state at any moment, stay for four days on average and are looked at as the models do it: at even steps
from a drawn moment. Each day in the state has its own chance of a ticket.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from tests.simulate.claim import Result, share_between
from wismo.statistics.hazard import hazard_by_day, hazard_summary

CHANCE = np.array([0.010, 0.022, 0.045, 0.065, 0.055, 0.040, 0.030, 0.020])
STAY = stats.gamma(1.5, scale=4 / 1.5)
PARCELS, CHECKS = 6_000, 3_000
SHOWN = 6


def chance(age: np.ndarray) -> np.ndarray:
    """Return tickets per day at each ``age``, days since the state began."""
    return CHANCE[np.minimum(age.astype(int), len(CHANCE) - 1)]


def moments(rng: np.random.Generator, days: float, *, twice: float = 0.0) -> pl.DataFrame:
    """Draw a state over ``days`` as ``hazard_by_day`` takes it; a share of the customers writes ``twice``."""
    left = rng.uniform(0, days, PARCELS)
    stayed = np.minimum(STAY.rvs(PARCELS, random_state=rng), left)
    # A process of the highest chance, thinned to the chance of each moment (Lewis and Shedler 1979).
    who = np.repeat(np.arange(PARCELS), rng.poisson(stayed * CHANCE.max()))
    age = rng.uniform(0, stayed[who])
    tickets = age[rng.random(len(age)) < chance(age) / CHANCE.max()]
    tickets = np.concatenate([tickets, tickets[rng.random(len(tickets)) < twice]])
    step = max(0.25, stayed.sum() / CHECKS)
    first = rng.random(PARCELS)
    counts = np.maximum(np.ceil(stayed / step - first), 0).astype(int)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    checks = (np.repeat(first, counts) + place) * step
    ages = np.concatenate([tickets, checks])
    is_ticket = np.arange(len(ages)) < len(tickets)
    frame = pl.DataFrame({
        "parcel_state": "in_transit", "root_cause": "late_in_transit",
        "hour_in_state": np.floor(24 * ages).astype(np.int32), "is_ticket": is_ticket,
    })  # fmt: skip
    return frame.group_by("parcel_state", "root_cause", "hour_in_state").agg(
        ticket_count=pl.col("is_ticket").sum(),
        check_count=(~pl.col("is_ticket")).sum(),
        parcel_days=step * (~pl.col("is_ticket")).sum(),
    )


def true_half(days: float) -> float:
    """Return the hours after which half of a state's tickets come, among those that come within ``days``."""
    age = (np.arange(0, 60_000) + 0.5) / 1_000
    weight = chance(age) * STAY.sf(age) * np.maximum(days - age, 0)
    return 24 * float(age[np.searchsorted(np.cumsum(weight), weight.sum() / 2)])


def simulate(seeds: range) -> list[Result]:
    """Look at a state over 120 days, and over six, at whose end two parcels in five still wait."""
    half = [_half(seed) for seed in seeds]
    return [
        _days(seeds, 120.0, "95 of 100 intervals hold the true chance of their day"),
        _days(seeds, 6.0, "the same where many parcels still wait when the data ends"),
        _days(seeds, 120.0, "the same where one customer in ten writes twice", twice=0.1, lowest=0.90),
        share_between("95 of 100 intervals hold the true hour after which most write", sum(half), len(half), 0.92, 1.0),
    ]


def _days(seeds: range, days: float, claim: str, *, twice: float = 0.0, lowest: float = 0.93) -> Result:
    hits = total = 0
    for seed in seeds:
        found = hazard_by_day(moments(np.random.default_rng([seed, int(days)]), days, twice=twice))
        found = found.filter((pl.col("day_in_state") < SHOWN) & pl.col("per_100_parcels").is_not_null())
        true = 100 * (1 + twice) * CHANCE[found["day_in_state"].to_numpy()]
        held = (found["lower_per_100"].to_numpy() <= true) & (true <= found["upper_per_100"].to_numpy())
        hits, total = hits + int(held.sum()), total + len(held)
    return share_between(claim, hits, total, lowest, 0.995)


def _half(seed: int) -> bool:
    summary = hazard_summary(moments(np.random.default_rng([seed, 1]), 120.0), 0.25)
    row = summary.row(by_predicate=pl.col("kind") == "parcel_state", named=True)
    return row["half_lower_hours"] <= true_half(120.0) <= row["half_upper_hours"]
