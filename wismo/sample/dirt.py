"""The flaws of real exports, at fixed rates: rows twice, and older versions of what was corrected later."""

from __future__ import annotations

import numpy as np

TWICE = 0.01  # of the records are exported a second time, word for word
CORRECTED = 0.02  # of the records are in the exports in an older version too


def repeats(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return every position once and some of them twice, in order."""
    again = np.flatnonzero(rng.random(count) < TWICE)
    return np.sort(np.concatenate([np.arange(count), again]))


def corrected(rng: np.random.Generator, possible: np.ndarray) -> np.ndarray:
    """Return the positions, among those where ``possible`` holds, that have an older version."""
    share = CORRECTED / max(float(possible.mean()), CORRECTED) if len(possible) else 0.0
    return np.flatnonzero(possible & (rng.random(len(possible)) < share))
