"""A usual week: how many WISMO contacts a weekday and an hour bring, as the median of the last eight weeks.

Counts of a whole year hold its peaks and grow with the brand; a median of eight weeks says what to plan for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from wismo.labels import WEEKDAYS
from wismo.periods import WEEK, last_full_week
from wismo.statistics.table import Table

if TYPE_CHECKING:
    from datetime import date

    import duckdb

# One row per channel (or all), weekday, and hour of the brand's day (empty for the whole day).
TABLES = (
    Table(
        "usual_week",
        """
        channel varchar not null, weekday integer not null, hour integer, usual_contacts double not null,
        fewest_contacts bigint not null, most_contacts bigint not null, weeks integer not null,
        period_start date not null, period_end date not null, n bigint not null, method varchar not null,
        sentence varchar not null
    """,
    ),
)
ALL, METHOD, WEEKS = "all", "median_of_weeks", 8
CONTACTS = """
    select channel, reporting_date, cast(opened_weekday as integer) as weekday, cast(opened_hour as integer) as hour,
        cast(sum(contact_count) as bigint) as contacts
    from main.reply_days where reporting_date between $first and $last
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
"""


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``usual_week`` from ``reply_days``; empty where eight complete weeks of tickets are not there yet."""
    [(through, earliest)] = connection.execute(
        """
        select (select any_value(reporting_through) from main.int_data_through),
            (select min(reporting_date) from main.ticket_days)
        """
    ).fetchall()
    TABLES[0].write(connection)
    if through is None or earliest is None:
        return
    last = last_full_week(through)
    first = last - (WEEKS - 1) * WEEK
    if earliest > first:
        return
    dates = {"first": first, "last": last + WEEK - timedelta(days=1)}
    TABLES[0].write(connection, usual(connection.cursor().sql(CONTACTS, params=dates).pl(), first))


def usual(contacts: pl.DataFrame, first: date) -> pl.DataFrame:
    """Return the rows of the table for the eight weeks from the Monday ``first`` on.

    ``contacts`` has ``channel``, ``reporting_date``, ``weekday`` (1 is Monday), ``hour`` (0 to 23) and ``contacts``;
    what has no row had none.
    """
    counted = contacts.with_columns(week=pl.col("reporting_date").dt.truncate("1w"))
    both = pl.concat([counted.with_columns(channel=pl.lit(ALL)), counted])
    days = both.with_columns(hour=pl.lit(None, dtype=pl.Int32))
    keys = ["channel", "week", "weekday", "hour"]
    seen = pl.concat([both.select(*keys, "contacts"), days.select(*keys, "contacts")], how="vertical_relaxed")
    seen = seen.group_by(keys).agg(pl.col("contacts").sum())
    grid = (
        both.select(pl.col("channel").unique())
        .join(pl.DataFrame({"week": [first + place * WEEK for place in range(WEEKS)]}), how="cross")
        .join(pl.DataFrame({"weekday": range(1, 8)}, schema={"weekday": seen.schema["weekday"]}), how="cross")
        .join(pl.DataFrame({"hour": [*range(24), None]}, schema={"hour": seen.schema["hour"]}), how="cross")
    )
    filled = grid.join(seen, on=keys, how="left", nulls_equal=True).with_columns(pl.col("contacts").fill_null(0))
    n = contacts.group_by("channel").agg(n=pl.col("contacts").sum().cast(pl.Int64))
    n = pl.concat([n, n.select(channel=pl.lit(ALL), n=pl.col("n").sum())])
    each = pl.col("contacts")
    return (
        filled.group_by("channel", "weekday", "hour")
        .agg(
            usual_contacts=each.median(),
            fewest_contacts=each.min().cast(pl.Int64),
            most_contacts=each.max().cast(pl.Int64),
        )
        .join(n, on="channel")
        .with_columns(
            weeks=pl.lit(WEEKS),
            period_start=pl.lit(first),
            period_end=pl.lit(first + WEEKS * WEEK - timedelta(days=1)),
            method=pl.lit(METHOD),
        )
        .with_columns(sentence=_sentence())
        .sort("channel", "weekday", "hour", nulls_last=True)
    )


def _sentence() -> pl.Expr:
    day = pl.col("weekday").replace_strict(dict(enumerate(WEEKDAYS, start=1)), return_dtype=pl.String)
    hour = pl.when(pl.col("hour").is_null()).then(pl.lit("")).otherwise(pl.format(" from hour {}", "hour"))
    return pl.format(
        "A usual {}{}: {} WISMO contacts ({} to {} in the last {} complete weeks).",
        day,
        hour,
        pl.col("usual_contacts").cast(pl.String).str.strip_suffix(".0"),
        "fewest_contacts",
        "most_contacts",
        "weeks",
    )
