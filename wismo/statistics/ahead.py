"""What the weeks ahead bring: tickets, the hours to answer them, and how such forecasts have done before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.periods import WEEK, last_full_week, monday
from wismo.statistics import backtest, sentences_ahead
from wismo.statistics.forecast import Assumptions, enough, forecast, peak_share, peaks_seen
from wismo.statistics.order_plan import growth, planned_days, weeks_ahead, years_before
from wismo.statistics.settings import threshold
from wismo.statistics.staffing import SMALLEST_N, mean_hours, staffing_plan, week_shares
from wismo.statistics.table import Table
from wismo.statistics.weeks import TOTAL, season_shares, weekly_counts

if TYPE_CHECKING:
    import duckdb

# The shape of a week is that of so many ordinary weeks before the data ends.
SHAPE_WEEKS = 8
NOT_ENOUGH = "not_enough"
# One row per whole week ahead that the calendar covers (120 days after the data).
PEAK_FORECAST = Table(
    "peak_forecast",
    """
    week_start date not null, is_peak boolean not null, planned_orders double, growth double, orders double,
    expected_tickets double, lower_tickets double, upper_tickets double, expected_hours double, upper_hours double,
    peaks_seen integer not null, n bigint not null, method varchar not null, sentence varchar not null
""",
)
# One row per week (the next one, the busiest ahead), channel, weekday and hour of the brand's day.
STAFFING_PLAN = Table(
    "staffing_plan",
    """
    week_kind varchar not null, week_start date not null, channel varchar not null, weekday integer not null,
    hour integer not null, share double, expected_tickets double, upper_tickets double,
    expected_hours double, upper_hours double, is_placeholder boolean not null, n bigint not null,
    method varchar not null, sentence varchar not null
""",
)
# One row per lead, kind of week and method: how far forecasts of weeks that are over were off.
FORECAST_BACKTEST = Table(
    "forecast_backtest",
    """
    lead_weeks integer not null, week_kind varchar not null, method varchar not null, wape double, bias double,
    coverage double, n bigint not null, sentence varchar not null
""",
)
TABLES = (PEAK_FORECAST, STAFFING_PLAN, FORECAST_BACKTEST)
HOURS = """
    select tickets.channel, cast(isodow(tickets.reporting_date) as integer) as weekday,
        cast(extract(hour from timezone(data_through.reporting_time_zone, timezone('UTC', tickets.created_at)))
            as integer) as hour,
        count(*) as tickets
    from main.tickets as tickets cross join main.int_data_through as data_through
    where tickets.is_wismo and tickets.handled_by = 'agent'
        and cast(date_trunc('week', tickets.reporting_date) as date) in (select unnest($1))
    group by 1, 2, 3 order by 1, 2, 3
"""


@dataclass(frozen=True)
class Known:
    """What the marts tell: weekly ``history`` of tickets and lag-matched orders, daily ``orders``, and the calendar."""

    history: pl.DataFrame
    orders: dict[date, int]
    lags: dict[date, np.ndarray]
    before: dict[date, date]
    shares: pl.DataFrame
    peak_seasons: tuple[str, ...]
    last_day: date


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the three tables from the marts; all are empty where there is no order or no calendar ahead."""
    known = _known(connection)
    if known is None:
        for table in TABLES:
            table.write(connection)
        return
    assumptions = Assumptions(
        between_peaks=threshold(connection, "forecast_between_peaks"),
        plan_error=threshold(connection, "forecast_plan_error"),
        last_year_error=threshold(connection, "forecast_last_year_error"),
    )
    plan = dict(connection.cursor().sql("select week_start, planned_orders from main.order_plan").pl().rows())
    staffing = connection.cursor().sql("select * from main.staffing order by channel").pl()
    days = planned_days(known.orders, plan, known.before, known.last_day)
    ahead = weeks_ahead(days, known.lags[max(known.lags)])
    found = forecast(known.history, ahead, known.shares, known.peak_seasons, assumptions)
    usual, peak = (_tickets_by_hour(connection, weeks) for weeks in _shape_weeks(known))
    has_peak_shape = peak["tickets"].sum() >= SMALLEST_N
    forecasted = _forecast_table(known, found, staffing, usual, peak if has_peak_shape else usual)
    PEAK_FORECAST.write(connection, forecasted)
    STAFFING_PLAN.write(connection, _staffing_table(forecasted, staffing, usual, peak if has_peak_shape else None))
    made = backtest.forecasts(
        known.history, known.orders, known.before, known.lags, known.shares, known.peak_seasons, assumptions
    )
    scored = backtest.scores(made)
    FORECAST_BACKTEST.write(connection, scored.with_columns(sentence=sentences_ahead.of_backtest()))


