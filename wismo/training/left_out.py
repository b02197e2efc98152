"""What the model is worth on own messages that it has not seen, by what was left out of its training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.training import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

_FOLDS = 8
_SEED = 3
# By what is left out at once: the columns of which all combinations are dealt into folds.
LEFT_OUT = {
    "a theme, in all languages": ["theme"],
    "a theme, in one language": ["theme", "language"],
    "a language": ["language"],
}
# The confidence is set on this one: other themes than any brand's, and other languages' words for the same.
CALIBRATED_ON = "a theme, in one language"


@dataclass(frozen=True)
class LeftOut:
    """Scores, reasons and languages of own messages from models that had not seen them nor their like."""

    scores: NDArray[np.float64]
    reasons: NDArray[np.str_]
    languages: NDArray[np.str_]


def predicted(examples: pl.DataFrame, held: dict[str, sparse.csr_matrix], columns: list[str]) -> LeftOut:
    """Fit without each fold of own messages in turn, and judge that fold. Rows that are not own stay empty."""
    folds = _folds(examples, columns)
    asks, reason, language = (examples[name].to_numpy() for name in ("asks", "reason", "language"))
    weight = examples["weight"].to_numpy()
    is_own = examples["is_own"].to_numpy()
    judged = language != "other"
    with_reason = is_own & judged & ~np.isin(reason, ["", "any"])
    scores, reasons, languages = np.zeros(len(asks)), np.full(len(asks), "", "U20"), np.full(len(asks), "", "U20")
    matrix, why = fit.asks_matrix(held), fit.reason_matrix(held)
    for fold in range(folds.max() + 1):
        out = np.flatnonzero(folds == fold)
        kept = folds != fold
        model = fit.asks_model(matrix, np.flatnonzero(kept & judged), asks, weight)
        scores[out] = model.decision_function(matrix[out])
        reasons[out] = fit.reason_model(why, np.flatnonzero(kept & with_reason), reason).predict(why[out])
        spoken = np.flatnonzero(kept & is_own)
        languages[out] = fit.language_model(held, spoken, language).predict(held["language"][out])
    return LeftOut(scores, reasons, languages)


def _folds(examples: pl.DataFrame, columns: list[str]) -> NDArray[np.int64]:
    """Deal own messages into folds, each combination whole; -1 for what is not own and never left out."""
    groups = examples.filter("is_own").select(columns).unique(maintain_order=True)
    # Shuffled: in their order, one theme of all languages could fall into one fold, or neighbours that are alike.
    shuffled = groups.sample(fraction=1, shuffle=True, seed=_SEED)
    dealt = shuffled.with_columns(fold=pl.int_range(pl.len()) % _FOLDS)
    joined = examples.join(dealt, on=columns, how="left", maintain_order="left")
    return joined.select(pl.when("is_own").then(pl.col("fold")).otherwise(-1).fill_null(-1))["fold"].to_numpy()
