"""The chance that a waiting customer writes today, by the parcel's state and how long it has lasted.

Tickets opened on a day of a state, by the days that parcels spent there, which spot checks by the same rules found
(`int_state_moments`). Both stop where the data stops, so a parcel whose wait still goes on counts with what it has
waited, and is neither left out nor taken for one that nobody asked about (occurrence and exposure, as in a life
table by period).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.confidence import SMALLEST_N
from wismo.statistics.intervals import quantile_places, rate_limits
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table

if TYPE_CHECKING:
    import duckdb

# From this day on all days are one: few parcels are left, and fewer on each.
LAST_DAY = 14
SPOT_CHECKS, NOT_ENOUGH = "spot_checks", "not_enough"
KINDS = ("parcel_state", "root_cause")
_RATE = """
    per_100_parcels double, lower_per_100 double, upper_per_100 double, ticket_count bigint not null,
    parcel_days double not null, check_count bigint not null
"""
# One row per parcel state and whole days in it, the last of which stands for all later ones.
CAUSE_HAZARD = Table(
    "cause_hazard",
    f"parcel_state varchar not null, day_in_state integer not null, {_RATE}, n bigint not null, "
    "method varchar not null, sentence varchar not null",
)
# One row per parcel state, and per root cause: when its tickets come, counted from the parcel's last change of state.
HAZARD_SUMMARY = Table(
    "hazard_summary",
    f"kind varchar not null, member varchar not null, {_RATE}, half_hours integer, half_lower_hours integer, "
    "half_upper_hours integer, write_by_hours integer, ahead_share double not null, n bigint not null, "
    "method varchar not null, sentence varchar not null",
)
TABLES = (CAUSE_HAZARD, HAZARD_SUMMARY)
_MOMENTS = """
    with days as (
        select min(ticket_days.reporting_date) as first_day, any_value(data_through.reporting_through) as last_day
        from main.ticket_days as ticket_days cross join main.int_data_through as data_through
    )
    select parcel_state, root_cause, cast(floor(hours_in_state) as integer) as hour_in_state,
        count(*) filter (where is_ticket) as ticket_count, count(*) filter (where not is_ticket) as check_count,
        round(sum(parcel_days), 6) as parcel_days
    from main.int_state_moments cross join days
    where reporting_date between first_day and last_day
    group by 1, 2, 3 order by 1, 2, 3
