"""The seasonal rate model: is its band as wide as it says, on weeks that it has not seen?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from wismo.statistics.rate_model import fit_rate, limits
from wismo.statistics.weeks import season_design

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = date(2024, 1, 1)
BASELINE, AHEAD = 104, 26
RATE, SEASON, VARIATION = np.log(0.08), 0.4, 0.10
# Weeks of Black Friday in the years that are drawn, and the weeks on which a season lies.
PEAKS = (date(2024, 11, 25), date(2025, 11, 24), date(2026, 11, 23))


def calendar(weeks: pl.Series, peaks: Sequence[date] = PEAKS) -> pl.DataFrame:
    """Return season shares of ``weeks`` with one season, the weeks of ``peaks`` and those after."""
    peak = [float(any(week in (start, start + timedelta(days=7)) for start in peaks)) for week in weeks]
    return pl.DataFrame({"week_start": weeks, "bfcm": peak})


def simulate(seeds: range) -> list[Result]:
    """Draw two years and half a third, fit on the two, and count weeks of the third outside the band."""
    return [
        share_between(
            f"about 1 week in 20 lies outside a band of 95 %, {orders:,} orders a week",
            *_outside(seeds, orders, tail=0.025),
            0.03,
            0.07,
        )
        for orders in (200, 1_000, 5_000)
    ]


def _outside(seeds: range, orders: int, *, tail: float) -> tuple[int, int]:
    weeks = pl.Series([FIRST + timedelta(weeks=index) for index in range(BASELINE + AHEAD)])
    design = season_design(weeks, calendar(weeks))
    peak = design.matrix[:, design.names.index("bfcm")]
    exposure = orders * (1 + 1.3 * peak)
    hits = 0
    for seed in seeds:
        rng = np.random.default_rng([seed, orders])
        rate = np.exp(RATE + SEASON * peak + 0.15 * design.matrix[:, 1])
        noise = rng.gamma(1 / VARIATION**2, VARIATION**2, len(weeks))
        counts = rng.poisson(exposure * rate * noise)
        model = fit_rate(counts[:BASELINE], exposure[:BASELINE], design.matrix[:BASELINE], design.prior_sd)
        ahead = design.matrix[BASELINE:]
        mean = model.mean(ahead, exposure[BASELINE:])
        lower, upper = limits(mean, model.predictive_dispersion(ahead), tail)
        hits += int(((counts[BASELINE:] < lower) | (counts[BASELINE:] > upper)).sum())
    return hits, len(seeds) * AHEAD
