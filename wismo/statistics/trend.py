"""Where a week's count stands against what its season and its volume let one expect, from earlier weeks alone.

No week is judged by a model that has seen it. The yardstick is made anew at the start of each quarter, from up to two
years before; weeks that were found changed stay out of it until somebody accepts them as the new level, which then
moves the level and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from wismo.statistics.drift import Drift, Side, chance_of_height
from wismo.statistics.rate_model import RateModel, autocorrelation, fit_rate, limits, z_scores

# Three standard deviations: one week in 741 lies beyond on either side.
TAIL = 0.00135
# Autocorrelation is drawn to none, as if so many more periods without any were known.
CALM_PERIODS = 20
# Log-level of a new normal against the old one, before any data (statistics.md, section 1).
LEVEL_SD = 0.30


@dataclass(frozen=True)
class Span:
    """How many ``weeks`` a period has, and how many periods there must be.

    ``longest`` and ``shortest`` history of a yardstick, ``fewest`` unchanged ones in it (where fewer are left, changed
    ones count too), and ``after`` an accepted new level.
    """

    weeks: int
    longest: int
    shortest: int
    fewest: int
    after: int


NO_DRIFT = Drift()
WEEKLY = Span(weeks=1, longest=104, shortest=52, fewest=26, after=4)
FOUR_WEEKLY = Span(weeks=4, longest=26, shortest=13, fewest=7, after=2)


@dataclass(frozen=True)
class Series:
    """Periods in order: ``counts`` (n), ``exposure`` above 0 (n), ``design`` (n, p) with ``prior_sd`` (p).

    ``quarter`` (n) says to which each belongs; ``accepted`` are indices from which a new level was accepted, rising.
    """

    counts: np.ndarray
    exposure: np.ndarray
    design: np.ndarray
    prior_sd: np.ndarray
    quarter: np.ndarray
    accepted: tuple[int, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What was found of one period; all but the deviate ``z`` in counts.

    What was ``expected``, and by the level before an accepted one (``before``); the limits of chance, and whether it
    lies ``outside`` (-1 below, 1 above); ``drift`` up to it, and ``baseline``, how many periods made the yardstick.
    """

    index: int
    expected: float
    before: float | None
    lower: float
    upper: float
    outside: int
    z: float
    drift: Drift = NO_DRIFT
    baseline: int = 0

    @property
    def points_up(self) -> bool:
        """Whether it speaks of more than expected: a period outside the limits by itself, else the sums do."""
        return self.outside > 0 if self.outside else self.drift.leads_up

    @property
    def side(self) -> Side:
        """The sum in that direction."""
        return self.drift.up if self.points_up else self.drift.down

    @property
    def verdict(self) -> str:
        """``changed`` outside the limits or after a confirmed alarm, ``drifting`` (a question) after any."""
        if self.outside or self.side.is_confirmed:
            return "changed"
        return "drifting" if self.side.is_alarm else "normal"

    @property
    def chance(self) -> float:
        """How often a period that has not changed looks at least as odd, by its own count or by the sums' height."""
        height = max(self.drift.up.height, self.drift.down.height)
        single = 2 * stats.norm.sf(abs(self.z))
        return float(min(1.0, 2 * min(single, chance_of_height(np.array([height]))[0])))


def judge(series: Series, span: Span = WEEKLY) -> list[Judgement]:
    """Return a judgement of each period that has enough history, in order.

    Counts may be 0; exposures must be above 0 and in the unit of the counts' denominator. Raises what ``fit_rate``
    raises.
    """
    found: list[Judgement] = []
    left_out = np.zeros(len(series.counts), dtype=bool)
    drift = NO_DRIFT
    for start, stop in _blocks(series, span):
        accepted = [index for index in series.accepted if index + span.after <= start]
        if start - span.after in accepted:
            # The new level is known well enough from here on: what was a change is the normal now.
            drift = NO_DRIFT
            left_out[start - span.after :] = False
        design = np.column_stack([series.design, *(np.arange(len(left_out)) >= index for index in accepted)])
        prior_sd = np.append(series.prior_sd, np.full(len(accepted), LEVEL_SD))
        kept = _baseline(left_out, start, span)
        model = fit_rate(series.counts[kept], series.exposure[kept], design[kept], prior_sd)
        calm = np.sqrt((1 - (rho := _rho(series, design, kept, model))) / (1 + rho))
        for judged in _against(model, series, design, range(start, stop), is_moved=bool(accepted)):
            drift = drift.after(judged.z * calm, judged.index)
            for side in (drift.up, drift.down):
                if side.is_alarm:
                    left_out[side.start : judged.index + 1] = True
            found.append(replace(judged, drift=drift, baseline=len(kept)))
    return found


def _blocks(series: Series, span: Span) -> list[tuple[int, int]]:
    """Return runs of periods under one yardstick: it is renewed each quarter, and when a new level is known."""
    n = len(series.counts)
    renewed = {index + span.after for index in series.accepted}
    starts = [
        index
        for index in range(span.shortest, n)
        if index == span.shortest or index in renewed or series.quarter[index] != series.quarter[index - 1]
    ]
    return list(zip(starts, [*starts[1:], n], strict=True)) if starts else []


def _baseline(left_out: np.ndarray, start: int, span: Span) -> np.ndarray:
    known = np.arange(max(0, start - span.longest), start)
    kept = known[~left_out[known]]
    return kept if len(kept) >= span.fewest else known


def _rho(series: Series, design: np.ndarray, kept: np.ndarray, model: RateModel) -> float:
    mean = model.mean(design[kept], series.exposure[kept])
    residuals = (series.counts[kept] - mean) / np.sqrt(mean + model.dispersion * mean**2)
    return autocorrelation(residuals, design.shape[1], prior_weeks=CALM_PERIODS)


def _against(model: RateModel, series: Series, design: np.ndarray, judged: range, *, is_moved: bool) -> list[Judgement]:
    rows = list(judged)
    counts, exposure = series.counts[rows], series.exposure[rows]
    mean = model.mean(design[rows], exposure)
    dispersion = model.predictive_dispersion(design[rows])
    lower, upper = limits(mean, dispersion, TAIL)
    deviates = z_scores(counts, mean, dispersion)
    outside = (counts > upper).astype(int) - (counts < lower)
    # The newest level is the last column.
    level = np.exp(design[rows, -1] * model.coefficients[-1])
    before = (mean / level).tolist() if is_moved else [None] * len(rows)
    columns = zip(
        rows, mean.tolist(), before, lower.tolist(), upper.tolist(), outside.tolist(), deviates.tolist(), strict=True
    )
    return [Judgement(*found) for found in columns]
