"""Retention: are the intervals as sure as they say, in worlds where the effects are known?

A world has customers with regions, seasons, order values and earlier orders, which make them late, make them write
and make them come back. Lateness costs some of them, and so does writing in vain; late ones write far more often, so
that writing looks worse than it is. Truth is what each exposed customer's own chance would have been without.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.special import expit

from tests.simulate.claim import Result, share_between
from wismo.statistics.retention_effects import Estimate, Settings, estimates
from wismo.statistics.retention_exposures import EXPOSURES
from wismo.statistics.retention_words import row_of

if TYPE_CHECKING:
    from wismo.statistics.aipw import Att

CUSTOMERS = 6_000
SETTINGS = Settings(smallest=200, margin_share=0.3, landmark=30, window=90)
MEAN_VALUE = 60.0


@dataclass(frozen=True)
class World:
    """``study`` as the statistics read it, and the true effect per exposure, in points."""

    study: pl.DataFrame
    truth: dict[str, float]
    margin: float


def world(seed: int, *, late: float = -0.60, asked: float = -0.30, trait: float = 0.0, n: int = CUSTOMERS) -> World:
    """Draw a world. ``late`` and ``asked`` are what each does to the log odds of coming back.

    ``trait`` is how strongly something nobody measured makes customers write, come back, and have bought before.
    """
    rng = np.random.default_rng([seed, 77])
    hidden = rng.normal(size=n)
    region, carrier, month = rng.integers(0, 6, n), rng.integers(0, 4, n), rng.integers(0, 12, n)
    value = np.exp(rng.normal(4.0, 0.5, n))
    earlier = rng.poisson(np.exp(-0.9 + 0.5 * trait * hidden + 0.1 * (region == 0)))
    recent = rng.binomial(earlier, 0.4)
    peak = np.isin(month, (10, 11))
    days_late = np.where(
        rng.random(n) < expit(-2.2 + 1.0 * peak + 0.6 * (carrier == 3) + 0.5 * (region >= 4) - 0.3 * (carrier == 0)),
        1 + rng.geometric(0.35, n),
        0,
    )
    is_late = days_late > 0
    writes = -2.6 + 2.0 * is_late + 0.08 * days_late + 0.4 * np.minimum(earlier, 3) + 0.8 * trait * hidden
    is_asked = rng.random(n) < expit(writes - 0.05 * np.square(earlier))

    def chance(lateness: np.ndarray, question: np.ndarray) -> np.ndarray:
        """Each customer's chance of coming back; lateness in days weighs up to a week."""
        odds = -1.2 + 0.9 * np.minimum(earlier, 3) - 0.15 * np.square(np.minimum(earlier, 5)) + 0.3 * (region == 1)
        odds += -0.7 * peak - 0.5 * (region >= 4) + 0.2 * (np.log(value) - 4) + 0.8 * trait * hidden
        return expit(odds + late * (lateness > 0) * (1 + 0.1 * np.minimum(lateness, 7)) + asked * question)

    p_asked_on_time = expit(writes - 2.0 * is_late - 0.08 * days_late - 0.05 * np.square(earlier))
    p = chance(days_late, is_asked)
    nobody = np.zeros(n)
    # Had it been on time, fewer would have written, too: the whole effect of lateness.
    on_time = p_asked_on_time * chance(nobody, np.ones(n)) + (1 - p_asked_on_time) * chance(nobody, nobody)
    p_late = expit(writes - 0.05 * np.square(earlier))
    as_late = p_late * chance(days_late, np.ones(n)) + (1 - p_late) * chance(days_late, nobody)
    back = rng.random(n) < p
    spent = np.where(back, np.round(rng.gamma(4.0, MEAN_VALUE / 4, n), 2), 0.0)
    days = [
        date(2025, 1, 1) + timedelta(days=int(30 * m + d)) for m, d in zip(month, rng.integers(0, 28, n), strict=True)
    ]
    study = pl.DataFrame(
        {
            "person": np.arange(n), "sample_share": np.ones(n), "currency": ["USD"] * n, "order_date": days,
            "is_index": np.ones(n, bool), "is_repeated_before_landmark": np.zeros(n, bool), "is_repeated": back,
            "window_value": spent, "earlier_order_count": earlier, "long_ago_order_count": earlier - recent,
            "days_since_previous": pl.Series(np.where(recent > 0, 45, 150)).set(pl.Series(earlier == 0), None),
            "is_repeat_of_recent": recent > 0, "has_placebo_window": np.ones(n, bool),
            "is_first_order": earlier == 0, "is_late": is_late, "days_late": days_late,
            "promised_days": np.full(n, 5), "is_asked": is_asked,
            "is_fast_reply": pl.Series([None] * n, dtype=pl.Boolean),
            "is_given_coupon": pl.Series([None] * n, dtype=pl.Boolean), "order_value": value,
            "region": [f"r{x}" for x in region], "country": ["US"] * n, "carrier": [f"c{x}" for x in carrier],
            "three_pl": ["north"] * n, "sales_channel": ["web"] * n, "season": np.where(peak, "peak", "regular"),
            "month": [f"m{x}" for x in month], "is_split": np.zeros(n, bool), "is_gift": np.zeros(n, bool),
            "is_subscription": np.zeros(n, bool),
        }
    )  # fmt: skip
    of_late = (as_late - on_time)[is_late]
    of_asked = (chance(days_late, np.ones(n)) - chance(days_late, nobody))[is_asked]
    return World(
        study,
        {"late_delivery": float(of_late.mean()), "wismo": float(of_asked.mean())},
        margin=float(-of_late.sum() * MEAN_VALUE * SETTINGS.margin_share),
    )


