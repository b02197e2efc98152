"""Complete weeks of tickets and of the orders they can be about, for the total and each single slice.

The sums are those of the metrics `wismo_tickets`, `rated_wismo_tickets` and `lag_matched_orders`, which a test
compares; the metrics' own SQL is made for a snapshot, and statistics are worked out before there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.settings import threshold

if TYPE_CHECKING:
    import duckdb

# Dimensions that tickets and orders share: a member's tickets are set against its own orders.
SHARED = ("carrier", "three_pl", "region")
# Dimensions of tickets alone: a member's tickets are set against all orders.
OF_TICKETS = ("root_cause", "owner", "channel")
TOTAL = "all"
# Of these a ticket may change its member as long as a feed that decides its cause ends before it.
OF_CAUSES = ("root_cause", "owner")
# What such a ticket is counted under where a change is taken apart.
PROVISIONAL = "provisional"
# What the log rate of a year's wave and of a season's week may be before any data, as a standard deviation.
WAVE_SD, SEASON_SD = 0.35, 0.5
# A part of a week without a season of its own; every other season is set against it.
REGULAR = "regular"


def weekly_counts(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return one row per complete ISO week and slice, ordered by slice and week.

    Columns: ``dimension`` (all, carrier, three_pl, region, root_cause, owner, channel), ``member``, ``week_start``
    (Monday, brand's zone), ``tickets`` (WISMO tickets that reached a person), ``orders`` (lag-matched). Weeks in
    which the orders are not known yet, weeks before the helpdesk's first ticket, and weeks the data does not cover to
    its end, are left out; a slice has every week, with 0 tickets where there were none, and weeks without orders have
    0 of them. By cause and by owner tickets whose cause is provisional do not count, and weeks with more than a few of
    them are left out, or a feed that lags would pass for a fall of everything.
    """
    weeks = complete_weeks(connection)
    all_orders = _summed(connection, "order_days", "lag_matched_orders", None)
    parts = [_slice(weeks, _summed(connection, "ticket_days", "rated_wismo_count", None), all_orders, TOTAL)]
    for dimension in SHARED:
        orders = _summed(connection, "order_days", "lag_matched_orders", dimension)
        parts.append(_slice(weeks, _tickets(connection, dimension), orders, dimension))
    settled = weeks.join(_unsettled_weeks(connection), on="week_start", how="anti")
    for dimension in OF_TICKETS:
        known = settled if dimension in OF_CAUSES else weeks
        parts.append(_slice(known, _tickets(connection, dimension), all_orders, dimension))
    return pl.concat(parts).sort("dimension", "member", "week_start")


@dataclass(frozen=True)
class Design:
    """The calendar of some weeks as a regression sees it: ``matrix`` (weeks, p), ``prior_sd`` (p), ``names`` (p)."""

    names: tuple[str, ...]
    matrix: np.ndarray
    prior_sd: np.ndarray


def season_shares(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return for each week of the calendar how much of it lies in each season: ``week_start`` and a column a season."""
    days = connection.cursor().sql("select iso_week_start as week_start, season from main.calendar_days").pl()
    counted = days.group_by("week_start", "season").len().with_columns(share=pl.col("len") / 7)
    wide = counted.pivot("season", index="week_start", values="share").fill_null(0.0)
    return wide.select("week_start", *sorted(set(wide.columns) - {"week_start", REGULAR})).sort("week_start")


def season_design(weeks: pl.Series, shares: pl.DataFrame) -> Design:
    """Return the design of ``weeks`` (Mondays): a level, a yearly wave, and the share of the week in each season.

    ``shares`` is as ``season_shares`` gives it and must hold every week. The level has no prior; the wave and the
    seasons have one around 0, so that a season that was never seen changes nothing.
    """
    found = pl.DataFrame({"week_start": weeks}).join(shares, on="week_start", how="left", maintain_order="left")
    angle = 2 * np.pi * found["week_start"].dt.ordinal_day().to_numpy() / 365.25
    seasons = [name for name in shares.columns if name != "week_start"]
    columns = [np.ones(len(weeks)), np.sin(angle), np.cos(angle), *(found[name].to_numpy() for name in seasons)]
    prior_sd = np.array([np.inf, WAVE_SD, WAVE_SD, *(SEASON_SD for _ in seasons)])
    return Design(("level", "sine", "cosine", *seasons), np.column_stack(columns), prior_sd)


def complete_weeks(connection: duckdb.DuckDBPyConnection, bounds: str = "int_data_through") -> pl.DataFrame:
    """Return ``week_start`` of the weeks that the data covers to their end and whose lag-matched orders are known.

    Weeks before the helpdesk's first ticket had customers whom nobody heard, not content ones: they are left out.
    ``bounds`` is the table with ``reporting_through``: in a snapshot that is ``snapshot_info``.
    """
    return (
        connection.cursor()
        .sql(
            f"""
            select order_days.week_start
            from (
                select cast(date_trunc('week', reporting_date) as date) as week_start,
                    count(*) filter (where lag_matched_orders is null) as unknown_count
                from main.order_days group by 1
            ) as order_days
            cross join main.{bounds} as bounds
            where order_days.unknown_count = 0 and order_days.week_start + 6 <= bounds.reporting_through
                and order_days.week_start >= (select min(reporting_date) from main.ticket_days)
            order by 1
            """  # noqa: S608 - our own names
        )
        .pl()
    )


def _tickets(connection: duckdb.DuckDBPyConnection, dimension: str) -> pl.DataFrame:
    only = f"cause_status <> '{PROVISIONAL}'" if dimension in OF_CAUSES else "true"
    return _summed(connection, "ticket_days", "rated_wismo_count", dimension, only)


def _unsettled_weeks(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    sql = f"""
        select cast(date_trunc('week', reporting_date) as date) as week_start
        from main.ticket_days where rated_wismo_count > 0 group by 1
        having sum(rated_wismo_count) filter (where cause_status = '{PROVISIONAL}') > $most * sum(rated_wismo_count)
    """  # noqa: S608 - our own names
    return connection.cursor().sql(sql, params={"most": threshold(connection, "provisional_share")}).pl()


def _summed(
    connection: duckdb.DuckDBPyConnection, mart: str, measure: str, dimension: str | None, only: str = "true"
) -> pl.DataFrame:
    member = dimension or f"'{TOTAL}'"
    sql = f"""
        select cast(date_trunc('week', reporting_date) as date) as week_start, {member} as member,
            round(cast(sum({measure}) as double), 6) as counted
        from main.{mart} where {measure} <> 0 and {only} group by 1, 2
    """  # noqa: S608 - our own names
    return connection.cursor().sql(sql).pl()


def _slice(weeks: pl.DataFrame, tickets: pl.DataFrame, orders: pl.DataFrame, dimension: str) -> pl.DataFrame:
    members = tickets.select("member").unique()
    by = ["week_start", "member"] if dimension in {TOTAL, *SHARED} else ["week_start"]
    matched = orders if "member" in by else orders.drop("member")
    return (
        weeks.join(members, how="cross")
        .join(tickets.rename({"counted": "tickets"}), on=["week_start", "member"], how="left")
        .join(matched.rename({"counted": "orders"}), on=by, how="left")
        .select(
            pl.lit(dimension).alias("dimension"),
            "member",
            "week_start",
            pl.col("tickets").fill_null(0).cast(pl.Int64),
            pl.col("orders").fill_null(0.0),
        )
    )
