"""The share of parcels not scanned yet: does its interval hold the true one, and what would dropping the unscanned say?

Parcels are scanned after hours with a long tail, one in twenty never; labels come evenly over two weeks, so that the
end of the data cuts the youngest off.
"""

from __future__ import annotations

import numpy as np

from tests.simulate.claim import Result, share_between
from wismo.statistics.scan_survival import survival

NEVER, SHAPE, SCALE, DAYS = 0.05, 0.9, 20.0, 14
PARCELS = 400
HOURS = (12, 24, 48, 96)


def truth(hours: np.ndarray) -> np.ndarray:
    """Return the true share of parcels still without a scan after so many hours."""
    return NEVER + (1 - NEVER) * np.exp(-((hours / SCALE) ** SHAPE))


def world(seed: int, parcels: int = PARCELS) -> tuple[np.ndarray, np.ndarray]:
    """Return the hours each parcel waited or has been waiting, and whether it still waits."""
    rng = np.random.default_rng(seed)
    waited = SCALE * rng.weibull(SHAPE, parcels)
    waited[rng.random(parcels) < NEVER] = np.inf
    seen = rng.uniform(0, 24 * DAYS, parcels)
    return np.minimum(waited, seen), waited > seen


def simulate(seeds: range) -> list[Result]:
    """Draw worlds; the interval must hold the truth about as often as it says, and leaving out must not."""
    true = truth(np.array(HOURS, dtype=float))
    held = dropped = 0
    for seed in seeds:
        hours, is_censored = world(seed)
        curve = survival(hours, is_censored, HOURS)
        held += int(np.sum((curve["lower"].to_numpy() <= true) & (true <= curve["upper"].to_numpy())))
        bare = survival(hours[~is_censored], is_censored[~is_censored], HOURS)
        dropped += int(np.sum((bare["lower"].to_numpy() <= true) & (true <= bare["upper"].to_numpy())))
    of = len(seeds) * len(HOURS)
    return [
        share_between("95 of 100 intervals hold the true share not scanned", held, of, 0.92, 0.98),
        share_between("with the unscanned left out they do not", dropped, of, 0.0, 0.6),
    ]
