"""What makes customers alike: the covariates of the retention statistics as a matrix, all known before the exposure."""

from __future__ import annotations

import numpy as np
import polars as pl

# A level with fewer rows than this shares its column with the other rare ones; so many columns at most each.
SMALLEST_LEVEL = 50
MOST_LEVELS = 16
# What is one with the other, not side by side: a season's November is set against that November, and a carrier that
# breaks down in the peak against itself there. A year has some twenty pieces of a month within a season.
TOGETHER = (("month", "season"), ("carrier", "season"))
MOST_TOGETHER = 30
WORDS = ("region", "country", "carrier", "three_pl", "sales_channel")
FLAGS = ("is_gift", "is_subscription", "is_split")
# Upper ends of the bins. What an earlier order does to the next is far from a straight line (statistics: -0.6 points
# of bias with a line, none with bins).
ORDER_BINS = (0, 1, 2, 4)
RECENCY_BINS = (30, 60, 90, 180)
LATE_BINS = (0, 1, 3, 7)


def design(study: pl.DataFrame, *, with_history: bool = True, with_lateness: bool = False) -> np.ndarray:
    """Return the covariates (n, p) of the rows of ``study``: bins of everything countable, squares of amounts.

    ``study`` is as ``retention.study`` reads it. ``with_history`` takes in all earlier orders and how long ago the last
    one was; without it only orders from before the window in which the method is tested. ``with_lateness`` adds how
    late the order was, and whether that is known.
    """
    columns: list[np.ndarray] = []
    for name in WORDS:
        columns += _levels(study[name], MOST_LEVELS)
    for names in TOGETHER:
        columns += _levels(
            study.select(pl.concat_str(names, separator=" ", ignore_nulls=True)).to_series(), MOST_TOGETHER
        )
    columns += [study[name].to_numpy().astype(float) for name in FLAGS]
    for name in ("order_value", "promised_days"):
        columns += _amount(study[name])
    if with_history:
        columns += _bins(study["earlier_order_count"], ORDER_BINS)
        columns += _bins(study["days_since_previous"], RECENCY_BINS)
        columns.append((study["earlier_order_count"] == 0).to_numpy() & ~study["is_first_order"].to_numpy())
    else:
        columns += _bins(study["long_ago_order_count"], ORDER_BINS)
    if with_lateness:
        columns += _bins(study["days_late"], LATE_BINS)
    varied = [column for column in columns if column.min(initial=np.inf) < column.max(initial=-np.inf)]
    return np.column_stack(varied).astype(float) if varied else np.zeros((len(study), 1))


def _levels(words: pl.Series, most: int) -> list[np.ndarray]:
    counted = words.fill_null("unknown").value_counts().sort(["count", words.name], descending=[True, False])
    common = counted.filter(pl.col("count") >= SMALLEST_LEVEL)[words.name].head(most)
    # The most common level is the one that the others are set against.
    return [(words.fill_null("unknown") == word).to_numpy() for word in common[1:]]


def _bins(numbers: pl.Series, ends: tuple[int, ...]) -> list[np.ndarray]:
    """One column per bin after the first (up to each end, and beyond the last), and one for what is not known."""
    known = numbers.is_not_null().to_numpy()
    place = np.searchsorted(np.array(ends), numbers.fill_null(0).to_numpy(), side="left")
    return [*(known & (place == index) for index in range(1, len(ends) + 1)), ~known]


def _amount(numbers: pl.Series) -> list[np.ndarray]:
    """The logarithm in standard deviations and its square, and one column for what is not known."""
    known = numbers.is_not_null().to_numpy()
    logs = np.log1p(np.maximum(numbers.cast(pl.Float64).fill_null(0.0).to_numpy(), 0.0))
    spread = logs[known].std() if known.any() else 0.0
    scaled = np.where(known, (logs - logs[known].mean()) / spread, 0.0) if spread > 0 else np.zeros(len(logs))
    # Beyond four standard deviations a parabola says more of itself than of customers.
    scaled = np.clip(scaled, -4, 4)
    return [scaled, np.square(scaled), ~known]
