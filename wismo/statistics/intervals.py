"""Intervals that are exact for counts."""

from __future__ import annotations

import numpy as np
from scipy import stats


def rate_limits(
    events: np.ndarray, checks: np.ndarray, exposure: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return lower and upper limits (n each) of ``events / exposure``, where checks drawn at random told the exposure.

    ``events`` and ``checks`` are counts (n), ``exposure`` (n) is what the checks stand for together. Of two Poisson
    counts, each is a binomial share of their sum whose limits are known exactly (Clopper and Pearson, Biometrika
    1934; Przyborowski and Wilenski, Biometrika 1940). Rows without a check have no limits (NaN).
    """
    events, checks = np.asarray(events, dtype=float), np.asarray(checks, dtype=float)
    each = np.divide(exposure, checks, out=np.full(len(checks), np.nan), where=checks > 0)
    tail = (1 - confidence) / 2
    low = np.where(events > 0, stats.beta.ppf(tail, np.maximum(events, 1), checks + 1), 0.0)
    high = stats.beta.ppf(1 - tail, events + 1, np.maximum(checks, 1))
    return low / (1 - low) / each, high / (1 - high) / each


def quantile_places(n: int, share: float, confidence: float = 0.95) -> tuple[int, int]:
    """Return the places, counted from 1, of the ordered values between which the ``share`` quantile of ``n`` lies.

    How many of n independent values lie below a quantile is binomial (Thompson, Annals of Mathematical Statistics
    1936). Places beyond the values are those of the first and the last.
    """
    tail = (1 - confidence) / 2
    low, high = stats.binom.ppf([tail, 1 - tail], n, share)
    return max(int(low), 1), min(int(high) + 1, n)
