"""The paid hours of a week ahead over all channels, hour by hour, and those of them for which nobody is planned.

Who is planned comes from the seed ``staffed_hours``, which says when somebody is there and not how many; so a gap is
work that comes while nobody is there at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.labels import WEEKDAYS
from wismo.statistics.table import Table

if TYPE_CHECKING:
    import duckdb

# One row per week of the plan (next, busiest), weekday and hour; and one for the whole week, without either.
TABLES = (
    Table(
        "staffing_gaps",
        """
        week_kind varchar not null, week_start date not null, weekday integer, hour integer,
        expected_hours double not null, upper_hours double not null, known_hours double not null,
        unplanned_hours double, n bigint not null, method varchar not null, sentence varchar not null
    """,
    ),
)
SPANS, NONE = "staffed_hours", "none"
WEEK = ("week_kind", "week_start")
FIGURES = ("expected_hours", "upper_hours", "known_hours", "unplanned_hours")


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``staffing_gaps`` from ``staffing_plan`` and the seed; empty where there is no plan."""
    plan = connection.cursor().sql("from main.staffing_plan where expected_hours is not null").pl()
    spans = connection.cursor().sql("select channel, weekday, opens_at, closes_at from main.staffed_hours").pl()
    TABLES[0].write(connection, gaps(plan, spans) if plan.height else None)


def gaps(plan: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the table.

    ``plan`` has the columns of ``staffing_plan``, its hours known; ``spans`` are rows of the seed ``staffed_hours``. A
    channel without a row there has unknown hours: it is in ``expected_hours`` and not in ``known_hours``.
    """
    placed = plan.join(staffed_shares(spans), on=["channel", "weekday", "hour"], how="left").with_columns(
        is_known=pl.col("channel").is_in(spans["channel"].unique().to_list()), staffed=pl.col("staffed").fill_null(0.0)
    )
    known = pl.col("expected_hours").filter("is_known")
    open_share = 1 - pl.col("staffed").filter("is_known")
    summed = [
        pl.col("expected_hours").sum(),
        pl.col("upper_hours").sum(),
        known.sum().alias("known_hours"),
        pl.when(pl.col("is_known").any()).then((known * open_share).sum()).alias("unplanned_hours"),
    ]
    tickets = plan.group_by(*WEEK, "channel").agg(pl.col("n").first()).group_by(WEEK).agg(pl.col("n").sum())
    cells = placed.group_by(*WEEK, "weekday", "hour").agg(summed)
    whole = placed.group_by(WEEK).agg(summed)
    found = pl.concat([cells, whole], how="diagonal_relaxed").join(tickets, on=WEEK)
    method = pl.when(pl.col("unplanned_hours").is_null()).then(pl.lit(NONE)).otherwise(pl.lit(SPANS))
    return (
        found.with_columns(pl.col(FIGURES).round(6), method=method)
        .with_columns(sentence=_sentence())
        .sort(*WEEK, "weekday", "hour", nulls_last=True)
    )


def staffed_shares(spans: pl.DataFrame) -> pl.DataFrame:
    """Return ``channel``, ``weekday``, ``hour`` and ``staffed``, the part of that hour in which somebody is there."""
    minutes = [
        (60 * pl.col(name).str.slice(0, 2).cast(pl.Int32) + pl.col(name).str.slice(3, 2).cast(pl.Int32)).alias(end)
        for name, end in (("opens_at", "opens"), ("closes_at", "closes"))
    ]
    hours = pl.DataFrame({"hour": range(24)}, schema={"hour": pl.Int32})
    start = 60 * pl.col("hour")
    held = pl.min_horizontal("closes", start + 60) - pl.max_horizontal("opens", start)
    return (
        spans.select("channel", pl.col("weekday").cast(pl.Int32), *minutes)
        .join(hours, how="cross")
        .group_by("channel", "weekday", "hour")
        .agg(staffed=(held.clip(lower_bound=0).sum() / 60).clip(upper_bound=1.0))
    )


def _sentence() -> pl.Expr:
    day = pl.col("weekday").replace_strict(dict(enumerate(WEEKDAYS, start=1)), return_dtype=pl.String)
    when = pl.when(pl.col("weekday").is_null()).then(pl.lit("")).otherwise(pl.format(", {} from hour {}", day, "hour"))
    hours = pl.format(
        "In the week of {}{}, answering takes {} paid hours over all channels, {} at the upper end",
        "week_start",
        when,
        *(pl.col(name).round(2) for name in ("expected_hours", "upper_hours")),
    )
    gap = pl.format(
        "; of the {} on channels whose staffed hours are known, {} come while nobody is planned.",
        *(pl.col(name).round(2) for name in ("known_hours", "unplanned_hours")),
    )
    unknown = pl.lit("; seeds/staffed_hours.csv says of none of them when somebody is there.")
    return hours + pl.when(pl.col("unplanned_hours").is_null()).then(unknown).otherwise(gap)
