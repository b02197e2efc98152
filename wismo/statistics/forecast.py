"""WISMO tickets of the weeks ahead: the seasonal rate of the weeks so far, times the orders that are planned.

The latest half year may have a level of its own, so that a change that lasted goes on. The interval is the
prediction's own, widened by what the history cannot tell: how much one peak's rate differs from another's, and by how
much a plan of orders misses. Both are assumptions (`seeds/thresholds.csv`), not estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.order_plan import ORDER_PLAN
from wismo.statistics.rate_model import fit_rate, limits
from wismo.statistics.weeks import season_design

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST_WEEKS = 26
SMALLEST_TICKETS = 30
# The interval holds eight weeks in ten.
TAIL = 0.10
# The latest weeks' own level, as a log rate; it is asked for where as many weeks lie before them (DECISIONS.md).
RECENT_WEEKS, RECENT_SD = 26, 0.2
# Weeks of peak seasons that lie farther apart than this belong to different peaks; a peak is at least two weeks' worth.
PEAK_GAP_WEEKS, SMALLEST_PEAK = 13, 2.0


@dataclass(frozen=True)
class Assumptions:
    """What no history of one or two peaks tells, as relative standard deviations.

    ``between_peaks`` is by how much the rate of one peak differs from another's, ``plan_error`` by how much planned
    orders miss, ``last_year_error`` by how much a peak's orders miss where they are last year's times growth.
    """

    between_peaks: float = 0.15
    plan_error: float = 0.10
    last_year_error: float = 0.20


def enough(history: pl.DataFrame) -> bool:
    """Say whether ``history`` (as ``forecast`` takes it) is long enough for a rate and its wave over the year."""
    return len(history) >= SMALLEST_WEEKS and history["tickets"].sum() >= SMALLEST_TICKETS


def forecast(
    history: pl.DataFrame,
    ahead: pl.DataFrame,
    shares: pl.DataFrame,
    peak_seasons: Sequence[str],
    assumptions: Assumptions,
) -> pl.DataFrame:
    """Return ``ahead`` with ``peak_share``, ``expected``, ``lower`` and ``upper`` tickets of each week.

    ``history`` has ``week_start``, ``tickets`` and lag-matched ``orders`` of complete weeks, ``ahead`` is as
    ``order_plan.weeks_ahead`` gives it, ``shares`` as ``weeks.season_shares`` does. Weeks without orders, and all where
    the history is too short, have no figures.
    """
    known = history.filter(pl.col("orders") > 0).sort("week_start")
    ahead = ahead.with_columns(peak_share=peak_share(ahead["week_start"], shares, peak_seasons))
    may = ahead["orders"].is_not_null() & (ahead["orders"] > 0)
    if not enough(known) or not may.any():
        nothing = (pl.lit(None, dtype=pl.Float64).alias(name) for name in ("expected", "lower", "upper"))
        return ahead.with_columns(nothing)
    is_recent = np.arange(len(known)) >= max(len(known) - RECENT_WEEKS, RECENT_WEEKS)
    past, prior_sd = _design(known["week_start"], shares, is_recent)
    model = fit_rate(known["tickets"].to_numpy(), known["orders"].to_numpy(), past, prior_sd)
    rows = ahead.filter(may)
    design, _ = _design(rows["week_start"], shares, np.full(len(rows), is_recent.any()))
    mean = model.mean(design, rows["orders"].to_numpy())
    # The mean of the peaks seen misses the next one by their own scatter too; where none was seen, the prior is wide.
    seen = peaks_seen(known["week_start"], shares, peak_seasons)
    between = assumptions.between_peaks * np.sqrt(1 + 1 / max(seen, 1))
    peak = rows["peak_share"].to_numpy()
    of_last_year = assumptions.plan_error + peak * (assumptions.last_year_error - assumptions.plan_error)
    # Last year's week and the one to come are counts themselves: of few orders, chance alone misses by more.
    of_counts = 2 / np.maximum(rows["planned_orders"].fill_null(0).to_numpy(), 1)
    of_last_year = np.sqrt(np.square(of_last_year) + of_counts)
    missed = np.where(rows["source"] == ORDER_PLAN, assumptions.plan_error, of_last_year)
    widened = (
        model.predictive_dispersion(design)
        + np.square(peak * between)
        + np.square(rows["planned_share"].to_numpy() * missed)
    )
    lower, upper = limits(mean, widened, TAIL)
    # Far below one ticket a week the quantile is 0: the upper end is never below what is expected.
    found = rows.select("week_start").with_columns(expected=mean, lower=lower, upper=np.maximum(upper, np.ceil(mean)))
    return ahead.join(found, on="week_start", how="left", maintain_order="left")


def peak_share(weeks: pl.Series, shares: pl.DataFrame, peak_seasons: Sequence[str]) -> pl.Series:
    """Return how much of each of ``weeks`` (Mondays) lies in a peak season, 0 to 1; ``shares`` as for ``forecast``."""
    names = [name for name in peak_seasons if name in shares.columns]
    found = pl.DataFrame({"week_start": weeks}).join(shares, on="week_start", how="left", maintain_order="left")
    return found.with_columns(peak_share=pl.sum_horizontal(pl.lit(0.0), *names).fill_null(0.0))["peak_share"]


def peaks_seen(weeks: pl.Series, shares: pl.DataFrame, peak_seasons: Sequence[str]) -> int:
    """Return how many peaks the ``weeks`` (Mondays, in order) hold."""
    part = peak_share(weeks, shares, peak_seasons)
    peak = pl.DataFrame({"week": weeks, "part": part}).filter(pl.col("part") > 0)
    is_new = pl.col("week").diff() > pl.duration(weeks=PEAK_GAP_WEEKS)
    sizes = peak.group_by(is_new.fill_null(value=False).cum_sum()).agg(pl.col("part").sum())
    return int((sizes["part"] >= SMALLEST_PEAK).sum())


def _design(weeks: pl.Series, shares: pl.DataFrame, is_recent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    calendar = season_design(weeks, shares)
    return np.column_stack([calendar.matrix, is_recent]), np.append(calendar.prior_sd, RECENT_SD)