"""


def hazard_by_day(moments: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of ``cause_hazard``.

    ``moments`` has a row per ``parcel_state``, ``root_cause`` and ``hour_in_state`` (whole hours since the state
    began, NULL where nobody knows), with ``ticket_count``, ``check_count`` and the ``parcel_days`` that the checks
    stand for.
    """
    day = pl.min_horizontal(pl.col("hour_in_state") // 24, LAST_DAY).cast(pl.Int32)
    known = moments.filter(pl.col("hour_in_state").is_not_null()).with_columns(day_in_state=day)
    return _rates(known, ["parcel_state", "day_in_state"]).with_columns(sentence=_sentence(_day_words()))


def hazard_summary(moments: pl.DataFrame, early_share: float) -> pl.DataFrame:
    """Return the rows of ``hazard_summary`` from ``moments`` as ``hazard_by_day`` takes them.

    A message is in time by the whole hour before which at most ``early_share`` of the tickets have come.
    """
    parts = []
    for kind in KINDS:
        rates = _rates(moments, [kind]).rename({kind: "member"})
        hours = [_hours(moments.filter(pl.col(kind) == member), early_share) for member in rates["member"]]
        schema = dict.fromkeys(("half_hours", "half_lower_hours", "half_upper_hours", "write_by_hours"), pl.Int32)
        parts.append(
            pl.concat([rates, pl.DataFrame(hours, schema=schema)], how="horizontal").with_columns(
                kind=pl.lit(kind), ahead_share=pl.lit(1 - early_share).round(6), n=pl.col("ticket_count")
            )
        )
    summary = pl.concat(parts)
    state = pl.col("kind") == "parcel_state"
    where = pl.when(state).then(pl.lit("In the state ")).otherwise(pl.lit("Under the cause ")) + _plain("member")
    return summary.with_columns(sentence=_sentence(where) + _timing())


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write both tables from ``int_state_moments``, between the first ticket and the end of the data."""
    moments = connection.cursor().sql(_MOMENTS).pl()
    CAUSE_HAZARD.write(connection, hazard_by_day(moments))
    HAZARD_SUMMARY.write(connection, hazard_summary(moments, threshold(connection, "write_first_early_share")))


def _rates(moments: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return tickets per 100 parcels a day with a 95 % interval, per group, sorted; nothing below 30 spot checks."""
    summed = (
        moments.group_by(by)
        .agg(
            pl.col("ticket_count", "check_count").sum().cast(pl.Int64),
            pl.col("parcel_days").sum().cast(pl.Float64).round(6),
        )
        .sort(by)
    )
    tickets, checks, days = (summed[name].to_numpy() for name in ("ticket_count", "check_count", "parcel_days"))
    lower, upper = rate_limits(tickets, checks, days)
    enough = pl.col("check_count") >= SMALLEST_N
    rates = {
        "per_100_parcels": 100 * pl.col("ticket_count") / pl.col("parcel_days"),
        "lower_per_100": 100 * pl.Series(lower, dtype=pl.Float64),
        "upper_per_100": 100 * pl.Series(upper, dtype=pl.Float64),
    }
    return summed.with_columns(
        *(pl.when(enough).then(rate).round(6).alias(name) for name, rate in rates.items()),
        n=pl.col("check_count"),
        method=pl.when(enough).then(pl.lit(SPOT_CHECKS)).otherwise(pl.lit(NOT_ENOUGH)),
    )


def _hours(moments: pl.DataFrame, early_share: float) -> dict[str, int | None]:
    """Return after how many whole hours half of the tickets had come, and by when a message comes before most."""
    tickets = moments.filter(pl.col("hour_in_state").is_not_null() & (pl.col("ticket_count") > 0)).sort("hour_in_state")
    hours, reached = tickets["hour_in_state"].to_list(), tickets["ticket_count"].cum_sum().to_list()
    n = reached[-1] if reached else 0
    if n < SMALLEST_N:
        return dict.fromkeys(("half_hours", "half_lower_hours", "half_upper_hours", "write_by_hours"))

    def at(place: float) -> int:
        return next(hour for hour, count in zip(hours, reached, strict=True) if count >= place)

    low, high = quantile_places(n, 0.5)
    # A ticket of the hour h came between h and h + 1: half had come by the end of the hour, nobody by its beginning.
    return {
        "half_hours": at(n / 2) + 1,
        "half_lower_hours": at(low),
        "half_upper_hours": at(high) + 1,
        "write_by_hours": at(int(n * early_share) + 1),
    }


def _day_words() -> pl.Expr:
    day, state = pl.col("day_in_state"), _plain("parcel_state")
    since = pl.format("After {} full {}", day, pl.when(day == 1).then(pl.lit("day")).otherwise(pl.lit("days")))
    since += pl.when(day == LAST_DAY).then(pl.lit(" or more")).otherwise(pl.lit(""))
    return pl.when(day == 0).then(pl.lit("On the first day")).otherwise(since) + pl.lit(" in the state ") + state


def _plain(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all("_", " ")


def _sentence(where: pl.Expr) -> pl.Expr:
    counts = [pl.col("ticket_count"), pl.col("parcel_days").round(1), pl.col("check_count")]
    rates = [pl.col(name).round(2) for name in ("per_100_parcels", "lower_per_100", "upper_per_100")]
    found = pl.format(
        "{}, {} tickets a day come per 100 parcels, between {} and {} (tickets: {}, parcel-days: {}, spot checks: {}).",
        where,
        *rates,
        *counts,
    )
    few = pl.format(
        "{}: not enough data to say how many write (tickets: {}, parcel-days: {}, spot checks: {}).", where, *counts
    )
    return pl.when(pl.col("method") == SPOT_CHECKS).then(found).otherwise(few)


def _timing() -> pl.Expr:
    ahead = (100 * pl.col("ahead_share")).round(0).cast(pl.Int64)
    half = pl.format(
        " Half of the tickets had come {} hours after the parcel's last change of state (between {} and {})",
        *(pl.col(name) for name in ("half_hours", "half_lower_hours", "half_upper_hours")),
    )
    in_time = pl.format("; a message by hour {} comes before {} % of them.", pl.col("write_by_hours"), ahead)
    at_once = pl.format("; no hour is early enough to come before {} % of them.", ahead)
    return (
        pl.when(pl.col("half_hours").is_null())
        .then(pl.format(" Too few tickets to say when they come (n = {}).", pl.col("n")))
        .otherwise(half + pl.when(pl.col("write_by_hours") < 1).then(at_once).otherwise(in_time))
    )
