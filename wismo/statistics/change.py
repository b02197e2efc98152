"""The table of drivers: the last complete week against the week before and the same week a year earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from wismo.confidence import Z
from wismo.periods import WEEK, weeks
from wismo.statistics.brand import names, reporting_through
from wismo.statistics.decomposition import CAUSE, Period, settled
from wismo.statistics.driver_words import COMPARISONS, driver_sentence
from wismo.statistics.drivers import FEWEST_TICKETS, drivers, noise
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table
from wismo.statistics.weeks import SHARED, weekly_counts

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from wismo.statistics.driver_words import Label

METRIC = "wismo_rate"

# One row per comparison and part of the change; slices that a row does not narrow hold 'all'.
TABLES = (
    Table(
        "change_drivers",
        """
        metric varchar not null, comparison varchar not null, period_start date not null, period_end date not null,
        base_period_start date not null, base_period_end date not null, part varchar not null,
        carrier varchar not null, three_pl varchar not null, region varchar not null, root_cause varchar not null,
        now double, before double, effect double, effect_lower double, effect_upper double, ticket_effect double,
        standard_error double, is_told_from_noise boolean, n bigint not null, method varchar not null,
        sentence varchar not null
    """,
    ),
)


@dataclass(frozen=True)
class Week:
    """A week by its Monday, in the brand's zone."""

    start: date

    @property
    def end(self) -> date:
        """Its Sunday."""
        return self.start + WEEK - timedelta(days=1)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``change_drivers`` into the connection's ``main`` schema; without two complete weeks it is empty."""
    weekly = weekly_counts(connection)
    label = names(connection)
    known = set(weekly["week_start"])
    parts = []
    for comparison, (now, base) in _compared(connection).items():
        if {now.start, base.start} <= known:
            found = drivers(
                _period(connection, now),
                _period(connection, base),
                noise(weekly, now.start, base.start, threshold(connection, FEWEST_TICKETS)),
            )
            parts.append(_as_rows(found, comparison, now, base, label))
    TABLES[0].write(connection, pl.concat(parts) if parts else None)


def _compared(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[Week, Week]]:
    through = reporting_through(connection)
    if through is None:
        return {}
    distances = connection.cursor().sql(
        """
        select iso_week_start, black_friday_week from main.calendar_days
        where date_day = iso_week_start and black_friday_week is not null
        """
    )
    chosen = weeks(through, dict(distances.fetchall()))
    now = Week(chosen.last)
    return {"week_before": (now, Week(chosen.before)), "year_before": (now, Week(chosen.year_before))}


def _period(connection: duckdb.DuckDBPyConnection, week: Week) -> Period:
    def summed(mart: str, measure: str, name: str, *by: str) -> pl.DataFrame:
        keys = ", ".join(by)
        sql = f"""
            select {keys}, round(cast(sum({measure}) as double), 6) as {name}
            from main.{mart} where reporting_date between $start and $end and {measure} <> 0
            group by {keys} order by {keys}
        """  # noqa: S608 - our own names
        return connection.cursor().sql(sql, params={"start": week.start, "end": week.end}).pl()

    return Period(
        settled(summed("ticket_days", "rated_wismo_count", "tickets", *SHARED, CAUSE, "cause_status")),
        summed("order_days", "lag_matched_orders", "orders", *SHARED),
    )


def _as_rows(found: pl.DataFrame, comparison: str, now: Week, base: Week, label: Label) -> pl.DataFrame:
    # Rounded first, so that the sentence and the columns say the same.
    rounded = found.with_columns(
        effect_lower=pl.col("effect") - Z * pl.col("standard_error"),
        effect_upper=pl.col("effect") + Z * pl.col("standard_error"),
    ).with_columns(pl.col(pl.Float64).round(6) + 0.0)
    sentences = [driver_sentence(row, COMPARISONS[comparison], label) for row in rounded.iter_rows(named=True)]
    return rounded.with_columns(
        metric=pl.lit(METRIC),
        comparison=pl.lit(comparison),
        period_start=pl.lit(now.start),
        period_end=pl.lit(now.end),
        base_period_start=pl.lit(base.start),
        base_period_end=pl.lit(base.end),
        sentence=pl.Series(sentences, dtype=pl.String),
    )
