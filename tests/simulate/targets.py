"""Progress to a target: whoever stands on the line must seldom be called ahead or behind, and a real fall must show."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from tests.simulate.tactics import World, draw
from wismo.statistics.scopes import Cells
from wismo.statistics.targets import Target, progress

BEFORE, AFTER = 104, 26


def simulate(seeds: range) -> list[Result]:
    """Return what is said in the last of 26 weeks of a target of 15 % that is due then."""
    fall = float(np.log(0.85))
    cases = (
        ("on the line all along: called ahead or behind", World(), fall, ("ahead", "behind"), 0.0, 0.15),
        ("on the line, weeks inherit .3", World(inherited=0.3), fall, ("ahead", "behind"), 0.0, 0.20),
        ("nothing done: called ahead", World(), 0.0, ("ahead",), 0.0, 0.02),
        ("nothing done, 5,000 orders: called behind", World(orders=5_000), 0.0, ("behind",), 0.25, 1.0),
        ("40 % fewer, 5,000 orders: called ahead", World(orders=5_000), 2.3 * fall, ("ahead",), 0.70, 1.0),
    )
    return [
        share_between(claim, sum(_status(world, seed, change) in said for seed in seeds), len(seeds), lowest, highest)
        for claim, world, change, said, lowest, highest in cases
    ]


def _status(world: World, seed: int, change: float) -> object:
    """Return what is said when the rate has fallen along the line, to ``change`` at its end."""
    made = World(world.orders, BEFORE, AFTER, 0.0, world.drift, world.inherited)
    series, is_after, _ = draw(made, seed)
    path = np.where(is_after, (np.arange(len(is_after)) - BEFORE + 1) / AFTER, 0.0)
    rng = np.random.default_rng([seed, 77])
    # Each ticket stays with the chance that the fall leaves it: thinned Poisson counts are Poisson.
    asked = rng.binomial(series.counts.astype(int), np.exp(path * change))
    counts = pl.DataFrame(
        {"week_start": series.weeks, "three_pl": "a", "carrier": "b", "region": "c", "wismo": asked, "tickets": asked,
         "orders": series.exposure}
    )  # fmt: skip
    start = series.weeks[BEFORE]
    due = start + timedelta(weeks=AFTER) - timedelta(days=1)
    peak = series.season.matrix[:, series.season.names.index("bfcm")]
    cells = Cells(counts, series.weeks, pl.DataFrame({"week_start": series.weeks, "bfcm": peak}), due)
    return progress(Target("t", "wismo_rate", "all", "all", start, due, 0.15, None), cells)[-1]["status"]
