"""Why the WISMO rate changed: is the part that changed named, and nobody where only chance and volume moved?

Worlds: 6 carriers with 8 root causes each, about 8 tickets per 100 orders, 60 % more orders in the second week, the
carriers' shares moved, and weeks whose rates differ by 10 % anyway. In half of them one of the 48 cells doubles.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from wismo.statistics.decomposition import CAUSE, Period
from wismo.statistics.drivers import NAMED, Noise, drivers, noise
from wismo.statistics.weeks import SHARED

CARRIERS, CAUSES = 6, 8
CELL = "rate_by_carrier_and_root_cause"
# The true squared variation between weeks, which worlds of two weeks are told; those of `_usual` estimate it.
VARIATION = 0.10**2
ORDERS, FIRST = 5_000, date(2025, 1, 6)


def world(rng: np.random.Generator, orders: int, factor: float) -> tuple[Period, Period, tuple[str, str]]:
    """Return the two weeks, and the carrier and the cause whose tickets per order are ``factor`` times as many."""
    rates = 0.08 * rng.dirichlet(np.full(CAUSES, 2.0), CARRIERS) * np.exp(rng.normal(0, 0.25, (CARRIERS, 1)))
    shares = rng.dirichlet(np.full(CARRIERS, 5.0))
    moved = shares * np.exp(rng.normal(0, 0.2, CARRIERS))
    carrier, cause = rng.integers(CARRIERS), rng.integers(CAUSES)
    changed = rates.copy()
    changed[carrier, cause] *= factor
    weeks = [
        _week(rng, size * np.array(own) / np.sum(own), rate)
        for size, own, rate in ((orders, shares, rates), (1.6 * orders, moved, changed))
    ]
    return weeks[1], weeks[0], (f"carrier {carrier}", f"cause {cause}")


def _week(rng: np.random.Generator, orders: np.ndarray, rates: np.ndarray) -> Period:
    tickets = rng.poisson(orders[:, None] * rates * rng.gamma(1 / VARIATION, VARIATION))
    place = {"three_pl": pl.lit("north"), "region": pl.lit("CA")}
    names = pl.Series("carrier", [f"carrier {index}" for index in range(CARRIERS)])
    cells = pl.DataFrame(
        {
            "carrier": names.gather(np.repeat(np.arange(CARRIERS), CAUSES)),
            CAUSE: [f"cause {index}" for index in range(CAUSES)] * CARRIERS,
            "tickets": tickets.ravel().astype(float),
        }
    )
    return Period(
        cells.with_columns(**place).select(*SHARED, CAUSE, "tickets"),
        pl.DataFrame({"carrier": names, "orders": orders}).with_columns(**place).select(*SHARED, "orders"),
    )


def simulate(seeds: range) -> list[Result]:
    """Count how often the doubled cell comes first, how often it is flagged, and what is flagged without one."""
    first, flagged, wrong = _doubled(seeds, 10_000, 2)
    more = _doubled(seeds, 50_000, 2)
    small = _doubled(seeds, 2_000, 2)
    storm = _doubled(seeds, 1_000, 6)
    of = len(seeds)
    also = "statistics.md, without variation between weeks: 55 % and 90 %"
    return [
        share_between("the doubled cell of 48 comes first by certainty, 10,000 orders", first, of, 0.25, 0.70, also),
        share_between("the same, 50,000 orders", more[0], of, 0.65, 1.0),
        share_between("it is flagged, 50,000 orders", more[1], of, 0.25, 1.0, f"10,000 orders: {flagged / of:.1%}"),
        share_between("some other cell is named first, 10,000 orders", wrong, of, 0.0, 0.10),
        share_between("some other cell is named first, 2,000 orders", small[2], of, 0.0, 0.10, _named(small, of)),
        share_between(
            "a sixfold cell is flagged, 1,000 orders",
            storm[1],
            of,
            0.20 if of >= 100 else 0.0,
            1.0,
            f"another is named first {storm[2]} times",
        ),
        *(_nothing(seeds, orders) for orders in (1_000, 10_000, 50_000)),
        *(_usual(seeds, variation, memory) for variation in (0.05, 0.10, 0.20) for memory in (0.0, 0.5)),
    ]


def _named(found: tuple[int, int, int], of: int) -> str:
    return f"the doubled cell flagged in {found[1] / of:.1%}"


def _doubled(seeds: range, orders: int, factor: float) -> tuple[int, int, int]:
    """Return how often the true cell comes first, is flagged, and another one is named first."""
    first = flagged = wrong = 0
    for seed in seeds:
        now, base, truth = world(np.random.default_rng([seed, orders]), orders, factor)
        cells = drivers(now, base, Noise({"all": VARIATION}, 30)).filter(
            (pl.col("part") == CELL) & (pl.col("standard_error") > 0)
        )
        ranked = cells.sort((pl.col("effect") / pl.col("standard_error")).abs(), descending=True)
        names = ranked.select("carrier", CAUSE).rows()
        told = [name for name, is_told in zip(names, ranked["is_told_from_noise"], strict=True) if is_told]
        first += names[:1] == [truth]
        flagged += truth in told
        wrong += bool(told) and told[0] != truth
    return first, flagged, wrong


def _nothing(seeds: range, orders: int) -> Result:
    """Without a changed cell: in how many weeks is anything named, and the total said to have changed?"""
    named = total = crossed = cells = 0
    for seed in seeds:
        now, base, _ = world(np.random.default_rng([seed, orders, 1]), orders, 1)
        parts = drivers(now, base, Noise({"all": VARIATION}, 30))
        members = parts.filter(pl.col("part").is_in(list(NAMED)))
        own = members.filter((pl.col("part") == CELL) & (pl.col("standard_error") > 0) & (pl.col("n") >= 10))
        crossed += int(((own["effect"] / own["standard_error"]).abs() >= 1.96).sum())
        cells += own.height
        named += bool(members["is_told_from_noise"].any())
        total += bool(parts["is_told_from_noise"][0])
    also = f"total told {total / len(seeds):.1%}, single cells beyond 1.96: {crossed / max(cells, 1):.1%}"
    return share_between(
        f"weeks in which somebody is named although nothing changed, {orders:,} orders",
        named, len(seeds), 0.0, 0.10 if len(seeds) >= 100 else 0.35, also,
    )  # fmt: skip


def _usual(seeds: range, variation: float, memory: float) -> Result:
    """Estimate how much weeks differ from 60 of them, and compare the last with the one before and one a year before.

    Each week inherits ``memory`` of the deviation of the one before.
    """
    told = {1: 0, 52: 0}
    for seed in seeds:
        rng = np.random.default_rng([seed, round(100 * variation), round(10 * memory)])
        shocks = rng.normal(0, variation, 60)
        deviations = np.zeros(60)
        for week in range(60):
            before = deviations[week - 1] if week else 0.0
            deviations[week] = memory * before + np.sqrt(1 - memory**2) * shocks[week]
        tickets = rng.poisson(ORDERS * 0.08 * np.exp(deviations)).astype(float)
        weeks = [FIRST + timedelta(weeks=place) for place in range(60)]
        weekly = pl.DataFrame({"dimension": "all", "member": "all", "week_start": weeks, "tickets": tickets})
        weekly = weekly.with_columns(orders=pl.lit(float(ORDERS)))
        for distance in told:
            now, base = (_total(tickets[place]) for place in (-1, -1 - distance))
            found = drivers(now, base, noise(weekly, weeks[-1], weeks[-1 - distance], 1e9))
            told[distance] += bool(found["is_told_from_noise"][0])
    return share_between(
        f"weeks told from the one before although they vary as ever, by {variation:.0%}, memory {memory}",
        told[1], len(seeds), 0.0, 0.10 if len(seeds) >= 100 else 0.35,
        f"from the same week last year {told[52] / len(seeds):.1%}",
    )  # fmt: skip


def _total(tickets: float) -> Period:
    place = dict.fromkeys(SHARED, "all")
    return Period(
        pl.DataFrame([place | {CAUSE: "all", "tickets": tickets}]), pl.DataFrame([place | {"orders": float(ORDERS)}])
    )
