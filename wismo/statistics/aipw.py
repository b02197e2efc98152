"""The effect of an exposure on those who were exposed, from observational data, with its standard error.

Augmented inverse-probability weighting for the average treatment effect on the treated (ATT) with cross-fitting: the
outcome of each exposed person is set against what people alike, who were not exposed, did. Robins, Rotnitzky and Zhao
(JASA 1994); for the ATT and cross-fitting Chernozhukov et al., Double/debiased machine learning (2018), section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    class Classifier(Protocol):
        """As much of a scikit-learn classifier as is asked of one."""

        def fit(self, design: np.ndarray, target: np.ndarray, /) -> Classifier:
            """Learn a target (n) from a design (n, p)."""
            ...

        def predict_proba(self, design: np.ndarray, /) -> np.ndarray:
            """Return the chance of each class (n, 2)."""
            ...


FOLDS = 3
SEED = 20_240_131
# Nobody comparable: those whose chance of the exposure is above this have too few unexposed people like them.
MOST_CHANCE = 0.98


@dataclass(frozen=True)
class Nuisances:
    """Per person (n): ``unexposed_outcome``, the chance of the outcome without the exposure, and ``chance`` of it."""

    unexposed_outcome: np.ndarray
    chance: np.ndarray


@dataclass(frozen=True)
class Att:
    """An effect on the exposed, in the outcome's unit, and what it rests on.

    ``influence`` (n) is each person's part in it, 0 for those outside the group: the effect's standard error is
    ``root_sum_square(influence)``. ``naive`` is the raw difference, ``exposed_mean`` the outcome of the exposed,
    ``trimmed`` how many of them had nobody comparable, ``effective_comparison`` the size of a sample that would weigh
    as much as the weighted comparison (Kish).
    """

    effect: float
    standard_error: float
    exposed: int
    comparison: int
    exposed_mean: float
    naive: float
    trimmed: int
    effective_comparison: float
    influence: np.ndarray

    @property
    def chance_difference(self) -> float:
        """Return by how many standard deviations a covariate of both groups differs by chance alone."""
        return float(np.sqrt(1 / self.exposed + 1 / self.effective_comparison))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the limits of the interval of that confidence ``level``, by the normal distribution."""
        reach = float(stats.norm.ppf((1 + level) / 2)) * self.standard_error
        return self.effect - reach, self.effect + reach


def logistic() -> Classifier:
    """Return an unfitted logistic regression, with a weak ridge that keeps separated groups finite."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0, solver="newton-cholesky", max_iter=100)


def boosted() -> Classifier:
    """Return unfitted boosted trees, which find curves and interactions that nobody has named."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=15, min_samples_leaf=50, l2_regularization=1.0, early_stopping=False, random_state=0
    )


def folds_of(people: np.ndarray) -> np.ndarray:
    """Return the fold (n) of each row, the same for all rows of one person; ``people`` (n) numbers them from 0."""
    shuffled = np.random.default_rng(SEED).permutation(int(people.max(initial=-1)) + 1)
    return (shuffled % FOLDS)[people]


def crossfit_outcome(
    outcome: np.ndarray,
    unexposed: np.ndarray,
    design: np.ndarray,
    folds: np.ndarray,
    model: Callable[[], Classifier] = logistic,
) -> np.ndarray:
    """Return each row's (n) chance of ``outcome`` (n, 0 or 1) were it unexposed, fitted on other folds' unexposed."""
    return _crossfit(outcome, unexposed, design, folds, model)


def crossfit_chance(
    exposed: np.ndarray,
    studied: np.ndarray,
    design: np.ndarray,
    folds: np.ndarray,
    model: Callable[[], Classifier] = logistic,
) -> np.ndarray:
    """Return each row's (n) chance of being ``exposed`` (n, bool), fitted on the ``studied`` rows of other folds."""
    return _crossfit(exposed.astype(float), studied, design, folds, model)


