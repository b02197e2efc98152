"""Trend signals: how often they cry wolf, what they find and when, and whether they end when the trouble does."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
from scipy.stats import false_discovery_control

from tests.simulate.claim import Result, share_between
from tests.simulate.rate_model import FIRST, RATE, SEASON, calendar
from wismo.statistics.trend import WEEKLY, Judgement, Series, judge
from wismo.statistics.weeks import season_design

# Three years: one to learn from, two to judge.
WEEKS = 156
CHANGED_AT = 110
SLICES = 40
# A world of many slices takes as long as many worlds of one.
WORLDS_A_SLICED_WORLD = 8


def simulate(seeds: range) -> list[Result]:
    """Judge total series without a change, with one, and with three bad weeks, and many slices at once."""
    sliced = seeds[: max(1, len(seeds) // WORLDS_A_SLICED_WORLD)]
    return [
        _weeks_between_false_alarms(seeds, inherited=0.0, must=100),
        _weeks_between_false_alarms(seeds, inherited=0.5, must=50),
        share_between("a fall by 20 % is found within 13 weeks, 1,000 orders", *_found(seeds, -0.20), 0.80, 1.0),
        share_between("a rise by 30 % is found within 13 weeks, 1,000 orders", *_found(seeds, 0.30), 0.93, 1.0),
        share_between("three doubled weeks are over five weeks later", *_over(seeds), 0.90, 1.0),
        share_between("weeks with any false flag on 40 slices", *_false_flags(sliced), 0.0, 0.06),
        share_between("weeks outside after a level was accepted", *_after_acceptance(seeds), 0.0, 0.01),
        share_between("of these outside the level before it", *_after_acceptance(seeds, is_old=True), 0.02, 1.0),
    ]


def world(
    rng: np.random.Generator,
    orders: float,
    *,
    change: float = 0.0,
    inherited: float = 0.0,
    accepted: tuple[int, ...] = (),
    peak_weeks_early: int = 0,
) -> Series:
    """Return three years at 8 tickets per 100 orders with a peak, a wave and weeks that differ by 10 %.

    From the week ``CHANGED_AT`` on the rate is ``1 + change`` times as high. ``inherited`` is the autocorrelation of
    the weeks' differences; with ``peak_weeks_early`` the calendar that is judged by has the peak too early.
    """
    weeks = pl.Series([FIRST + timedelta(weeks=index) for index in range(WEEKS)])
    design = season_design(weeks, calendar(weeks))
    peak = design.matrix[:, design.names.index("bfcm")]
    spread = np.sqrt(np.log(1 + 0.10**2))
    drawn = rng.normal(size=WEEKS)
    differences = np.empty(WEEKS)
    differences[0] = drawn[0]
    for index in range(1, WEEKS):
        differences[index] = inherited * differences[index - 1] + np.sqrt(1 - inherited**2) * drawn[index]
    exposure = orders * (1 + 1.3 * peak)
    rate = np.exp(RATE + SEASON * peak + 0.15 * design.matrix[:, 1] + spread * differences - spread**2 / 2)
    rate[CHANGED_AT:] *= 1 + change
    if peak_weeks_early:
        shifted = [week + timedelta(weeks=peak_weeks_early) for week in weeks]
        moved = calendar(pl.Series(shifted))["bfcm"].to_numpy()
        design.matrix[:, design.names.index("bfcm")] = moved
    quarter = np.array([week.year * 4 + (week.month - 1) // 3 for week in weeks])
    return Series(rng.poisson(exposure * rate), exposure, design.matrix, design.prior_sd, quarter, accepted)


def onsets(judged: list[Judgement]) -> int:
    """Return how often a verdict other than normal begins."""
    odd = np.array([found.verdict != "normal" for found in judged])
    return int(odd[0]) + int((odd[1:] & ~odd[:-1]).sum())


def _weeks_between_false_alarms(seeds: range, *, inherited: float, must: int) -> Result:
    judged = [judge(world(_rng(seed, 1), 1_000, inherited=inherited)) for seed in seeds]
    alarms = sum(map(onsets, judged))
    between = sum(map(len, judged)) / max(alarms, 1)
    claim = f"weeks between false verdicts on the total, 1,000 orders, autocorrelation {inherited}"
    return Result(claim, f"{between:.0f} ({alarms} alarms)", f"above {must}", between > must)


def _found(seeds: range, change: float) -> tuple[int, int]:
    hits = 0
    for seed in seeds:
        after = [found for found in judge(world(_rng(seed, 2), 1_000, change=change)) if found.index >= CHANGED_AT]
        hits += any(found.verdict != "normal" and found.points_up == (change > 0) for found in after[:13])
    return hits, len(seeds)


def _over(seeds: range) -> tuple[int, int]:
    hits = 0
    for seed in seeds:
        series = world(_rng(seed, 3), 1_000)
        series.counts[CHANGED_AT : CHANGED_AT + 3] *= 2
        later = CHANGED_AT + 3 + 5
        hits += not any(found.side.is_alarm and found.points_up for found in judge(series) if found.index == later)
    return hits, len(seeds)


def _false_flags(seeds: range) -> tuple[int, int]:
    flagged = 0
    for seed in seeds:
        rng = _rng(seed, 4)
        orders = np.exp(rng.uniform(np.log(80), np.log(2_000), SLICES))
        chances = np.array([[found.chance for found in judge(world(rng, one))] for one in orders])
        flagged += sum(bool((false_discovery_control(week) <= 0.05).any()) for week in chances.T)
    return flagged, len(seeds) * (WEEKS - WEEKLY.shortest)


def _after_acceptance(seeds: range, *, is_old: bool = False) -> tuple[int, int]:
    accepted = () if is_old else (CHANGED_AT,)
    first, last = CHANGED_AT + WEEKLY.after, CHANGED_AT + WEEKLY.after + 20
    judged = [judge(world(_rng(seed, 5), 1_000, change=-0.20, accepted=accepted)) for seed in seeds]
    weeks = [found for series in judged for found in series if first <= found.index < last]
    return sum(found.outside != 0 for found in weeks), len(weeks)


def _rng(seed: int, question: int) -> np.random.Generator:
    return np.random.default_rng([seed, question])
