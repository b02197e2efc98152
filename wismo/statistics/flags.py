"""Which of many figures can be told from noise, and by how much weeks differ when nothing has changed."""

from __future__ import annotations

import numpy as np
import polars as pl

# Of the figures that are flagged, at most this share is noise (on average).
FALSE_SHARE = 0.05
# A comparison of neighbouring weeks is judged by neighbours, one of weeks far apart by weeks this far apart.
FARTHEST_PAIR = 8
# Fewer tickets in two weeks together say nothing of how they differ.
FEWEST_IN_PAIR = 10
# As in rate_model: what is expected before any data, and how many weeks of evidence that is worth.
PRIOR_VARIATION, PRIOR_WEEKS = 0.10, 20
# A median of squares knows the variance as well as this share of as many squares, averaged, would (normal deviates).
MEDIAN_EFFICIENCY = 0.37
MEDIAN_OF_SQUARES = 0.4549364231195724
MOST_VARIATION = 3.0
STEPS = 60


def told_from_noise(p_values: np.ndarray, false_share: float = FALSE_SHARE) -> np.ndarray:
    """Return which of the two-sided ``p_values`` (n) are flagged when ``false_share`` of the flags may be noise.

    The step-up procedure of Benjamini and Hochberg (Journal of the Royal Statistical Society B 1995). It is
    ``scipy.stats.false_discovery_control``, which a test compares, without the half second of importing it.
    """
    order = np.argsort(p_values, kind="stable")
    reached = np.flatnonzero(p_values[order] <= false_share * np.arange(1, len(order) + 1) / max(len(order), 1))
    flagged = np.zeros(len(order), dtype=bool)
    if len(reached):
        flagged[order[: reached[-1] + 1]] = True
    return flagged


def squared_variation(weekly: pl.DataFrame, distance: int) -> float:
    """Return the squared coefficient of variation of a weekly rate beyond counting noise, from pairs of weeks.

    ``weekly`` has ``member``, ``week_start`` (Monday), ``tickets`` and ``orders``, one row per member and week;
    members are pooled. ``distance`` is how many weeks the comparison spans. The median over pairs keeps weeks in
    which something happened from passing for noise; the estimate is drawn to 10 % as if 20 more weeks had shown it.
    """
    lag = 1 if distance <= 1 else FARTHEST_PAIR
    later = weekly.with_columns(week_start=pl.col("week_start").dt.offset_by(f"-{lag}w"))
    pairs = weekly.join(later, on=["member", "week_start"], suffix="_later").filter(
        (pl.col("tickets") + pl.col("tickets_later") >= FEWEST_IN_PAIR)
        & (pl.col("orders") > 0)
        & (pl.col("orders_later") > 0)
    )
    prior = PRIOR_VARIATION**2
    if pairs.is_empty():
        return prior
    tickets, later_tickets, orders, later_orders = (
        pairs[name].cast(pl.Float64).to_numpy() for name in ("tickets", "tickets_later", "orders", "orders_later")
    )
    rate = (tickets + later_tickets) / (orders + later_orders)
    squares = np.square(later_tickets / later_orders - tickets / orders)
    counting, between = rate * (1 / orders + 1 / later_orders), 2 * np.square(rate)
    found = _where_median_fits(squares, counting, between)
    evidence = MEDIAN_EFFICIENCY * len(squares)
    return float((evidence * found + PRIOR_WEEKS * prior) / (evidence + PRIOR_WEEKS))


def _where_median_fits(squares: np.ndarray, counting: np.ndarray, between: np.ndarray) -> float:
    """Return the squared variation at which the standardised squares have the median of one squared deviate."""
    low, high = 0.0, MOST_VARIATION**2
    if _median(squares / counting) <= MEDIAN_OF_SQUARES:
        return 0.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _median(squares / (counting + middle * between)) > MEDIAN_OF_SQUARES:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _median(values: np.ndarray) -> float:
    """Return what ``np.median`` does, which takes four times as long for some hundred values; none is NaN."""
    upper = len(values) // 2
    if len(values) % 2:
        return np.partition(values, upper)[upper]
    lower, higher = np.partition(values, (upper - 1, upper))[upper - 1 : upper + 1]
    return (lower + higher) / 2
