"""A Poisson regression of counts on categories alone, for hundreds of thousands of cells.

log(mean) = log(exposure) + level + one effect per category of each factor. The information matrix of such a model
holds nothing but sums over pairs of categories, so it is counted and no design matrix is made; Fisher scoring then
takes a few steps (McCullagh and Nelder, Generalized Linear Models, 1989, chapter 2). A wide normal prior around 0
keeps effects finite where a category has no count, and known apart from the level.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

# A standard deviation of the log: effects between a fiftieth and fifty times are hardly drawn in.
PRIOR_SD = 2.0
ITERATIONS, TOLERANCE = 50, 1e-8


@dataclass(frozen=True)
class Factor:
    """A category of each cell: ``codes`` (cells) from 0, and how many ``levels`` there are."""

    codes: np.ndarray
    levels: int

    def summed(self, weights: np.ndarray) -> np.ndarray:
        """Return the sum of ``weights`` (cells) per level."""
        return np.bincount(self.codes, weights, self.levels)


@dataclass(frozen=True)
class LogLinear:
    """What a fit found: the ``level`` and the ``effects`` on the log rate per factor, and the cells they are of."""

    exposure: np.ndarray
    factors: Mapping[str, Factor]
    level: float
    effects: Mapping[str, np.ndarray]

    def mean(self, without: str | None = None) -> np.ndarray:
        """Return the expected count per cell, as if all categories of the factor ``without`` were alike."""
        log_rate = np.full(len(self.exposure), self.level)
        for name, factor in self.factors.items():
            if name != without:
                log_rate += self.effects[name][factor.codes]
        return self.exposure * np.exp(np.clip(log_rate, -30, 30))

    def places(self) -> dict[str, slice]:
        """Return where each factor's effects stand in the rows of ``information``; the level is row 0."""
        return _places(self.factors)

    def information(self, mean: np.ndarray) -> np.ndarray:
        """Return the information on level and effects (p, p) where the cells' means are ``mean``, prior included."""
        return _information(self.factors, mean)


def fit_loglinear(counts: np.ndarray, exposure: np.ndarray, factors: Mapping[str, Factor]) -> LogLinear:
    """Fit ``counts`` (cells) on ``exposure`` (cells, above 0) and ``factors``.

    Raises:
        ValueError: there is no cell, or an exposure is not above 0.
    """
    if len(counts) == 0 or not (exposure > 0).all():
        raise ValueError("A rate needs at least one cell, and exposures above 0.")
    places = _places(factors)
    coefficients = np.zeros(1 + sum(factor.levels for factor in factors.values()))
    # Half a count keeps the logarithm finite where nothing happened.
    coefficients[0] = np.log((counts.sum() + 0.5) / exposure.sum())

    def fitted() -> LogLinear:
        effects = {name: coefficients[place] for name, place in places.items()}
        return LogLinear(exposure, factors, float(coefficients[0]), effects)

    for _ in range(ITERATIONS):
        mean = fitted().mean()
        missed = counts - mean
        score = np.concatenate([[missed.sum()], *(factor.summed(missed) for factor in factors.values())])
        score[1:] -= coefficients[1:] / PRIOR_SD**2
        step = np.clip(np.linalg.solve(_information(factors, mean), score), -2, 2)
        coefficients = coefficients + step
        if np.abs(step).max() < TOLERANCE:
            break
    return fitted()


def _places(factors: Mapping[str, Factor]) -> dict[str, slice]:
    places, start = {}, 1
    for name, factor in factors.items():
        places[name] = slice(start, start + factor.levels)
        start += factor.levels
    return places


def _information(factors: Mapping[str, Factor], mean: np.ndarray) -> np.ndarray:
    places = _places(factors)
    size = 1 + sum(factor.levels for factor in factors.values())
    information = np.zeros((size, size))
    information[0, 0] = mean.sum()
    for name, factor in factors.items():
        own, place = factor.summed(mean), places[name]
        information[0, place] = information[place, 0] = own
        information[place, place] = np.diag(own + 1 / PRIOR_SD**2)
    for one, other in combinations(factors, 2):
        rows, columns = factors[one], factors[other]
        met = np.bincount(rows.codes * columns.levels + columns.codes, mean, rows.levels * columns.levels)
        crossed = met.reshape(rows.levels, columns.levels)
        information[places[one], places[other]] = crossed
        information[places[other], places[one]] = crossed.T
    return information
