"""The forecast of a peak: does its interval hold eight weeks in ten, and is it nearer than last year's tickets?

Three Black Fridays, of which two are known: orders grow by 15 % a year, are 2.3 times as many in peak,
the rate is 1.5 times as high there, and both differ from year to year with a standard deviation of 15 %. Weeks differ
by 10 %, and plans of orders miss by 10 %, all weeks of one plan alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from wismo.statistics.forecast import Assumptions, forecast
from wismo.statistics.order_plan import planned_days, weeks_ahead, years_before

FIRST = date(2024, 1, 1)
KNOWN, AHEAD = 148, 14
FRIDAYS = {2023: date(2023, 11, 20), 2024: date(2024, 11, 25), 2025: date(2025, 11, 24), 2026: date(2026, 11, 23)}
WEEKS = [FIRST + timedelta(weeks=index) for index in range(KNOWN + AHEAD)]
PEAK = ("bfcm", "december_peak", "january_returns")
LENGTH = {"bfcm": (0, 1), "december_peak": (1, 5), "january_returns": (5, 8)}
VARIATION, BETWEEN, PLAN_MISS = 0.10, 0.15, 0.10
LAGS = np.array([0.02, 0.06, 0.12, 0.16, 0.16, 0.14, 0.10, 0.08, 0.06, 0.05, 0.03, 0.02])
ASSUMED = Assumptions(between_peaks=BETWEEN, plan_error=PLAN_MISS, last_year_error=0.20)


@dataclass(frozen=True)
class World:
    """A drawn brand: ``orders`` by day, lag-matched ``matched`` and ``tickets`` by week, and the ``plan`` it had."""

    orders: dict[date, int]
    matched: np.ndarray
    tickets: np.ndarray
    plan: dict[date, float]


def distances() -> dict[date, tuple[int, int]]:
    """Return the year of the next or last Black Friday and the weeks from it, for the Mondays of four years."""
    days = (FRIDAYS[2023] + timedelta(weeks=week) for week in range(-26, 190))
    found = {}
    for day in days:
        year = min(FRIDAYS, key=lambda other: abs((FRIDAYS[other] - day).days))
        found[day] = (year, (day - FRIDAYS[year]).days // 7)
    return found


DISTANCES = distances()
BEFORE = years_before(DISTANCES)
SHARES = pl.DataFrame(
    {"week_start": WEEKS}
    | {name: [float(start <= DISTANCES[week][1] < end) for week in WEEKS] for name, (start, end) in LENGTH.items()}
)


def world(rng: np.random.Generator, orders_a_week: int, *, shift: float = 0.0) -> World:
    """Draw a brand; ``shift`` is a change of its log rate 30 weeks before the forecast."""
    busy = {year: np.exp(rng.normal(np.log(2.3), BETWEEN)) for year in FRIDAYS}
    angry = {year: np.exp(rng.normal(np.log(1.5), BETWEEN)) for year in FRIDAYS}
    in_peak = np.array([0 <= DISTANCES[week][1] < 8 for week in WEEKS])
    years = [DISTANCES[week][0] for week in WEEKS]
    when = np.arange(len(WEEKS))
    volume = orders_a_week * 1.15 ** (when / 52) * np.exp(rng.normal(0, 0.05, len(WEEKS)))
    volume = volume * np.where(in_peak, [busy[year] for year in years], 1.0)
    daily = rng.poisson(np.repeat(volume, 7) * np.tile([1.2, 1.1, 1.0, 1.0, 0.9, 0.8, 1.0], len(WEEKS)) / 7)
    matched = np.convolve(daily, LAGS)[: len(daily)].reshape(-1, 7).sum(axis=1)
    rate = 0.08 * np.exp(0.15 * np.sin(2 * np.pi * when / 52)) * np.where(in_peak, [angry[year] for year in years], 1.0)
    rate = rate * np.exp(np.where(when >= KNOWN - 30, shift, 0.0))
    tickets = rng.poisson(matched * rate * rng.gamma(1 / VARIATION**2, VARIATION**2, len(WEEKS)))
    miss = np.exp(rng.normal(0, PLAN_MISS))
    plan = {week: float(daily[7 * index : 7 * index + 7].sum() * miss) for index, week in enumerate(WEEKS)}
    days = {FIRST + timedelta(days=index): int(count) for index, count in enumerate(daily)}
    return World(days, matched, tickets, plan)


def ahead(drawn: World, *, has_plan: bool, first: int = 0, assumed: Assumptions = ASSUMED) -> pl.DataFrame:
    """Return the forecast of the last weeks of a drawn brand from those before, without the ``first``."""
    through = WEEKS[KNOWN] - timedelta(days=1)
    known = {day: count for day, count in drawn.orders.items() if WEEKS[first] <= day <= through}
    plan = {week: orders for week, orders in drawn.plan.items() if week > through and has_plan}
    days = planned_days(known, plan, BEFORE, WEEKS[-1] + timedelta(days=6))
    # The first weeks have no whole past of orders.
    history = pl.DataFrame({
        "week_start": WEEKS[first + 5 : KNOWN], "tickets": drawn.tickets[first + 5 : KNOWN],
        "orders": drawn.matched[first + 5 : KNOWN],
    })  # fmt: skip
    return forecast(history, weeks_ahead(days, LAGS), SHARES, PEAK, assumed)


def last_year(drawn: World) -> np.ndarray:
    """Return the seasonal naive forecast: last year's tickets of the same week, times the growth since."""
    place = {week: index for index, week in enumerate(WEEKS)}
    before = [place.get(BEFORE[week], 0) for week in WEEKS]
    recent = slice(KNOWN - 8, KNOWN)
    grown = drawn.tickets[recent].sum() / drawn.tickets[before[recent]].sum()
    return drawn.tickets[before[KNOWN:]] * grown


