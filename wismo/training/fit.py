"""From examples to the weights of ``wismo.score.model``, and what they are worth on examples left out.

Weights are arrays by name: ``asks_<group>``, ``reason_<group>`` (one column a reason) and ``language`` (one
column a language) by bucket; ``..._told`` by phrase feature; ``..._bias``; ``calibration``, slope and shift
from a score to a confidence; the names of ``reasons`` and ``languages``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from wismo.intake.brand import Brand
from wismo.score.concepts import read_concepts
from wismo.score.features import GROUPS, features
from wismo.score.labels import PHRASE_FEATURES, make_rules, told
from wismo.score.model import FILES, LANGUAGE_BUCKETS, language_features, scales

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from wismo.score.features import Found

# Of inbound tickets: in between what helpdesks publish. Own messages are half and half, no inbox is.
ASKS_SHARE = 0.35
# Phrases are rules by people: their weights are held back less than single n-grams, more than their due.
_TOLD_SCALE = 0.3
_ROWS = 4_000


def matrices(texts: pl.Series, seeds: Path) -> dict[str, sparse.csr_matrix]:
    """Return what texts hold, as the model sees it: by group of features, ``told``, and ``language``."""
    rules = make_rules(Brand(), seeds)
    concepts = read_concepts(FILES[0])
    parts: dict[str, list[sparse.csr_matrix]] = {name: [] for name in (*GROUPS, "told", "language")}
    for start in range(0, len(texts), _ROWS):
        frame = told(
            pl.DataFrame(
                {"subject": None, "message": texts.slice(start, _ROWS)}, schema_overrides={"subject": pl.String}
            ),
            rules,
        )
        found: dict[str, list[Found]] = {group: [] for group in GROUPS}
        for kind in features(frame["model_text"], concepts):
            found[kind.group].append(kind)
        for group, kinds in found.items():
            parts[group].append(_matrix(kinds, GROUPS[group]))
        numbers = frame.select(pl.col(PHRASE_FEATURES).cast(pl.Float32)).to_numpy()
        parts["told"].append(sparse.csr_matrix(numbers * _TOLD_SCALE))
        parts["language"].append(_matrix(language_features(frame["model_text"], concepts), LANGUAGE_BUCKETS))
    return {name: sparse.vstack(rows).tocsr() for name, rows in parts.items()}


def asks_model(matrix: sparse.csr_matrix, rows: NDArray, asks: NDArray, weight: NDArray) -> LogisticRegression:
    """Fit whether the rows' texts ask for an order."""
    model = LogisticRegression(C=10, solver="liblinear", random_state=0)
    return model.fit(matrix[rows], asks[rows], sample_weight=weight[rows])


def asks_matrix(held: dict[str, sparse.csr_matrix]) -> sparse.csr_matrix:
    """Return what the question is decided on."""
    return sparse.hstack([*(held[group] for group in GROUPS), held["told"]]).tocsr()


def reason_model(matrix: sparse.csr_matrix, rows: NDArray, reason: NDArray) -> LogisticRegression:
    """Fit the reason of the rows' texts."""
    return LogisticRegression(C=10, max_iter=500).fit(matrix[rows], reason[rows])


def reason_matrix(held: dict[str, sparse.csr_matrix]) -> sparse.csr_matrix:
    """Return what the reason is decided on: no single letters, of which there is too little text to learn."""
    return sparse.hstack([held["concepts"], held["pairs"], held["told"]]).tocsr()


def language_model(held: dict[str, sparse.csr_matrix], rows: NDArray, language: NDArray) -> LogisticRegression:
    """Fit the language of the rows' texts."""
    return LogisticRegression(C=30, max_iter=500).fit(held["language"][rows], language[rows])


def calibration(score: NDArray, asks: NDArray) -> tuple[float, float]:
    """Return slope and shift from scores of texts that were left out to the chance that they ask."""
    curve = LogisticRegression(C=1e6).fit(score[:, None], asks, sample_weight=inbox_weight(asks))
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])


def inbox_weight(asks: NDArray) -> NDArray:
    """Return weights under which as large a share of texts asks as in an inbox."""
    share = asks.mean()
    return np.where(asks, ASKS_SHARE / share, (1 - ASKS_SHARE) / (1 - share))


def as_weights(
    asks: LogisticRegression, reason: LogisticRegression, language: LogisticRegression, curve: tuple[float, float]
) -> dict[str, NDArray]:
    """Return the arrays that ``score.model`` reads."""
    weights = {
        **_split("asks", asks.coef_[0], [*GROUPS, "told"]),
        **_split("reason", reason.coef_.T, ["concepts", "pairs", "told"]),
        "asks_bias": asks.intercept_[:1].astype(np.float32),
        "reason_bias": reason.intercept_.astype(np.float32),
        "language": language.coef_.T.astype(np.float16),
        "language_bias": language.intercept_.astype(np.float32),
        "calibration": np.array(curve, np.float32),
        "reasons": reason.classes_.astype(str),
        "languages": language.classes_.astype(str),
    }
    return dict(sorted(weights.items()))


def _split(name: str, weights: NDArray, parts: list[str]) -> dict[str, NDArray]:
    """Cut weights into those of each group; half precision is enough for sums of some hundred."""
    sizes = [GROUPS.get(part, len(PHRASE_FEATURES)) for part in parts]
    cuts = np.split(weights, np.cumsum(sizes)[:-1])
    scaled = {part: cut * _TOLD_SCALE if part == "told" else cut for part, cut in zip(parts, cuts, strict=True)}
    return {f"{name}_{part}": cut.astype(np.float16) for part, cut in scaled.items()}


def _matrix(found: list[Found], buckets: int) -> sparse.csr_matrix:
    """Return counts of n-grams by text and bucket, scaled as the model scales them."""
    texts = len(found[0].starts)
    total = sparse.csr_matrix((texts, buckets), dtype=np.float32)
    for kind in found:
        rows = np.repeat(np.arange(texts), np.diff(kind.starts, append=len(kind.buckets)))
        ones = np.ones(len(rows), np.float32)
        total += sparse.csr_matrix((ones, (rows, kind.buckets)), shape=(texts, buckets))
    return (sparse.diags(scales(found)) @ total).tocsr()
