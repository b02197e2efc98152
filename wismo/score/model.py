"""The trained layer: what a message asks, why and in which language, from weights that the package holds.

Three linear models over the same features. ``scripts/train_text_model`` makes the weights; docs/text.md
tells from what and how well they do on text that they have not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.errors import WismoError
from wismo.score.concepts import read_concepts
from wismo.score.features import GROUPS, features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wismo.score.concepts import Concepts
    from wismo.score.features import Found

FILES = (Path(__file__).with_name("concepts.csv"), Path(__file__).with_name("weights.npz"))
# A language shows in the first words. Its features are few: more learnt the topics of the messages.
LANGUAGE_LENGTH = 120
LANGUAGE_BUCKETS = 1 << 13
# Rows whose arrays fit a processor's cache.
_CHUNK = 2_000


@dataclass(frozen=True)
class Model:
    """Weights by name (see ``wismo/training/fit.py``), what words mean, and the names of reasons and languages."""

    concepts: Concepts
    weights: dict[str, NDArray[np.float32]]
    reasons: tuple[str, ...]
    languages: tuple[str, ...]


def read_model() -> Model:
    """Read the package's weights. Raises WismoError where they are missing or broken."""
    concepts, weights = FILES
    try:
        with np.load(weights, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError) as error:
        raise WismoError(f"{weights.name} cannot be read: {error}. Install the package again.") from error
    names = {name: tuple(str(word) for word in arrays.pop(name)) for name in ("reasons", "languages")}
    wide = {name: array.astype(np.float32) for name, array in arrays.items()}
    return Model(read_concepts(concepts), wide, names["reasons"], names["languages"])


def judged(texts: pl.Series, told: NDArray[np.float32], model: Model) -> pl.DataFrame:
    """Return ``words_confidence`` (0 to 1), ``model_reason`` and ``language`` of model texts.

    ``told`` has a row per text and a column per phrase feature (``labels.PHRASE_FEATURES``).
    """
    parts = [
        _judged(texts.slice(start, _CHUNK), told[start : start + _CHUNK], model)
        for start in range(0, max(len(texts), 1), _CHUNK)
    ]
    return pl.concat(parts)


def _judged(texts: pl.Series, told: NDArray[np.float32], model: Model) -> pl.DataFrame:
    weights = model.weights
    asks = told @ weights["asks_told"] + weights["asks_bias"]
    reasons = told @ weights["reason_told"] + weights["reason_bias"]
    for group, found in _by_group(texts, model.concepts).items():
        scale = scales(found)
        asks += scale * sum(summed(kind, weights[f"asks_{group}"]) for kind in found)
        if f"reason_{group}" in weights:
            reasons += scale[:, None] * sum(summed(kind, weights[f"reason_{group}"]) for kind in found)
    slope, shift = weights["calibration"]
    # Text without a letter asks nothing, and in other letters than Latin nothing that we could read.
    says_something = texts.str.contains("[a-z]").to_numpy()
    confidence = np.where(says_something, 1 / (1 + np.exp(-(slope * asks + shift))), 0)
    return pl.DataFrame(
        {
            "words_confidence": confidence.round(2),
            "model_reason": np.where(says_something, np.array(model.reasons)[reasons.argmax(axis=1)], "other"),
            "language": np.where(says_something, _languages(texts, model), "other"),
        },
        schema={"words_confidence": pl.Float64, "model_reason": pl.String, "language": pl.String},
    )


def language_features(texts: pl.Series, concepts: Concepts) -> list[Found]:
    """Return the features by which a language is told; their buckets end at ``LANGUAGE_BUCKETS``."""
    shift = np.uint32((GROUPS["text"] // LANGUAGE_BUCKETS).bit_length() - 1)
    first = [found for found, _ in zip(features(texts.str.slice(0, LANGUAGE_LENGTH), concepts), range(5), strict=False)]
    return [type(found)(found.group, found.buckets >> shift, found.starts) for found in first]


def _languages(texts: pl.Series, model: Model) -> NDArray[np.str_]:
    found = language_features(texts, model.concepts)
    scores = scales(found)[:, None] * sum(summed(kind, model.weights["language"]) for kind in found)
    return np.array(model.languages)[(scores + model.weights["language_bias"]).argmax(axis=1)]


def _by_group(texts: pl.Series, concepts: Concepts) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {group: [] for group in GROUPS}
    for found in features(texts, concepts):
        groups[found.group].append(found)
    return groups


def summed(found: Found, table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sum of weights of each text's n-grams of a kind."""
    return np.add.reduceat(table[found.buckets], found.starts, axis=0)


def scales(found: list[Found]) -> NDArray[np.float32]:
    """Return what a group is multiplied by, so that a long text is not surer for being long."""
    counts = sum(np.diff(kind.starts, append=len(kind.buckets)) for kind in found)
    return (1 / np.sqrt(counts)).astype(np.float32)
