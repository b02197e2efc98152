"""The chance that a customer writes within 72 hours: a regression on the log odds, put right by its own past errors.

Coefficients have a normal prior around 0, so that a carrier, a season or a cause that was hardly seen changes little.
What it foretold of weeks that it had not seen corrects level and spread of what it foretells next (Platt scaling, with
a prior on doing nothing), so that drift does not stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# The standard deviation of a coefficient on the log odds before any data, as that of a season's week in weeks.py.
PRIOR_SD = 0.5
# So near the optimum that noise in the last digit of a weight, as sums in parallel have it, changes no published digit.
FIT_TOLERANCE = 1e-12
# Fitting anew every week costs four times as much and foretold no better.
REFIT_WEEKS = 4
# What a correction may be before any errors were seen: worth the evidence of 25 tickets, and of about as many for the
# spread.
LEVEL_SD, SPREAD_SD = 0.2, 0.1
MEMORY_WEEKS = 13


@dataclass(frozen=True)
class Past:
    """Looks at the past, one entry each.

    ``design`` (n, p); ``outcomes`` (n, 0 or 1); ``weights`` (n, around 1); ``days`` (n) and ``weeks`` (n), whole
    days since some day of the look and of the Monday of its week.
    """

    design: csr_matrix
    outcomes: np.ndarray
    weights: np.ndarray
    days: np.ndarray
    weeks: np.ndarray


@dataclass(frozen=True)
class Correction:
    """What past errors teach: log odds are drawn apart from their ``middle`` by ``spread``, and ``level`` is added."""

    middle: float = 0.0
    level: float = 0.0
    spread: float = 1.0

    def __call__(self, log_odds: np.ndarray) -> np.ndarray:
        """Return chances (n) from log odds (n)."""
        return special.expit(self.middle + self.level + self.spread * (log_odds - self.middle))


def fit_log_odds(design: csr_matrix, outcomes: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the intercept and the coefficients (p). Without any outcome, or with nothing else, the log odds are flat.

    Raises:
        ValueError: there is no row.
    """
    from sklearn.linear_model import LogisticRegression

    if len(outcomes) == 0:
        raise ValueError("Nothing was looked at.")
    if len(np.unique(outcomes)) == 1:
        half = np.average(outcomes, weights=weights) * (1 - 1 / len(outcomes)) + 0.5 / len(outcomes)
        return float(special.logit(half)), np.zeros(design.shape[1])
    regression = LogisticRegression(C=PRIOR_SD**2, solver="newton-cg", tol=FIT_TOLERANCE, max_iter=500)
    found = regression.fit(design, outcomes, sample_weight=weights)
    return float(found.intercept_[0]), found.coef_[0]


def correct(log_odds: np.ndarray, outcomes: np.ndarray, weights: np.ndarray) -> Correction:
    """Return the correction under which log odds (n), foretold without their outcomes (n), fit these best."""
    if len(outcomes) == 0:
        return Correction()

    # About the middle of those who wrote the two are not entangled: there the evidence is.
    middle = float(np.average(log_odds, weights=weights * special.expit(log_odds)))
    apart = log_odds - middle

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        level, spread = parameters
        moved = middle + level + spread * apart
        error = weights * (special.expit(moved) - outcomes)
        value = float(np.sum(weights * (np.logaddexp(0, moved) - outcomes * moved)))
        value += (level / LEVEL_SD) ** 2 / 2 + ((spread - 1) / SPREAD_SD) ** 2 / 2
        slope = [error.sum() + level / LEVEL_SD**2, (error * apart).sum() + (spread - 1) / SPREAD_SD**2]
        return value, np.array(slope)

    found = optimize.minimize(loss, np.array([0.0, 1.0]), jac=True, method="BFGS", options={"gtol": 1e-9})
    return Correction(middle, float(found.x[0]), float(found.x[1]))


def learned(past: Past, raw: np.ndarray, week: int, lag_days: int) -> Correction:
    """Return the correction that the errors of the weeks before ``week`` teach; what is older is forgotten."""
    seen = (past.days <= week - lag_days) & (past.days >= week - 7 * MEMORY_WEEKS) & ~np.isnan(raw)
    return correct(raw[seen], past.outcomes[seen], past.weights[seen])


def foretell_weeks(past: Past, weeks: np.ndarray, lag_days: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the chances and the log odds before correction (n each) of the looks in ``weeks``, nan elsewhere.

    Each week is foretold by what was known as it began: by looks at least ``lag_days`` before its Monday, whose
    outcome was known, and by the errors of the weeks foretold before. Coefficients are those of up to three weeks ago.
    """
    raw, chances = np.full(len(past.outcomes), np.nan), np.full(len(past.outcomes), np.nan)
    level, coefficients = 0.0, np.zeros(past.design.shape[1])
    for place, week in enumerate(weeks):
        known, here = past.days <= week - lag_days, past.weeks == week
        if place % REFIT_WEEKS == 0:
            level, coefficients = fit_log_odds(past.design[known], past.outcomes[known], past.weights[known])
        raw[here] = level + past.design[here] @ coefficients
        chances[here] = learned(past, raw, week, lag_days)(raw[here])
    return chances, raw
