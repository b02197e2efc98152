"""Observed over expected counts: the ratio, how far chance alone takes it, and the order of several."""

from __future__ import annotations

import numpy as np


def ratio_figures(observed: np.ndarray, expected: np.ndarray, dispersion: np.ndarray) -> dict[str, np.ndarray]:
    """Return O/E with its 95 % interval, the exact two-sided p-value, and the funnel's limits, each (n).

    The interval is a gamma's around (O + 0.5) / E; the p-value twice the smaller tail of the negative binomial.
    """
    from scipy import stats

    size = 1 / np.maximum(dispersion, 1e-9)
    null = stats.nbinom(size, size / (size + expected))
    tails = np.minimum(null.cdf(observed), null.sf(observed - 1))
    shape = 1 / (1 / (observed + 0.5) + dispersion)
    middle = (observed + 0.5) / expected
    lower, upper = (stats.gamma.ppf(share, shape, scale=middle / shape) for share in (0.025, 0.975))
    limits = {
        f"funnel_{name}_{side}": null.ppf(share) / expected
        for name, tail in (("95", 0.025), ("998", 0.001))
        for side, share in (("lower", tail), ("upper", 1 - tail))
    }
    return {
        "expected": expected,
        "ratio": observed / expected,
        "ratio_lower": lower,
        "ratio_upper": upper,
        "p_value": np.minimum(2 * tails, 1.0),
        **limits,
    }


def shrunken_ratios(observed: np.ndarray, expected: np.ndarray, dispersion: np.ndarray) -> np.ndarray:
    """Return each O/E (n) drawn towards their mean, the more the less is known of it.

    Ratios come from a gamma of mean m and shape a, both by marginal likelihood. Counts are divided by their
    overdispersion first, as fewer of them would say as much.
    """
    from scipy import optimize, special

    inflation = 1 + dispersion * expected
    counts, means = observed / inflation, expected / inflation

    def minus_log_likelihood(logs: np.ndarray) -> float:
        shape, mean = np.exp(logs)
        rate = shape / mean
        terms = special.gammaln(shape + counts) - special.gammaln(shape) + shape * np.log(rate)
        return -float(np.sum(terms - (shape + counts) * np.log(rate + means) + counts * np.log(means)))

    # Parties never differ by more than a shape of 0.5 says, nor can less than one of 10,000 (1 %) be told.
    bounds = [(np.log(0.5), np.log(1e4)), (np.log(0.2), np.log(5.0))]
    shape, mean = np.exp(optimize.minimize(minus_log_likelihood, np.array([2.0, 0.0]), bounds=bounds).x)
    return (shape + counts) / (shape / mean + means)
