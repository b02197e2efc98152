"""Tactics with known effects in made-up weeks: is the interval as wide as it says, and is what cannot be seen said?

The worlds are harder than the model: two waves a year where the model has one, peaks whose strength differs from
year to year, weeks that inherit noise, rates that drift, launches on any week of the year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from tests.simulate.rate_model import PEAKS, calendar
from wismo.statistics.comparisons import LOOKS
from wismo.statistics.intervention import Effect, Series, measure, smallest_visible
from wismo.statistics.weeks import season_design

FIRST = date(2023, 1, 2)
RATE, VARIATION = np.log(0.08), 0.10
ALL_PEAKS = (date(2023, 11, 20), *PEAKS, date(2027, 11, 22))


@dataclass(frozen=True)
class World:
    """``orders`` a week, weeks ``before`` and ``after`` the launch, the true ``change`` of the log rate.

    ``drift`` is per year on the log rate, ``inherited`` the noise that a week hands on, ``controls`` the orders a
    week of those who were never treated (0 for none); ``apart`` is how much the two drift apart a year.
    """

    orders: int = 1_000
    before: int = 104
    after: int = 13
    change: float = 0.0
    drift: float = 0.0
    inherited: float = 0.0
    controls: int = 0
    apart: float = 0.0


def noise(rng: np.random.Generator, weeks: int, variation: float, inherited: float) -> np.ndarray:
    """Return a stationary AR(1) series of log factors with a standard deviation of ``variation``."""
    drawn = rng.normal(0, variation, weeks)
    for index in range(1, weeks):
        drawn[index] = inherited * drawn[index - 1] + drawn[index] * np.sqrt(1 - inherited**2)
    return drawn - variation**2 / 2


def draw(world: World, seed: int) -> tuple[Series, np.ndarray, np.ndarray]:
    """Return a world's weeks, which of them are after the launch, and the calendar's columns of those."""
    rng = np.random.default_rng([seed, world.orders, world.before, world.after, world.controls])
    count = world.before + world.after
    start = FIRST + timedelta(weeks=int(rng.integers(0, 52)))
    weeks = pl.Series([start + timedelta(weeks=index) for index in range(count)])
    design = season_design(weeks, calendar(weeks, ALL_PEAKS))
    peak = design.matrix[:, design.names.index("bfcm")]
    angle = 2 * np.pi * weeks.dt.ordinal_day().to_numpy() / 365.25
    years = np.arange(count) / 52.18
    strength = 0.4 + rng.normal(0, 0.15, 6)[weeks.dt.year().to_numpy() - FIRST.year]
    shared = strength * peak + 0.15 * np.sin(angle) + 0.06 * np.sin(2 * angle + 1) + world.drift * years
    is_after = np.arange(count) >= world.before
    exposure = world.orders * (1 + 1.3 * peak)
    own_variation = VARIATION / np.sqrt(2) if world.controls else VARIATION
    common = noise(rng, count, own_variation, world.inherited) if world.controls else np.zeros(count)
    own = noise(rng, count, own_variation, world.inherited)
    log_rate = RATE + shared + common + own + world.change * is_after + world.apart * years
    counts = rng.poisson(exposure * np.exp(log_rate))
    if world.controls:
        others = world.controls * (1 + 1.3 * peak)
        asked = rng.poisson(
            others * np.exp(RATE + 0.1 + shared + common + noise(rng, count, own_variation, world.inherited))
        )
        exposure = exposure * (asked + 0.5) / others
    series = Series(weeks, counts, exposure, design, bool(world.controls), np.zeros((count, 0)))
    return series, is_after, design.matrix[is_after]


def seen(series: Series, is_after: np.ndarray, look: int | None = None) -> Effect:
    """Return the effect that the first ``look`` weeks after the launch show (all of them if none)."""
    if look is not None:
        kept = np.arange(len(is_after)) < (~is_after).sum() + look
        series, is_after = only(series, kept), is_after[kept]
    return measure(series, is_after)


def only(series: Series, kept: np.ndarray) -> Series:
    """Return some of the weeks of a series."""
    season = replace(series.season, matrix=series.season.matrix[kept])
    weeks = series.weeks.filter(pl.Series(kept))
    return Series(weeks, series.counts[kept], series.exposure[kept], season, series.is_shared, series.steps[kept])


def naive(series: Series, is_after: np.ndarray) -> float:
    """Return what comparing the eight weeks before with the eight after would say, as a change of the log rate."""
    first = int((~is_after).sum())
    before, after = slice(first - 8, first), slice(first, first + 8)
    rates = [(series.counts[part].sum() + 0.5) / series.exposure[part].sum() for part in (before, after)]
    return float(np.log(rates[1] / rates[0]))


def covered(claim: str, world: World, seeds: range, lowest: float = 0.90, highest: float = 0.98) -> Result:
    """Return how often the interval holds the truth, with its width and the simple comparison's error beside it."""
    drawn = [draw(world, seed) for seed in seeds]
    effects = [measure(series, is_after) for series, is_after, _ in drawn]
    hits = sum(effect.lower <= world.change <= effect.upper for effect in effects)
    widths = [np.exp(effect.upper) - np.exp(effect.lower) for effect in effects]
    errors = [naive(series, is_after) - world.change for series, is_after, _ in drawn]
    own = [effect.change - world.change for effect in effects]
    also = (
        f"median width {100 * np.median(widths):.0f} points of a percentage, error {_root(own):.3f} "
        f"(eight weeks before and after: {_root(errors):.3f})"
    )
    return share_between(claim, hits, len(effects), lowest, highest, also)