def simulate(seeds: range) -> list[Result]:
    """Forecast fourteen weeks with a peak, with a plan and from last year's orders, at two sizes of brand."""
    results = []
    for orders in (500, 5_000):
        for has_plan in (True, False):
            results += _scored(seeds, orders, has_plan=has_plan)
    results += _scored(seeds, 5_000, has_plan=True, first=KNOWN - 80, besides=", one peak seen")
    results += _scored(seeds, 5_000, has_plan=True, shift=-0.2, besides=", rate fell by 20 % half a year before")
    return results


def _scored(
    seeds: range, orders: int, *, has_plan: bool, shift: float = 0.0, first: int = 0, besides: str = ""
) -> list[Result]:
    name = f"{orders:,} orders a week, {'a plan' if has_plan else 'no plan'}{besides}"
    hits, weeks, misses, naive_misses, total = np.zeros(2), np.zeros(2), 0.0, 0.0, 0
    for seed in seeds:
        drawn = world(np.random.default_rng([seed, orders]), orders, shift=shift)
        found, came = ahead(drawn, has_plan=has_plan, first=first), drawn.tickets[KNOWN:]
        held = (came >= found["lower"].to_numpy()) & (came <= found["upper"].to_numpy())
        peak = found["peak_share"].to_numpy() > 0
        hits += (held.sum(), held[peak].sum())
        weeks += (len(held), peak.sum())
        misses += float(np.abs(found["expected"].to_numpy() - came).sum())
        naive_misses += float(np.abs(last_year(drawn) - came).sum())
        total += int(came.sum())
    wape, naive = misses / total, naive_misses / total
    return [
        share_between(f"8 weeks in 10 lie in the interval, {name}", int(hits[0]), int(weeks[0]), 0.72, 0.88),
        share_between(f"8 peak weeks in 10 lie in the interval, {name}", int(hits[1]), int(weeks[1]), 0.72, 0.88),
        Result(
            f"nearer than last year's tickets times growth, {name}",
            f"error {wape:.1%} of all tickets against {naive:.1%}",
            "less than that",
            wape < naive,
        ),
    ]