def att(
    exposed: np.ndarray,
    studied: np.ndarray,
    outcome: np.ndarray,
    nuisances: Nuisances,
    people: np.ndarray | None = None,
) -> Att:
    """Return the effect on the exposed among the ``studied`` rows (n, bool).

    ``exposed`` (n, bool) and ``outcome`` (n) are known for the studied. Rows of one person (``people``, numbered from
    0) count together in the standard error.

    Raises:
        ValueError: nobody, or everybody, of the comparable rows is exposed.
    """
    kept = studied & (nuisances.chance <= MOST_CHANCE)
    treated, control = kept & exposed, kept & ~exposed
    if not treated.any() or not control.any():
        raise ValueError("An effect needs comparable people with and without the exposure.")
    weight = np.where(control, nuisances.chance / (1 - np.minimum(nuisances.chance, MOST_CHANCE)), 0.0)
    rest = outcome - nuisances.unexposed_outcome
    effect = float((rest[treated].sum() - (weight * rest)[control].sum()) / treated.sum())
    influence = np.where(treated, rest - effect, -weight * np.where(control, rest, 0.0)) / treated.sum()
    summed = influence if people is None else np.bincount(people, weights=influence)
    return Att(
        effect=effect,
        standard_error=root_sum_square(summed),
        exposed=int(treated.sum()),
        comparison=int(control.sum()),
        exposed_mean=float(outcome[treated].mean()),
        naive=float(outcome[studied & exposed].mean() - outcome[studied & ~exposed].mean()),
        trimmed=int((studied & exposed).sum() - treated.sum()),
        effective_comparison=float(weight.sum() ** 2 / np.square(weight).sum()),
        influence=influence,
    )


def largest_difference(exposed: np.ndarray, studied: np.ndarray, design: np.ndarray, chance: np.ndarray) -> float:
    """Return the largest difference between exposed and weighted comparison in any column, in standard deviations.

    Above 0.1 the groups are commonly held to be unlike (Austin, Statistics in Medicine 2009).
    """
    kept = studied & (chance <= MOST_CHANCE)
    treated, control = design[kept & exposed], design[kept & ~exposed]
    weight = chance[kept & ~exposed] / (1 - chance[kept & ~exposed])
    spread = np.sqrt((treated.var(axis=0, dtype=float) + control.var(axis=0, dtype=float)) / 2)
    gap = treated.mean(axis=0, dtype=float) - (weight @ control) / weight.sum()
    varied = spread > 0
    return float(np.abs(gap[varied] / spread[varied]).max(initial=0.0))


def root_sum_square(influence: np.ndarray) -> float:
    """Return the standard error of an estimate whose parts per person (n) are ``influence``."""
    return float(np.sqrt(np.square(influence).sum()))


def e_value(ratio: float) -> float:
    """Return how strongly a hidden trait must go with exposure and outcome to explain a risk ``ratio`` away.

    VanderWeele and Ding, Annals of Internal Medicine 2017: ``RR + sqrt(RR (RR - 1))``, of 1/RR where RR is below 1.
    """
    ratio = 1 / ratio if ratio < 1 else ratio
    return float(ratio + np.sqrt(ratio * (ratio - 1)))


def _crossfit(
    target: np.ndarray,
    learned_from: np.ndarray,
    design: np.ndarray,
    folds: np.ndarray,
    model: Callable[[], Classifier],
) -> np.ndarray:
    found = np.zeros(len(target))
    for fold in range(FOLDS):
        inside, outside = folds == fold, learned_from & (folds != fold)
        seen = target[outside]
        if not len(seen) or seen.min() == seen.max():
            found[inside] = seen[0] if len(seen) else 0.0
            continue
        learner = model()
        # Its libraries are loaded only now, so a limit set earlier does not bind them: boosting is ten times slower
        # where two threads wait for each other.
        with threadpool_limits(limits=1):
            found[inside] = learner.fit(design[outside], seen).predict_proba(design[inside])[:, 1]
    return found