def silent(
    claim: str, world: World, seeds: range, looks: tuple[int | None, ...] = (None,), most: float = 0.10
) -> Result:
    """Return how often a tactic that did nothing is said to have done something."""
    alarms = 0
    for seed in seeds:
        series, is_after, _ = draw(world, seed)
        alarms += any(
            effect.lower > 0 or effect.upper < 0 for effect in (seen(series, is_after, look) for look in looks)
        )
    return share_between(claim, alarms, len(seeds), 0.0, most)


def powerful(claim: str, world: World, seeds: range) -> Result:
    """Return how often a fall as large as the smallest visible one, worked out before the launch, is then found."""
    found, sizes = 0, []
    for seed in seeds:
        series, is_after, ahead = draw(world, seed)
        fall = smallest_visible(only(series, ~is_after), ahead, gap=0)
        sizes.append(fall)
        changed, _, _ = draw(replace(world, change=float(np.log1p(-fall))), seed)
        found += measure(changed, is_after).upper < 0
    return share_between(claim, found, len(seeds), 0.70, 0.90, f"median size {np.median(sizes):.0%}")


def simulate(seeds: range) -> list[Result]:
    """Return what holds of tactics that did nothing, and of those that changed something."""
    change = float(np.log(0.85))
    results = []
    for words, controls in (("own weeks before", 0), ("set against others", 3_000)):
        world = World(controls=controls)
        results += [
            silent(f"nothing happened, {words}: found in at most 1 of 10", world, seeds),
            silent(f"nothing happened, {words}, 3,000 orders: the same", replace(world, orders=3_000), seeds),
            silent(f"nothing happened, {words}, any of four looks", replace(world, after=52), seeds, LOOKS, 0.20),
            covered(f"-15 %, {words}", replace(world, change=change), seeds),
            covered(f"-15 %, {words}, 26 weeks", replace(world, change=change, after=26), seeds),
            covered(f"-15 %, {words}, 200 orders a week", replace(world, change=change, orders=200), seeds, 0.92, 1.0),
            covered(f"-15 %, {words}, one year before", replace(world, change=change, before=52), seeds, 0.88, 1.0),
            covered(f"-15 %, {words}, 26 weeks before", replace(world, change=change, before=26), seeds, 0.85, 1.0),
            covered(f"-15 %, {words}, drift of -10 % a year", replace(world, change=change, drift=-0.105), seeds),
            covered(f"-15 %, {words}, weeks inherit .3", replace(world, change=change, inherited=0.3), seeds, 0.86),
            covered(f"-15 %, {words}, weeks inherit .5", replace(world, change=change, inherited=0.5), seeds, 0.82),
            covered(
                f"nothing, {words}, 3,000 orders, weeks inherit .5",
                replace(world, orders=3_000, inherited=0.5),
                seeds,
                0.82,
            ),
            powerful(f"smallest visible fall, {words}, 13 weeks", world, seeds),
            powerful(f"smallest visible fall, {words}, 26 weeks", replace(world, after=26), seeds),
            powerful(f"smallest visible fall, {words}, 300 orders", replace(world, orders=300), seeds),
        ]
    results.append(
        covered(
            "-15 %, drifting 10 % a year apart from the others",
            World(controls=3_000, change=change, apart=-0.105),
            seeds,
            0.88,
        )
    )
    return results


def _root(errors: list[float]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))