def main_rows(study: pl.DataFrame) -> dict[str, Estimate]:
    """Return the rows of everybody for late delivery and questions; the slow second method is left out."""
    chosen = tuple(exposure for exposure in EXPOSURES if exposure.name in {"late_delivery", "wismo"})
    found = estimates(study, SETTINGS, chosen, checked=False)
    return {row.exposure.name: row for row in found if row.group == "all"}


def effect(row: Estimate) -> Att:
    """Return the effect of a row that has one."""
    assert row.att is not None, row.too_little
    return row.att


def simulate(seeds: range) -> list[Result]:
    """Draw worlds with effects, without any, and with a hidden trait, and count what the intervals hold."""
    results = _with_effects(seeds)
    results += _without_effects(seeds)
    results += _with_a_trait(range(seeds.start, seeds.start + max(len(seeds) // 4, 1)))
    return results


def _with_effects(seeds: range) -> list[Result]:
    names = ("late_delivery", "wismo")
    held, naive_held, widths, biases, naive_biases = ({name: [] for name in names} for _ in range(5))
    money, placebo = [], []
    for seed in seeds:
        drawn = world(seed)
        rows = main_rows(drawn.study)
        for name in names:
            found, truth = effect(rows[name]), drawn.truth[name]
            lower, upper = found.interval(0.95)
            held[name].append(lower <= truth <= upper)
            naive_held[name].append(abs(found.naive - truth) <= (upper - lower) / 2)
            widths[name].append(100 * (upper - lower))
            biases[name].append(100 * (found.effect - truth))
            naive_biases[name].append(100 * (found.naive - truth))
        late = rows["late_delivery"]
        if late.placebo is not None:
            lower, upper = late.placebo.interval(0.95)
            placebo.append(lower <= 0 <= upper)
        if late.margin is not None:
            money.append(late.margin.lower <= drawn.margin <= late.margin.upper)
    found = [
        share_between(
            f"the interval of {name} holds the truth", sum(held[name]), len(seeds), 0.90, 0.98,
            f"median width {np.median(widths[name]):.1f} points, bias {np.mean(biases[name]):+.2f}, "
            f"of the raw difference {np.mean(naive_biases[name]):+.2f}",
        )
        for name in names
    ]  # fmt: skip
    found += [
        share_between(f"the raw difference of {name} does not", sum(naive_held[name]), len(seeds), 0.0, 0.60)
        for name in names
    ]
    found.append(share_between("the margin's interval holds it, where shown", sum(money), len(money), 0.88, 0.99))
    found.append(
        share_between("late delivery changes no earlier order (placebo)", sum(placebo), len(placebo), 0.90, 0.99)
    )
    return found


def _without_effects(seeds: range) -> list[Result]:
    held, effects = {"late_delivery": 0, "wismo": 0}, {"late_delivery": [], "wismo": []}
    for seed in seeds:
        for name, row in main_rows(world(seed + 10_000, late=0.0, asked=0.0).study).items():
            lower, upper = effect(row).interval(0.95)
            held[name] += lower <= 0 <= upper
            effects[name].append(100 * effect(row).effect)
    return [
        share_between(
            f"where there is no effect of {name} the interval holds 0", held[name], len(seeds), 0.90, 0.98,
            f"mean {np.mean(effects[name]):+.2f} points",
        )
        for name in held
    ]  # fmt: skip


def _with_a_trait(seeds: range) -> list[Result]:
    """Who is engaged writes and comes back, and nobody measured it: the words of wismo must not become more."""
    held, named, told = 0, 0, 0
    for seed in seeds:
        drawn = world(seed + 20_000, trait=1.0)
        rows = main_rows(drawn.study)
        lower, upper = effect(rows["late_delivery"]).interval(0.95)
        held += lower <= drawn.truth["late_delivery"] <= upper
        row = row_of(rows["wismo"], SETTINGS, 1.0)
        named += row["evidence_grade"] == "adjusted_association" and "not left to chance" in str(row["sentence"])
        told += "had already ordered differently before" in str(row["sentence"])
    return [
        share_between("with a hidden trait late delivery still holds", held, len(seeds), 0.86, 1.0),
        share_between("with a hidden trait wismo stays an association in its words", named, len(seeds), 1.0, 1.0),
        share_between("and its sentence tells that they differed before", told, len(seeds), 0.80, 1.0),
    ]
