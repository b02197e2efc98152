"""Order weeks still coming in: do nine final figures in ten lie within the limits, and what if customers ask later?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from wismo.statistics.maturity import OFF_THE_CURVE, final_limits, off_the_curve

WINDOW, HISTORY_DAYS, ORDER_DAYS = 30, 112, 154
# Share of questions in by the end of a day since the order: 22 % by day 3, 55 % by 7, 93 % by 14, 99.5 % by 21.
KNOTS, SHARES = (-1, 0, 3, 7, 14, 21, 30), (0.0, 0.03, 0.22, 0.55, 0.93, 0.995, 1.0)
RATE, WEEK_VARIATION = 0.08, 0.10
LATER_DAYS = 4


@dataclass(frozen=True)
class Triangle:
    """``asked`` (order days, ages) as it will be in the end, and as it ``is`` known: only ages up to ``age`` (days)."""

    asked: np.ndarray
    age: np.ndarray
    orders: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """The questions so far; the rest is 0."""
        return np.where(np.arange(WINDOW + 1)[None, :] <= self.age[:, None], self.asked, 0)


def simulate(seeds: range) -> list[Result]:
    """Draw brands whose customers ask as late as ever, and some where they ask four days later since lately."""
    results = []
    for orders in (200, 1_000, 5_000):
        for weeks_ago in (0, 1):
            claim = f"final figures within the limits, {orders:,} orders, {weeks_ago} weeks after the order week"
            results.append(share_between(claim, *_covered(seeds, orders, weeks_ago), 0.85, 0.98))
    steady = [_lateness(world(seed, 1_000)) for seed in seeds]
    two_weeks = [_lateness(world(seed, 1_000, later_since_days=14)) for seed in seeds]
    three_weeks = [_lateness(world(seed, 1_000, later_since_days=21)) for seed in seeds]
    misled = sum(not _is_covered(world(seed, 5_000, later_since_days=14), 1) for seed in seeds)
    return [
        *results,
        share_between("false warnings that customers ask later", _warned(steady), len(seeds), 0.0, 0.02),
        share_between(
            "warned when they ask four days later since two weeks", _warned(two_weeks), len(seeds), 0.50, 1.0
        ),
        share_between("warned when they do since three weeks", _warned(three_weeks), len(seeds), 0.95, 1.0),
        # What the warning is for: no method is right then.
        share_between("the limits of the week before last are wrong then, 5,000 orders", misled, len(seeds), 0.5, 1.0),
    ]


def chain_ladder(triangle: Triangle) -> tuple[np.ndarray, np.ndarray]:
    """Return the share (ages) that is in by each age and the variance of its logarithm, from the last 112 days."""
    lately = triangle.age < HISTORY_DAYS
    by_age = triangle.known[lately].cumsum(axis=1)
    share, variance = np.ones(WINDOW + 1), np.zeros(WINDOW + 1)
    for age in range(WINDOW, 0, -1):
        old = triangle.age[lately] >= age
        now, before = by_age[old, age].sum(), by_age[old, age - 1].sum()
        share[age - 1] = share[age] * before / now
        variance[age - 1] = variance[age] + ((now - before) / (before * now) if before else 0)
    return share, variance


def world(seed: int, orders: int, *, later_since_days: int | None = None) -> Triangle:
    """Return 22 weeks of orders of ``orders`` a week, of which the youngest are of the last day of the data."""
    rng = np.random.default_rng([seed, orders])
    age = np.arange(ORDER_DAYS)[::-1]
    placed = rng.poisson(orders / 7, ORDER_DAYS)
    rate = RATE * np.repeat(rng.gamma(1 / WEEK_VARIATION**2, WEEK_VARIATION**2, ORDER_DAYS // 7), 7)
    curve = np.interp(np.arange(WINDOW + 1), KNOTS, SHARES)
    late = np.interp(np.arange(WINDOW + 1) - LATER_DAYS, KNOTS, SHARES)
    late[-1] = 1.0
    is_late = np.zeros(ORDER_DAYS, bool) if later_since_days is None else age < later_since_days
    mean = (placed * rate)[:, None] * np.diff(np.where(is_late[:, None], late, curve), axis=1, prepend=0.0)
    return Triangle(rng.poisson(mean), age, placed)


def newest(triangle: Triangle, share: np.ndarray) -> pl.DataFrame:
    """Return the questions of the last seven days as ``off_the_curve`` reads them."""
    by_age = triangle.known.cumsum(axis=1)
    rows = [
        {"asked": by_age[day, age] - by_age[day, age - 1], "asked_by": by_age[day, age],
         "later_share": 1 - share[age - 1] / share[age] if share[age] else 1.0}
        for day in range(len(triangle.age))
        for age in range(max(1, triangle.age[day] - 6), min(WINDOW - 1, triangle.age[day]) + 1)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _lateness(triangle: Triangle) -> float:
    return off_the_curve(newest(triangle, chain_ladder(triangle)[0]))


def _warned(lateness: list[float]) -> int:
    return sum(value > OFF_THE_CURVE for value in lateness)


def _covered(seeds: range, orders: int, weeks_ago: int) -> tuple[int, int]:
    return sum(_is_covered(world(seed, orders), weeks_ago) for seed in seeds), len(seeds)


def _is_covered(triangle: Triangle, weeks_ago: int) -> bool:
    """Whether the final count of the week that ended so many weeks ago lies within the limits of today."""
    share, variance = chain_ladder(triangle)
    week = (triangle.age >= 7 * weeks_ago) & (triangle.age < 7 * weeks_ago + 7)
    ages, orders = triangle.age[week], triangle.orders[week]
    expected = orders * share[ages]
    log_sd = (expected * np.sqrt(variance[ages])).sum() / expected.sum()
    so_far = np.array([triangle.known[week].sum()])
    maturity = np.array([expected.sum() / orders.sum()])
    lower, upper = final_limits(so_far, maturity, np.array([log_sd**2]))
    return bool(lower[0] <= triangle.asked[week].sum() <= upper[0])
