"""League tables: are equal carriers left alone, unequal ones found, and nobody slandered for where they deliver?

Worlds: carriers that deliver to very different regions, by different services, from three 3PLs that differ too, over
26 weeks; 8 in 100 parcels are in trouble, and each carrier's weeks differ by 10 % more than chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from wismo.statistics.observed_expected import BETTER, WORSE, league

WEEKS, REGIONS, SERVICES, THREE_PLS = 26, 12, 3, 3
RATE, VARIATION = 0.08, 0.10
MONDAY = date(2026, 1, 5)
LARGE = 1.15


def world(rng: np.random.Generator, carriers: int, parcels: int, spread: float) -> tuple[pl.DataFrame, np.ndarray]:
    """Return the cells of a world and each carrier's true rate over that of an average one, as a factor."""
    own = np.exp(rng.normal(0, spread, carriers)) if spread else np.ones(carriers)
    effects = [np.exp(rng.normal(0, sd, levels)) for sd, levels in ((0.5, REGIONS), (0.4, SERVICES), (0.2, THREE_PLS))]
    carrier = rng.choice(carriers, parcels, p=rng.dirichlet(np.full(carriers, 2.0)))
    places = [
        _drawn(rng, rng.dirichlet(np.full(levels, crowding), carriers), carrier)
        for levels, crowding in ((REGIONS, 0.5), (SERVICES, 1.0), (THREE_PLS, 1.0))
    ]
    week = rng.integers(0, WEEKS, parcels)
    season = np.exp(0.3 * np.sin(np.arange(WEEKS) / 4))
    weekly = rng.gamma(1 / VARIATION**2, VARIATION**2, (carriers, WEEKS))
    chance = RATE * own[carrier] * season[week] * weekly[carrier, week]
    for effect, place in zip(effects, places, strict=True):
        chance = chance * effect[place]
    named = [
        pl.Series(name, [f"{name} {level:02d}" for level in range(levels)]).gather(codes)
        for (name, levels), codes in zip(
            (("carrier", carriers), ("region", REGIONS), ("service", SERVICES), ("three_pl", THREE_PLS)),
            (carrier, *places),
            strict=True,
        )
    ]
    mondays = pl.Series("week_start", [MONDAY + timedelta(weeks=place) for place in range(WEEKS)]).gather(week)
    trouble = pl.Series("observed", rng.random(parcels) < np.minimum(chance, 0.95)).cast(pl.Int64)
    rows = pl.DataFrame([*named, mondays, trouble]).with_columns(lane=pl.lit("domestic"))
    keys = ["carrier", "three_pl", "region", "service", "lane", "week_start"]
    return rows.group_by(keys).agg(n=pl.len(), observed=pl.col("observed").sum()), own


def _drawn(rng: np.random.Generator, chances: np.ndarray, carrier: np.ndarray) -> np.ndarray:
    upper = chances.cumsum(axis=1)[carrier]
    return (rng.random(len(carrier))[:, None] > upper).sum(axis=1).clip(0, chances.shape[1] - 1)


@dataclass
class _Tally:
    judged: int = 0
    flagged: int = 0
    wrong: int = 0
    large: int = 0
    found: int = 0
    covered: int = 0
    raw: int = 0
    orders: list[tuple[float, float]] = field(default_factory=list)


def _tally(seeds: range, carriers: int, parcels: int, spread: float) -> _Tally:
    from scipy import stats

    tally = _Tally()
    for seed in seeds:
        cells, own = world(np.random.default_rng([seed, carriers, parcels]), carriers, parcels, spread)
        table = league(cells).filter((pl.col("party_kind") == "carrier") & pl.col("ratio").is_not_null())
        truth = own[[int(party.split()[-1]) for party in table["party"]]]
        expected, cases, seen = (table[name].to_numpy() for name in ("expected", "n", "observed"))
        truth = truth / (np.sum(expected * truth) / expected.sum())
        verdicts = table["verdict"].to_numpy()
        is_flagged = np.isin(verdicts, [WORSE, BETTER])
        is_large = np.abs(np.log(truth)) > np.log(LARGE)
        mean = seen.sum() / cases.sum()
        tally.judged += len(truth)
        tally.flagged += int(is_flagged.sum())
        tally.wrong += int((is_flagged & ((verdicts == WORSE) != (truth > 1)) & (spread > 0)).sum())
        tally.large += int(is_large.sum())
        tally.found += int((is_flagged & is_large).sum())
        tally.covered += int(
            ((table["ratio_lower"].to_numpy() <= truth) & (truth <= table["ratio_upper"].to_numpy())).sum()
        )
        tally.raw += int((np.abs(seen / cases - mean) > 1.96 * np.sqrt(mean * (1 - mean) / cases)).sum())
        if spread and table["shrunken_ratio"].is_not_null().all():
            tally.orders.append(
                (
                    float(stats.spearmanr(table["shrunken_ratio"], truth).statistic),
                    float(stats.spearmanr(seen / cases, truth).statistic),
                )
            )
    return tally


def simulate(seeds: range) -> list[Result]:
    """Draw equal and unequal carriers in three sizes; the largest in a quarter of the worlds, as it takes longer."""
    results = []
    for carriers, parcels in ((12, 2_000), (12, 20_000), (12, 200_000), (40, 20_000)):
        own = seeds if parcels < 100_000 else range(seeds.start, seeds.start + max(len(seeds) // 4, 2))
        equal, unequal = (_tally(own, carriers, parcels, spread) for spread in (0.0, 0.25))
        size = f"{carriers} carriers, {parcels:,} parcels"
        few = len(own) * carriers < 1_000
        results += [
            share_between(
                f"equal carriers that are flagged, {size}", equal.flagged, equal.judged, 0.0, 0.02 if few else 0.01,
                f"raw rates outside their interval {equal.raw / equal.judged:.0%}",
            ),
            share_between(
                f"intervals that hold the truth, {size}", equal.covered + unequal.covered,
                equal.judged + unequal.judged, 0.93, 1.0,
            ),
            share_between(f"unequal carriers flagged the wrong way, {size}", unequal.wrong, unequal.judged, 0.0, 0.001),
        ]  # fmt: skip
        ordered = np.mean(unequal.orders, axis=0) if unequal.orders else np.zeros(2)
        results.append(
            share_between(
                f"carriers that differ by more than 15 % are flagged, {size}", unequal.found, unequal.large,
                {2_000: 0.0, 20_000: 0.1, 200_000: 0.85}[parcels], 1.0,
                f"order against the truth {ordered[0]:.2f}, by raw rate {ordered[1]:.2f}",
            )
        )  # fmt: skip
    return results