def _known(connection: duckdb.DuckDBPyConnection) -> Known | None:
    run = connection.cursor().sql
    placed = run(
        """
        select order_days.reporting_date, cast(sum(order_days.order_count) as bigint) as orders
        from main.order_days as order_days cross join main.int_data_through as data_through
        where order_days.order_count > 0 and order_days.reporting_date <= data_through.reporting_through
        group by 1
        """
    ).pl()
    lags = run("select week_start, lag_days, lag_share from main.int_wismo_lags order by 1, 2").pl()
    calendar = run(
        """
        select distinct iso_week_start, peak_year, black_friday_week from main.calendar_days
        where date_day = iso_week_start and black_friday_week is not null order by 1
        """
    ).pl()
    [(through, last_day)] = run(
        """
        select (select any_value(reporting_through) from main.int_data_through),
            (select max(date_day) from main.calendar_days)
        """
    ).fetchall()
    if placed.is_empty() or lags.is_empty() or through is None or last_day is None:
        return None
    first, counted = placed["reporting_date"].min(), dict(placed.rows())
    orders = {
        day: counted.get(day, 0) for day in (first + timedelta(days=n) for n in range((through - first).days + 1))
    }
    curves = {}
    for (week,), frame in lags.group_by("week_start", maintain_order=True):
        curve = np.zeros(int(frame["lag_days"].max()) + 1)
        curve[frame["lag_days"].to_numpy()] = frame["lag_share"].to_numpy()
        curves[week] = curve
    counts = weekly_counts(connection).filter(pl.col("dimension") == TOTAL)
    return Known(
        history=counts.select("week_start", "tickets", "orders").sort("week_start"),
        orders=orders,
        lags=curves,
        before=years_before({week: (year, place) for week, year, place in calendar.rows()}),
        shares=season_shares(connection),
        peak_seasons=tuple(
            run("select season from main.season_windows where is_peak order by 1").pl()["season"].to_list()
        ),
        # Only whole weeks are forecast.
        last_day=monday(last_day + timedelta(days=1)) - timedelta(days=1),
    )


def _shape_weeks(known: Known) -> tuple[list[date], list[date]]:
    """Return the latest ordinary weeks, and the weeks of the latest peak."""
    through = max(known.orders)
    last = last_full_week(through)
    weeks = pl.Series([last - n * WEEK for n in range(60)][::-1], dtype=pl.Date)
    part = peak_share(weeks, known.shares, known.peak_seasons)
    usual = [week for week, share in zip(weeks, part, strict=True) if share == 0][-SHAPE_WEEKS:]
    peak = [week for week, share in zip(weeks, part, strict=True) if share > 0]
    return usual, [week for week in peak if week > max(peak) - 13 * WEEK]


def _tickets_by_hour(connection: duckdb.DuckDBPyConnection, weeks: list[date]) -> pl.DataFrame:
    return connection.cursor().sql(HOURS, params=[weeks]).pl()


def _forecast_table(
    known: Known, found: pl.DataFrame, staffing: pl.DataFrame, usual: pl.DataFrame, peak: pl.DataFrame
) -> pl.DataFrame:
    is_peak = pl.col("peak_share") > 0
    each = pl.when(is_peak).then(_mean_by_channel(peak, staffing)).otherwise(_mean_by_channel(usual, staffing))
    has_figure = pl.col("expected").is_not_null()
    rounded = {
        "planned_orders": pl.col("planned_orders"), "orders": pl.col("orders"), "expected_tickets": pl.col("expected"),
        "lower_tickets": pl.col("lower"), "upper_tickets": pl.col("upper"),
        "expected_hours": pl.col("expected") * each, "upper_hours": pl.col("upper") * each,
    }  # fmt: skip
    return (
        found.with_columns(is_peak=is_peak, **{name: value.round(6) for name, value in rounded.items()})
        .select(
            "week_start",
            "is_peak",
            *rounded,
            growth=pl.lit(growth(known.orders, known.before), dtype=pl.Float64).round(6),
            peaks_seen=pl.lit(peaks_seen(known.history["week_start"], known.shares, known.peak_seasons)),
            n=pl.lit(len(known.history), dtype=pl.Int64),
            method=pl.when(has_figure).then(pl.col("source")).otherwise(pl.lit(NOT_ENOUGH)),
        )
        .with_columns(
            sentence=sentences_ahead.of_week(
                has_history=enough(known.history.filter(pl.col("orders") > 0)),
                is_placeholder=sentences_ahead.is_placeholder(staffing),
            )
        )
    )


def _mean_by_channel(tickets: pl.DataFrame, staffing: pl.DataFrame) -> pl.Expr:
    return pl.lit(mean_hours(tickets, staffing), dtype=pl.Float64)


def _staffing_table(
    forecasted: pl.DataFrame, staffing: pl.DataFrame, usual: pl.DataFrame, peak: pl.DataFrame | None
) -> pl.DataFrame | None:
    """Return the plan of the next week and of the busiest, which are two names of one week where it comes next."""
    weeks = forecasted.filter(pl.col("expected_tickets").is_not_null()).sort("week_start")
    if weeks.is_empty():
        return None
    busiest = weeks.sort("expected_tickets", "week_start", descending=[True, False]).row(0, named=True)
    parts = []
    for kind, week in (("next", weeks.row(0, named=True)), ("busiest", busiest)):
        is_peak_shape = week["is_peak"] and peak is not None
        shape = week_shares(peak if is_peak_shape and peak is not None else usual)
        plan = staffing_plan(shape, staffing, week["expected_tickets"], week["upper_tickets"])
        parts.append(
            plan.with_columns(
                week_kind=pl.lit(kind),
                week_start=pl.lit(week["week_start"]),
                method=pl.when(pl.col("n") < SMALLEST_N)
                .then(pl.lit(NOT_ENOUGH))
                .otherwise(pl.lit("last_peak" if is_peak_shape else "recent_weeks")),
                is_placeholder=pl.lit(sentences_ahead.is_placeholder(staffing)),
            )
        )
    figures = ("share", "expected_tickets", "upper_tickets", "expected_hours", "upper_hours")
    return (
        pl.concat(parts)
        .with_columns(pl.col(name).round(6) for name in figures)
        .with_columns(sentence=sentences_ahead.of_hour())
    )
