"""The sentences of the forecast's tables: each number in one is a column of its row, rounded."""

from __future__ import annotations

import polars as pl

from wismo.labels import WEEKDAYS
from wismo.statistics.backtest import LAST_YEAR_TICKETS, ORDERS_KNOWN
from wismo.statistics.forecast import SMALLEST_WEEKS
from wismo.statistics.order_plan import ORDER_PLAN

NONE = pl.lit("")


def is_placeholder(staffing: pl.DataFrame) -> bool:
    """Say whether any row of the seed ``staffing`` is still ours."""
    return bool(staffing["source"].str.to_lowercase().str.starts_with("placeholder").any())


def of_week(*, has_history: bool, is_placeholder: bool) -> pl.Expr:
    """Return the sentence of a row of ``peak_forecast``."""
    week = pl.format("In the week of {}", pl.col("week_start"))
    planned = pl.format("{}, if the {} planned orders come in,", week, _whole("planned_orders"))
    grown = pl.format(
        "{}, if {} orders come in (no plan: last year's, as many weeks from Black Friday, times {}),",
        week,
        _whole("planned_orders"),
        pl.col("growth").round(2),
    )
    tickets = pl.format(
        " {} WISMO tickets are to be expected, and in 8 weeks of 10 between {} and {}",
        *(_whole(name) for name in ("expected_tickets", "lower_tickets", "upper_tickets")),
    )
    hours = pl.format(
        "; answering them takes {} paid hours, {} at the upper end", _whole("expected_hours"), _whole("upper_hours")
    ) + pl.lit(" (handling times are placeholders)" if is_placeholder else "")
    few = pl.lit("; how many hours they take is not known (too few tickets, or a channel not in seeds/staffing.csv)")
    peaks = (
        pl.when(~pl.col("is_peak"))
        .then(NONE)
        .when(pl.col("peaks_seen") == 0)
        .then(pl.lit(" No peak has been seen yet: the interval is wide, and the rate is that of ordinary weeks."))
        .when(pl.col("peaks_seen") == 1)
        .then(pl.lit(" Only one peak has been seen: by how much peaks differ is assumed, not measured."))
        .otherwise(pl.format(" {} peaks have been seen: by how much they differ is assumed.", pl.col("peaks_seen")))
    )
    said = pl.when(pl.col("method") == ORDER_PLAN).then(planned).otherwise(grown)
    said = said + tickets + pl.when(pl.col("expected_hours").is_null()).then(few).otherwise(hours) + pl.lit(".") + peaks
    if has_history:
        why = pl.lit(": not enough data, there is neither an order plan nor a whole year of orders before it.")
    else:
        why = pl.format(f": not enough data, {SMALLEST_WEEKS} complete weeks with tickets are needed (n = {{}}).", "n")
    return pl.when(pl.col("expected_tickets").is_null()).then(week + why).otherwise(said)


def of_hour() -> pl.Expr:
    """Return the sentence of a row of ``staffing_plan``."""
    when = pl.format(
        "In the week of {}, {} from hour {}, channel {}",
        pl.col("week_start"),
        pl.col("weekday").replace_strict(dict(enumerate(WEEKDAYS, start=1)), return_dtype=pl.String),
        pl.col("hour"),
        pl.col("channel"),
    )
    tickets = pl.format(
        ": {} WISMO tickets are to be expected, {} at the upper end",
        pl.col("expected_tickets").round(2),
        pl.col("upper_tickets").round(2),
    )
    hours = pl.format(
        ", which take {} paid hours, {} at the upper end",
        pl.col("expected_hours").round(2),
        pl.col("upper_hours").round(2),
    ) + pl.when(pl.col("is_placeholder")).then(pl.lit(" (handling times are placeholders)")).otherwise(NONE)
    unknown = pl.lit(", and no row of seeds/staffing.csv says how long they take")
    few = pl.format(": not enough data, the weeks looked at had too few tickets there (n = {}).", pl.col("n"))
    said = tickets + pl.when(pl.col("expected_hours").is_null()).then(unknown).otherwise(hours) + pl.lit(".")
    return when + pl.when(pl.col("expected_tickets").is_null()).then(few).otherwise(said)


def of_backtest() -> pl.Expr:
    """Return the sentence of a row of ``forecast_backtest``."""
    method = pl.col("method")
    what = (
        pl.when(method == ORDERS_KNOWN)
        .then(pl.lit("with the orders that came"))
        .when(method == LAST_YEAR_TICKETS)
        .then(pl.lit("that take last year's tickets times growth"))
        .otherwise(pl.lit("with last year's orders times growth"))
    )
    weeks = pl.when(pl.col("week_kind") == "peak").then(pl.lit("peak weeks")).otherwise(pl.lit("weeks"))
    ahead = pl.when(pl.col("lead_weeks") == 1).then(pl.lit("week")).otherwise(pl.lit("weeks"))
    made = pl.format("Forecasts of {} made {} {} before, {}", weeks, pl.col("lead_weeks"), ahead, what)
    missed = pl.format(", missed by {} % of the tickets (n = {})", _percent("wape"), pl.col("n"))
    held = pl.format("; {} % of the weeks lay in the interval that should hold 80 %", _percent("coverage"))
    said = missed + pl.when(pl.col("coverage").is_null()).then(NONE).otherwise(held) + pl.lit(".")
    few = pl.format(": not enough data (n = {}).", pl.col("n"))
    return made + pl.when(pl.col("wape").is_null()).then(few).otherwise(said)


def _whole(name: str) -> pl.Expr:
    return pl.col(name).round(0).cast(pl.Int64)


def _percent(name: str) -> pl.Expr:
    return (100 * pl.col(name)).round(1)
