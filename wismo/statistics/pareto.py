"""Who brings most of a count: members from the largest down, each with its share and the share of all down to it."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 0.7


def pareto(counts: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """Return the members that have any, the largest first; ``counts`` holds the dimension and ``value``.

    Adds ``share`` and ``running_share``, both of the whole of these members.
    """
    found = counts.filter(pl.col("value") > 0).sort("value", dimension, descending=[True, False])
    running = list(accumulate(found["value"]))
    whole = running[-1] if running else 0
    return found.with_columns(
        share=pl.col("value") / whole,
        running_share=pl.Series([reached / whole for reached in running], dtype=pl.Float64),
    )


def how_many_are_most(running_shares: Sequence[float], most: float = MOST) -> int:
    """Return how many members, from the first on, bring at least ``most`` of the whole; 0 where there are none."""
    return next((place for place, share in enumerate(running_shares, start=1) if share >= most), 0)
