"""How well an order finds those with an outcome: concordance (AUC) and the share among the first, with intervals.

Several looks at one order are alike, so each interval is as wide as the orders differ, not as the looks do: the
estimates are sums over clusters, and their variance is that of the clusters' influences. For the AUC these are DeLong,
DeLong and Clarke-Pearson's placement values (Biometrics 1988) summed by cluster as in Obuchowski (Biometrics 1997);
here they are also summed over strata, because a list ranks only what is open at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from wismo.confidence import Z, wilson


@dataclass(frozen=True)
class Estimate:
    """A ``value`` with the influence of each cluster on it; nan where there is nothing to estimate.

    ``clusters`` says how many of them were counted.
    """

    value: float
    influences: np.ndarray
    clusters: int = 0

    @property
    def standard_error(self) -> float:
        """The root of the sum of squared influences."""
        return float(np.sqrt(np.sum(np.square(self.influences))))


@dataclass(frozen=True)
class Looks:
    """What was looked at, one entry each: ``outcomes`` (0 or 1), ``weights`` (above 0), ``strata`` and ``clusters``.

    Strata are whole numbers, as are clusters, both from 0 on.
    """

    outcomes: np.ndarray
    weights: np.ndarray
    strata: np.ndarray
    clusters: np.ndarray


def concordance(scores: np.ndarray, looks: Looks) -> Estimate:
    """Return how often, of two looks of one stratum with and without the outcome, the one with it has the higher score.

    Half of a tie counts. ``scores`` is (n), finite.
    """
    influences = np.zeros(len(scores))
    concordant = pairs = 0.0
    parts = []
    for stratum in np.unique(looks.strata):
        rows = np.flatnonzero(looks.strata == stratum)
        weight, hit = looks.weights[rows], looks.outcomes[rows]
        _, place = np.unique(scores[rows], return_inverse=True)
        below = _below(place, weight * (1 - hit))
        above = (weight * hit).sum() - _below(place, weight * hit)
        with_it, without = float((weight * hit).sum()), float((weight * (1 - hit)).sum())
        concordant += float((weight * hit * below).sum())
        pairs += with_it * without
        parts.append((rows, weight, hit, below, above, with_it, without))
    if pairs == 0:
        return Estimate(float("nan"), np.zeros(0))
    value = concordant / pairs
    for rows, weight, hit, below, above, with_it, without in parts:
        influences[rows] = weight * np.where(hit == 1, below - value * without, above - value * with_it) / pairs
    return Estimate(value, np.bincount(looks.clusters, influences), len(np.unique(looks.clusters)))


def top_share(scores: np.ndarray, looks: Looks, share: float) -> tuple[Estimate, float]:
    """Return the weighted share with the outcome among the ``share`` of each stratum with the highest scores.

    The second value is how many looks those are. Of several with the score at which the list is cut each counts by
    the same fraction, so that nothing depends on how ties are broken.
    """
    taken = np.zeros(len(scores))
    for stratum in np.unique(looks.strata):
        rows = np.flatnonzero(looks.strata == stratum)
        values, place = np.unique(-scores[rows], return_inverse=True)
        at_value = np.bincount(place, looks.weights[rows], minlength=len(values))
        left = np.maximum(share * looks.weights[rows].sum() - np.concatenate([[0.0], np.cumsum(at_value)[:-1]]), 0.0)
        # A cut that falls between two scores takes nothing of the next one, whatever the last digits of the sums are.
        taken[rows] = np.round(np.minimum(left / at_value, 1.0), 9)[place]
    return share_with_outcome(looks, taken), float(taken.sum())


def share_with_outcome(looks: Looks, taken: np.ndarray) -> Estimate:
    """Return the weighted share with the outcome, each look counted by ``taken`` (n, 0 to 1)."""
    weight = looks.weights * taken
    total = float(weight.sum())
    if total == 0:
        return Estimate(float("nan"), np.zeros(0))
    value = float((weight * looks.outcomes).sum()) / total
    influences = np.bincount(looks.clusters, weight * (looks.outcomes - value) / total)
    return Estimate(value, influences, len(np.unique(looks.clusters[taken > 0])))


def share_interval(estimate: Estimate) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share with as many independent looks as its clusters are worth.

    That number is ``p (1 - p) / SE ** 2``, as Korn and Graubard (Survey Methodology 1998) put it, and at most the
    number of clusters, which it is where none or all have the outcome.
    """
    p, variance = estimate.value, estimate.standard_error**2
    if np.isnan(p):
        return float("nan"), float("nan")
    worth = min(p * (1 - p) / variance, estimate.clusters) if variance > 0 else estimate.clusters
    return wilson(p * worth, worth)


def odds_interval(estimate: Estimate) -> tuple[float, float]:
    """Return the 95 % interval of an AUC, symmetric on the log odds; nan where it cannot be given."""
    value, error = estimate.value, estimate.standard_error
    if not 0 < value < 1 or error == 0:
        return float("nan"), float("nan")
    half = Z * error / (value * (1 - value))
    return float(special.expit(special.logit(value) - half)), float(special.expit(special.logit(value) + half))


def lead(ahead: Estimate, behind: Estimate) -> tuple[float, float, float]:
    """Return by how much one estimate on the same looks exceeds another, with the 95 % interval."""
    error = float(np.sqrt(np.sum(np.square(ahead.influences - behind.influences))))
    difference = ahead.value - behind.value
    return difference, difference - Z * error, difference + Z * error


def _below(place: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the weight at lower places, and half of that at the same place."""
    at_place = np.bincount(place, weight)
    return (np.cumsum(at_place) - at_place / 2)[place]
