"""What changed in a weekly rate at a launch, and how small a change the weeks could have shown.

A level shift in the seasonal rate model with a slow trend beside it (interrupted time series). Where the same weeks of
others are known that nothing was done to, their rate goes into the exposure: what is left is treated against
never-treated, and most of the season and of what happens to everybody cancels out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wismo.statistics.rate_model import autocorrelation, fit_rate

if TYPE_CHECKING:
    import polars as pl

    from wismo.statistics.weeks import Design

# Half the width of an interval of 95 % in standard errors, and what a power of 80 % asks beyond.
WIDTH, POWER = 2.0, 0.8416
# How far a rate may drift in a year, and against others', as the standard deviation of its logarithm before any data.
TREND_SD, SHARED_TREND_SD = 0.30, 0.10
# The part of a season that treated and never-treated do not share.
SHARED_SEASON = 0.3
# What an earlier tactic may have done.
STEP_SD = 0.5
WEEKS_IN_YEAR = 365.25 / 7


@dataclass(frozen=True)
class Series:
    """Weeks of one scope: ``weeks`` (Mondays, n), ``counts`` and ``exposure`` (n, above 0), ``season`` (n rows).

    ``is_shared`` says that never-treated weeks are in the exposure. ``steps`` (n, k) are earlier tactics' launches.
    """

    weeks: pl.Series
    counts: np.ndarray
    exposure: np.ndarray
    season: Design
    is_shared: bool
    steps: np.ndarray


@dataclass(frozen=True)
class Effect:
    """A change of the log rate with its standard error, and the counts of every week (n) had it stayed ``unchanged``.

    ``autocorrelation`` and ``dispersion`` are the noise of the weeks, ``after`` the counted tickets.
    """

    change: float
    standard_error: float
    autocorrelation: float
    dispersion: float
    after: float
    unchanged: np.ndarray

    @property
    def lower(self) -> float:
        """The strongest fall of the log rate that is plausible."""
        return self.change - WIDTH * self.standard_error

    @property
    def upper(self) -> float:
        """The strongest rise of it."""
        return self.change + WIDTH * self.standard_error

    def avoided(self, change: float) -> float:
        """Return how many tickets more there would have been without a ``change`` of the log rate; below 0, fewer."""
        return self.after * float(np.expm1(-change))


def measure(series: Series, is_after: np.ndarray) -> Effect:
    """Return the level shift of the weeks ``is_after`` (n, bool) against the others.

    Raises:
        ValueError: no week, or none on one side of the launch.
    """
    if not is_after.any() or is_after.all():
        raise ValueError("There must be weeks before and after the launch.")
    matrix, prior_sd = _design(series, is_after)
    model = fit_rate(series.counts, series.exposure, matrix, prior_sd)
    mean = model.mean(matrix, series.exposure)
    rho = _correlation(series.counts, mean, model.dispersion, matrix.shape[1])
    change = float(model.coefficients[-1])
    error = float(np.sqrt(model.covariance[-1, -1])) * _widened(rho)
    unchanged = mean * np.exp(-change * is_after)
    return Effect(change, error, rho, model.dispersion, float(series.counts[is_after].sum()), unchanged)


def smallest_visible(series: Series, season_after: np.ndarray, gap: int) -> float:
    """Return the smallest fall (0 to 1) that would be found four times in five, for a launch after the last week.

    ``series`` ends before the launch, ``season_after`` (k, p) are the season's columns of the k weeks that will be
    counted, ``gap`` the weeks between. Exposure then is taken to be that of the last year. The noise is the weeks'
    own. The power is that of a two-sided test of 5 %: the change is ``WIDTH + POWER`` standard errors large.
    """
    before, after = len(series.counts), len(season_after)
    matrix, prior_sd = _design(series, np.zeros(before, dtype=bool))
    model = fit_rate(series.counts, series.exposure, matrix[:, :-1], prior_sd[:-1])
    mean = model.mean(matrix[:, :-1], series.exposure)
    widened = _widened(_correlation(series.counts, mean, model.dispersion, matrix.shape[1] - 1))
    ahead = (np.arange(after) + gap + 1) / WEEKS_IN_YEAR + matrix[-1, -2 - series.steps.shape[1]]
    steps = np.repeat(series.steps[-1:], after, axis=0)
    rows = np.column_stack([season_after, ahead, steps])
    exposure = np.full(after, series.exposure[-52:].mean())
    expected = model.mean(rows, exposure)
    whole = np.vstack([matrix, np.column_stack([rows, np.ones(after)])])
    precision = np.diag(np.where(np.isinf(prior_sd), 0.0, 1 / np.square(prior_sd)))
    fall = 0.0
    for _ in range(20):
        means = np.concatenate([mean, expected * np.exp(-fall)])
        weight = means / (1 + model.dispersion * means)
        covariance = np.linalg.pinv(whole.T @ (whole * weight[:, None]) + precision, hermitian=True)
        fall = min((WIDTH + POWER) * float(np.sqrt(covariance[-1, -1])) * widened, 5.0)
    return float(-np.expm1(-fall))


def _design(series: Series, is_after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the season, a trend in years, earlier steps and the level after the launch, with their priors."""
    days = (series.weeks - series.weeks[0]).dt.total_days().to_numpy()
    trend = (days - days[-1] / 2) / 365.25
    matrix = np.column_stack([series.season.matrix, trend, series.steps, is_after.astype(float)])
    season_sd = series.season.prior_sd * np.where(
        np.isinf(series.season.prior_sd) | ~np.bool_(series.is_shared), 1.0, SHARED_SEASON
    )
    trend_sd = SHARED_TREND_SD if series.is_shared else TREND_SD
    return matrix, np.array([*season_sd, trend_sd, *(STEP_SD for _ in range(series.steps.shape[1])), np.inf])


def _correlation(counts: np.ndarray, mean: np.ndarray, dispersion: float, parameters: int) -> float:
    residuals = (counts - mean) / np.sqrt(np.maximum(mean + dispersion * mean**2, 1e-9))
    return autocorrelation(residuals, parameters)


def _widened(rho: float) -> float:
    return float(np.sqrt((1 + rho) / (1 - rho)))
