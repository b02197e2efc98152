"""Orders of the days ahead: as planned, else as last year in the week that lay as far from Black Friday."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.confidence import SMALLEST_N
from wismo.periods import WEEK, last_full_week, monday

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS = tuple(timedelta(days=day) for day in range(7))
PLACED, ORDER_PLAN, LAST_YEAR, RECENT_WEEKS = "placed", "order_plan", "last_year_orders", "recent_weeks"
# Growth is that of the latest weeks on the same weeks a year before; of fewer than half of them it would be noise.
GROWTH_WEEKS = 8


def years_before(distances: Mapping[date, tuple[int, int]]) -> dict[date, date]:
    """Return for each Monday the one a year earlier that lay as many weeks from Black Friday, where there was one.

    ``distances`` has, for Mondays, the year of the Black Friday that counts and the weeks from its week. Around the
    turn of such years, and where none is known, it is the Monday 52 weeks earlier.
    """
    places = {place: week for week, place in distances.items()}
    return {week: places.get((year - 1, distance), week - 52 * WEEK) for week, (year, distance) in distances.items()}


def growth(orders: Mapping[date, int], before: Mapping[date, date]) -> float | None:
    """Return orders of the latest complete weeks by those of the same weeks a year before; None of too few weeks.

    ``orders`` has every day from the first to the last that is known, ``before`` is as ``years_before`` gives it.
    """
    first, through = min(orders), max(orders)
    last = last_full_week(through)
    recent = [last - index * WEEK for index in range(GROWTH_WEEKS)]
    pairs = [(week, before[week]) for week in recent if week >= first and before.get(week, first - WEEK) >= first]
    earlier = sum(_of_week(orders, week) for _, week in pairs)
    if len(pairs) < GROWTH_WEEKS // 2 or earlier < SMALLEST_N:
        return None
    return sum(_of_week(orders, week) for week, _ in pairs) / earlier


def planned_days(
    orders: Mapping[date, int],
    plan: Mapping[date, float],
    before: Mapping[date, date],
    last_day: date,
) -> pl.DataFrame:
    """Return ``order_date``, ``orders`` and ``source`` for each day from the first that is known to ``last_day``.

    ``orders`` and ``before`` are as ``growth`` takes them; ``plan`` has orders of whole weeks by their Monday. A week
    of the plan is spread over its days as the same week was last year, else as the latest weeks were; one without a
    plan takes last year's days times the growth since. The week that runs goes on as the latest weeks did where
    neither is known. Days of which nobody knows anything have no orders (NULL).
    """
    first, through = min(orders), max(orders)
    factor = growth(orders, before)
    recent = _recent_days(orders, through)
    rows: list[tuple[date, float | None, str | None]] = [(day, float(orders[day]), PLACED) for day in sorted(orders)]
    running = monday(through + timedelta(days=1))
    for week in (running + index * WEEK for index in range((last_day - running).days // 7 + 1)):
        earlier = before.get(week, week - 52 * WEEK)
        is_known = earlier >= first and earlier + DAYS[6] <= through
        shape = np.array([orders[earlier + day] for day in DAYS], dtype=float) if is_known else recent
        open_days = np.array([week + day > through for day in DAYS])
        source = LAST_YEAR if is_known and factor is not None else None
        if week in plan:
            rest = max(plan[week] - sum(orders.get(week + day, 0) for day in DAYS), 0.0)
            weight = float(shape[open_days].sum())
            # A shape without any order says nothing: then every open day has the same.
            values = shape * rest / weight if weight > 0 else np.full(7, rest / max(int(open_days.sum()), 1))
            source = ORDER_PLAN
        elif source == LAST_YEAR:
            values = shape * (factor or 0.0)
        elif week <= through:
            values, source = recent, RECENT_WEEKS
        else:
            values = None
        rows += [
            (week + day, None if values is None else float(values[index]), source)
            for index, day in enumerate(DAYS)
            if open_days[index] and week + day <= last_day
        ]
    return pl.DataFrame(rows, schema={"order_date": pl.Date, "orders": pl.Float64, "source": pl.String}, orient="row")


def weeks_ahead(days: pl.DataFrame, lags: np.ndarray) -> pl.DataFrame:
    """Return the weeks that are wholly ahead, with the orders that their tickets can be about.

    ``days`` is as ``planned_days`` gives it, ``lags`` the share of tickets that come 0, 1, ... days after the order.
    Columns: ``week_start``, ``planned_orders`` (of the week), ``source`` (of them), ``orders`` (lag-matched, NULL where
    a day that matters is not known) and ``planned_share`` (how much of ``orders`` is still to be placed).
    """
    orders = days["orders"].fill_null(float("nan")).to_numpy()
    ahead = (days["source"] != PLACED).fill_null(value=True).to_numpy()
    matched = np.convolve(orders, lags)[: len(orders)]
    planned = np.convolve(np.where(ahead, orders, 0.0), lags)[: len(orders)]
    by_day = days.with_columns(
        week_start=pl.col("order_date").dt.truncate("1w"), ahead=ahead, matched=matched, planned=planned
    )
    return (
        by_day.group_by("week_start")
        .agg(
            pl.col("ahead").all(),
            pl.len().alias("days"),
            pl.when(pl.col("orders").is_not_null().all()).then(pl.col("orders").sum()).alias("planned_orders"),
            pl.col("source").first(),
            pl.col("matched").sum().fill_nan(None).alias("orders"),
            (pl.col("planned").sum() / pl.col("matched").sum()).fill_nan(None).alias("planned_share"),
        )
        .filter(pl.col("ahead") & (pl.col("days") == len(DAYS)))
        .sort("week_start")
        .select("week_start", "planned_orders", "source", "orders", "planned_share")
    )


def _of_week(orders: Mapping[date, int], week: date) -> int:
    return sum(orders[week + day] for day in DAYS)


def _recent_days(orders: Mapping[date, int], through: date) -> np.ndarray:
    """Return the mean orders (7) of each weekday over the last 8 weeks, or as many as there are."""
    days = [day for day in orders if day > through - GROWTH_WEEKS * WEEK]
    sums, counts = np.zeros(7), np.zeros(7)
    for day in days:
        sums[day.weekday()] += orders[day]
        counts[day.weekday()] += 1
    return sums / np.maximum(counts, 1)
