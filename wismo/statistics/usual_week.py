"""A usual week: how many WISMO contacts a weekday and an hour bring, as the median of the last eight weeks.

Counts of a whole year hold its peaks and grow with the brand; a median of eight weeks says what to plan for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from wismo.labels import WEEKDAY_LABELS
from wismo.periods import WEEK, last_full_week
from wismo.statistics.table import Table

if TYPE_CHECKING:
    from datetime import date

    import duckdb

# One row per channel (or all), weekday, and hour of the brand's day (all for the whole day), as `reply_days` has them.
TABLES = (
    Table(
        "usual_week",
        """
        channel varchar not null, opened_weekday varchar not null, opened_hour varchar not null,
        usual_contacts double not null, fewest_contacts bigint not null, most_contacts bigint not null,
        weeks integer not null, period_start date not null, period_end date not null, n bigint not null,
        method varchar not null, sentence varchar not null
    """,
    ),
)
ALL, METHOD, WEEKS = "all", "median_of_weeks", 8
CONTACTS = """
    select channel, reporting_date, opened_weekday, opened_hour, cast(sum(contact_count) as bigint) as contacts
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

    ``contacts`` has ``channel``, ``reporting_date``, ``opened_weekday`` (1 is Monday), ``opened_hour`` (00 to 23) and
    ``contacts``; what has no row had none.
    """
    counted = contacts.with_columns(week=pl.col("reporting_date").dt.truncate("1w"))
    both = pl.concat([counted.with_columns(channel=pl.lit(ALL)), counted])
    every = pl.concat([both, both.with_columns(opened_hour=pl.lit(ALL))])
    keys = ["channel", "week", "opened_weekday", "opened_hour"]
    seen = every.group_by(keys).agg(pl.col("contacts").sum())
    grid = (
        both.select(pl.col("channel").unique())
        .join(pl.DataFrame({"week": [first + place * WEEK for place in range(WEEKS)]}), how="cross")
        .join(pl.DataFrame({"opened_weekday": [str(day) for day in range(1, 8)]}), how="cross")
        .join(pl.DataFrame({"opened_hour": [*(f"{hour:02d}" for hour in range(24)), ALL]}), how="cross")
    )
    filled = grid.join(seen, on=keys, how="left").with_columns(pl.col("contacts").fill_null(0))
    n = contacts.group_by("channel").agg(n=pl.col("contacts").sum().cast(pl.Int64))
    n = pl.concat([n, n.select(channel=pl.lit(ALL), n=pl.col("n").sum())])
    each = pl.col("contacts")
    return (
        filled.group_by("channel", "opened_weekday", "opened_hour")
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
        .sort("channel", "opened_weekday", "opened_hour")
    )


def _sentence() -> pl.Expr:
    day = pl.col("opened_weekday").replace_strict(WEEKDAY_LABELS, return_dtype=pl.String)
    is_day = pl.col("opened_hour") == ALL
    hour = pl.when(is_day).then(pl.lit("")).otherwise(pl.format(" from {}:00", "opened_hour"))
    return pl.format(
        "A usual {}{}: {} WISMO contacts ({} to {} in the last {} complete weeks).",
        day,
        hour,
        pl.col("usual_contacts").cast(pl.String).str.strip_suffix(".0"),
        "fewest_contacts",
        "most_contacts",
        "weeks",
    )
