"""Forecasts of weeks that are over, made again from what was known some weeks before, beside what came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from wismo.statistics.forecast import Assumptions, enough, forecast, peak_share
from wismo.statistics.order_plan import GROWTH_WEEKS, LAST_YEAR, ORDER_PLAN, SMALLEST_N, planned_days, weeks_ahead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

LEADS = (1, 4, 8, 13)
# A year of weeks at the longest lead: no origin lies farther back.
ORIGINS = 52 + max(LEADS)
SMALLEST_WEEKS = 8
# The forecast from last year's orders; the same with the orders that came; last year's tickets times their growth.
ORDERS_KNOWN, LAST_YEAR_TICKETS = "orders_known", "last_year_tickets"
METHODS = (LAST_YEAR, ORDERS_KNOWN, LAST_YEAR_TICKETS)


def forecasts(
    history: pl.DataFrame,
    orders: Mapping[date, int],
    before: Mapping[date, date],
    lags: Mapping[date, np.ndarray],
    shares: pl.DataFrame,
    peak_seasons: Sequence[str],
    assumptions: Assumptions,
) -> pl.DataFrame:
    """Return one row per week, lead and method: ``week_start``, ``lead_weeks``, ``method``, ``peak_share``,
    ``expected``, ``lower``, ``upper`` and the ``tickets`` that came; only weeks that every method can forecast.

    ``history``, ``shares`` and ``peak_seasons`` are as ``forecast`` takes them, ``orders`` and ``before`` as
    ``planned_days`` does; ``lags`` has the lag curve that was known on a Monday. Orders of days that were ahead are
    never used, but for the method that says so.
    """  # noqa: D205 - a list of columns does not fit one line
    weeks = history["week_start"].to_list()
    came = history.select("week_start", "tickets", known_orders="orders")
    rows = []
    for origin in weeks[-ORIGINS:]:
        past = history.filter(pl.col("week_start") < origin)
        if not enough(past) or origin not in lags:
            continue
        placed = {day: count for day, count in orders.items() if day < origin}
        targets = [origin + timedelta(weeks=lead - 1) for lead in LEADS]
        last_day = origin + timedelta(weeks=max(LEADS), days=-1)
        ahead = weeks_ahead(planned_days(placed, {}, before, last_day), lags[origin])
        ahead = ahead.filter(pl.col("week_start").is_in(targets)).join(came, on="week_start", how="inner")
        known = ahead.with_columns(orders="known_orders", planned_share=0.0, source=pl.lit(ORDER_PLAN))
        for method, frame in ((LAST_YEAR, ahead), (ORDERS_KNOWN, known)):
            found = forecast(past, frame, shares, peak_seasons, assumptions)
            rows.append(found.with_columns(method=pl.lit(method), origin=pl.lit(origin)))
        rows.append(_naive(past, ahead, before, shares, peak_seasons).with_columns(origin=pl.lit(origin)))
    if not rows:
        return _nothing()
    lead = (pl.col("week_start") - pl.col("origin")).dt.total_days() // 7 + 1
    columns = ["week_start", "lead_weeks", "method", "peak_share", "expected", "lower", "upper", "tickets"]
    made = pl.concat([frame.with_columns(lead_weeks=lead.cast(pl.Int32)).select(columns) for frame in rows])
    whole = pl.col("expected").is_not_null().all().over("week_start", "lead_weeks")
    return made.filter(whole).sort("lead_weeks", "week_start", "method")


def scores(made: pl.DataFrame) -> pl.DataFrame:
    """Return one row per lead, kind of week (all, peak) and method with ``wape``, ``bias``, ``coverage`` and ``n``.

    WAPE is the sum of absolute misses by the sum of tickets, bias that of the misses with their sign (above 0: too
    high), coverage the share of weeks in the interval. Nothing is said of fewer than 8 weeks.
    """
    grid = pl.DataFrame({"lead_weeks": LEADS}, schema={"lead_weeks": pl.Int32})
    grid = grid.join(pl.DataFrame({"week_kind": ["all", "peak"]}), how="cross")
    grid = grid.join(pl.DataFrame({"method": METHODS}), how="cross")
    miss = pl.col("expected") - pl.col("tickets")
    held = pl.col("tickets").is_between(pl.col("lower"), pl.col("upper"))
    kinds = (("all", made), ("peak", made.filter(pl.col("peak_share") > 0)))
    scored = pl.concat(
        frame.group_by("lead_weeks", "method").agg(
            pl.lit(kind).alias("week_kind"),
            n=pl.len().cast(pl.Int64),
            came=pl.col("tickets").sum(),
            wape=miss.abs().sum() / pl.col("tickets").sum(),
            bias=miss.sum() / pl.col("tickets").sum(),
            coverage=held.mean(),
        )
        for kind, frame in kinds
    )
    found = grid.join(scored, on=["lead_weeks", "week_kind", "method"], how="left", maintain_order="left")
    figures = [
        pl.when((pl.col("n") >= SMALLEST_WEEKS) & (pl.col("came") > 0)).then(pl.col(name)).round(6).alias(name)
        for name in ("wape", "bias", "coverage")
    ]
    return found.with_columns(pl.col("n").fill_null(0)).with_columns(figures).drop("came")


def _naive(
    past: pl.DataFrame,
    ahead: pl.DataFrame,
    before: Mapping[date, date],
    shares: pl.DataFrame,
    peak_seasons: Sequence[str],
) -> pl.DataFrame:
    """Forecast last year's tickets of the same week, times their growth over the latest weeks."""
    tickets = dict(past.select("week_start", "tickets").rows())
    recent = [week for week in past["week_start"][-GROWTH_WEEKS:] if before.get(week) in tickets]
    earlier = sum(tickets[before[week]] for week in recent)
    is_known = len(recent) >= GROWTH_WEEKS // 2 and earlier >= SMALLEST_N
    grown = sum(tickets[week] for week in recent) / earlier if is_known else None
    last = [tickets.get(before[week]) if week in before else None for week in ahead["week_start"]]
    expected = [None if value is None or grown is None else value * grown for value in last]
    return ahead.with_columns(
        pl.Series("expected", expected, dtype=pl.Float64),
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in ("lower", "upper")),
        peak_share=peak_share(ahead["week_start"], shares, peak_seasons),
        method=pl.lit(LAST_YEAR_TICKETS),
    )


def _nothing() -> pl.DataFrame:
    floats = dict.fromkeys(("peak_share", "expected", "lower", "upper"), pl.Float64)
    schema = {"week_start": pl.Date, "lead_weeks": pl.Int32, "method": pl.String, **floats, "tickets": pl.Int64}
    return pl.DataFrame(schema=schema)
