"""Counts per week as a seasonal rate times a volume: fitted, predicted, and how far chance alone goes.

A gamma-Poisson (negative binomial) regression on the log rate with a normal prior on each coefficient. Weeks differ
by more than counting noise, so the variance of a count with mean ``mu`` is ``mu + dispersion * mu ** 2``, where the
dispersion (the squared coefficient of variation between weeks) is found by Pearson's statistic and drawn towards a
prior, lest a short quiet history be taken for a steady one. No library fits this with priors and gives the
covariance; the steps are Fisher scoring as in McCullagh and Nelder, Generalized Linear Models (1989), chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

PRIOR_WEEKS = 20
PRIOR_VARIATION = 0.10
# No dispersion is measured above this: a coefficient of variation of 300 % says that nothing is known.
MOST_DISPERSION = 9.0
ITERATIONS, TOLERANCE = 60, 1e-9
# Of a standard deviation.
ROUNDING = 1e-9


@dataclass(frozen=True)
class RateModel:
    """What a fit found: ``coefficients`` on the log rate (p), their ``covariance`` (p, p), and the ``dispersion``."""

    coefficients: np.ndarray
    covariance: np.ndarray
    dispersion: float
    weeks: int

    def mean(self, design: np.ndarray, exposure: np.ndarray) -> np.ndarray:
        """Return the expected counts (n) under ``design`` (n, p) and ``exposure`` (n)."""
        return exposure * np.exp(np.clip(design @ self.coefficients, -30, 30))

    def predictive_dispersion(self, design: np.ndarray) -> np.ndarray:
        """Return each row's dispersion (n) with the uncertainty of the coefficients added to that between weeks."""
        return self.dispersion + np.einsum("ij,jk,ik->i", design, self.covariance, design)


def fit_rate(
    counts: np.ndarray,
    exposure: np.ndarray,
    design: np.ndarray,
    prior_sd: np.ndarray,
    *,
    prior_variation: float = PRIOR_VARIATION,
    prior_weeks: float = PRIOR_WEEKS,
) -> RateModel:
    """Fit ``log(mean) = log(exposure) + design @ coefficients``.

    ``counts`` and ``exposure`` are (n) with exposure above 0, ``design`` is (n, p), ``prior_sd`` (p) the standard
    deviation of each coefficient's prior around 0, infinite for none. ``prior_variation`` is the coefficient of
    variation between weeks that is expected before any data, worth ``prior_weeks`` weeks of evidence.

    Raises:
        ValueError: shapes do not fit, an exposure is not above 0, or there is no week.
    """
    counts, exposure = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    if len(counts) == 0 or design.shape != (len(counts), len(prior_sd)) or not (exposure > 0).all():
        raise ValueError("Counts, exposures above 0 and design rows must be as many, at least one.")
    precision = np.diag(np.where(np.isinf(prior_sd), 0.0, 1 / np.square(prior_sd)))
    start = np.zeros(design.shape[1])
    dispersion = prior_variation**2
    coefficients, covariance = _fisher_scoring(counts, exposure, design, precision, start, dispersion)
    for _ in range(ITERATIONS):
        found = pearson_dispersion(counts, exposure * np.exp(design @ coefficients), design.shape[1])
        shrunk = (len(counts) * found + prior_weeks * prior_variation**2) / (len(counts) + prior_weeks)
        coefficients, covariance = _fisher_scoring(counts, exposure, design, precision, coefficients, shrunk)
        if abs(shrunk - dispersion) < TOLERANCE:
            break
        dispersion = shrunk
    return RateModel(coefficients, covariance, dispersion, len(counts))


def limits(mean: np.ndarray, dispersion: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts (n each) that chance alone undercuts, and exceeds, with a probability of ``tail`` at most."""
    size, success = _parameters(mean, dispersion)
    return stats.nbinom.ppf(tail, size, success), stats.nbinom.ppf(1 - tail, size, success)


def z_scores(counts: np.ndarray, mean: np.ndarray, dispersion: np.ndarray) -> np.ndarray:
    """Return each count (n) as a standard normal deviate; half of its own probability counts as below it (mid-p)."""
    size, success = _parameters(mean, dispersion)
    below = stats.nbinom.cdf(counts, size, success) - stats.nbinom.pmf(counts, size, success) / 2
    return stats.norm.ppf(np.clip(below, 1e-12, 1 - 1e-12))


def autocorrelation(residuals: np.ndarray, parameters: int = 0, *, prior_weeks: float = 0.0) -> float:
    """Return how much of one week's residual the next one inherits, between 0 and 0.8.

    Corrected for the bias of short series by ``(1 + 3 rho) / (n - parameters)`` (Marriott and Pope, Biometrika
    1954), and drawn to 0 as if ``prior_weeks`` more weeks without any were known.
    """
    n = len(residuals)
    total = float(np.dot(residuals, residuals))
    # Of weeks that lie on their line to the last digits rounding is left, and how it runs differs between machines.
    if n - parameters < 4 or total <= n * ROUNDING**2:
        return 0.0
    rho = float(np.dot(residuals[1:], residuals[:-1])) / total
    rho += (1 + 3 * rho) / (n - parameters)
    return float(np.clip(rho * n / (n + prior_weeks), 0.0, 0.8))


def _parameters(mean: np.ndarray, dispersion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    size = 1 / np.maximum(dispersion, 1e-9)
    return size, size / (size + np.maximum(mean, 1e-9))


def _fisher_scoring(
    counts: np.ndarray,
    exposure: np.ndarray,
    design: np.ndarray,
    precision: np.ndarray,
    start: np.ndarray,
    dispersion: float,
) -> tuple[np.ndarray, np.ndarray]:
    coefficients = start.copy()
    if not coefficients.any():
        # Half a count keeps the logarithm finite where nobody wrote.
        coefficients = np.linalg.lstsq(design, np.log((counts + 0.5) / exposure), rcond=None)[0]
    covariance = np.zeros_like(precision)
    for _ in range(ITERATIONS):
        mean = exposure * np.exp(np.clip(design @ coefficients, -30, 30))
        weight = mean / (1 + dispersion * mean)
        information = design.T @ (design * weight[:, None]) + precision
        score = design.T @ ((counts - mean) / (1 + dispersion * mean)) - precision @ coefficients
        covariance = np.linalg.pinv(information, hermitian=True)
        step = np.clip(covariance @ score, -2, 2)
        coefficients = coefficients + step
        if np.abs(step).max() < TOLERANCE:
            break
    return coefficients, covariance


def pearson_dispersion(counts: np.ndarray, mean: np.ndarray, parameters: int) -> float:
    """Return the dispersion at which Pearson's statistic equals its degrees of freedom; 0 where chance explains all."""
    freedom = max(len(counts) - parameters, 1)

    def excess(dispersion: float) -> float:
        return float(np.sum(np.square(counts - mean) / (mean + dispersion * np.square(mean)))) - freedom

    if excess(0.0) <= 0:
        return 0.0
    if excess(MOST_DISPERSION) >= 0:
        return MOST_DISPERSION
    return float(optimize.brentq(excess, 0.0, MOST_DISPERSION))
