"""What a tactic or a target is about: weekly tickets and orders of a 3PL, a carrier, a region, or of all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import polars as pl

from wismo.statistics.weeks import complete_weeks, season_design, season_shares

if TYPE_CHECKING:
    import duckdb

    from wismo.statistics.weeks import Design

# Members that hold whatever could not be assigned; they are nobody to be compared with.
NOBODY = ("unassigned", "unmatched")
# The column of the cells that a metric counts; both are set against lag-matched orders.
COUNTED = {"wismo_rate": "wismo", "contact_rate": "tickets"}
METRIC_WORDS = {"wismo_rate": "WISMO tickets per 100 orders", "contact_rate": "tickets per 100 orders"}


@dataclass(frozen=True)
class Scope:
    """A member of each dimension, or None where the dimension does not narrow it."""

    three_pl: str | None = None
    carrier: str | None = None
    region: str | None = None

    def members(self) -> dict[str, str]:
        """Return the dimensions that narrow the scope, 3PL first, with the member of each."""
        named = {"three_pl": self.three_pl, "carrier": self.carrier, "region": self.region}
        return {name: member for name, member in named.items() if member is not None}

    def holds(self) -> pl.Expr:
        """Return the condition that a row of the cells lies in the scope."""
        return reduce(and_, [pl.col(name) == member for name, member in self.members().items()], pl.lit(value=True))

    def meets(self, other: Scope) -> bool:
        """Return whether a parcel could lie in both."""
        theirs = other.members()
        return all(theirs.get(name, member) == member for name, member in self.members().items())

    def with_member(self, dimension: str, member: str) -> Scope:
        """Return the scope of another member of one dimension."""
        return replace(self, **{dimension: member})

    def words(self) -> str:
        """Return the scope for a sentence: ``cascade, fedex`` or ``all parcels``."""
        return ", ".join(self.members().values()) or "all parcels"


@dataclass(frozen=True)
class Cells:
    """``counts``: one row per complete week and cell of the shared dimensions, with ``wismo``, ``tickets``, ``orders``.

    ``weeks`` are all complete weeks (Mondays) in order, ``seasons`` their calendar as ``season_shares`` gives it,
    ``through`` the last whole day of the data.
    """

    counts: pl.DataFrame
    weeks: pl.Series
    seasons: pl.DataFrame
    through: date

    def weekly(self, scope: Scope, metric: str) -> pl.DataFrame:
        """Return one row per complete week of a scope: ``week_start``, ``counted`` and ``orders``, 0 where none."""
        summed = (
            self.counts.filter(scope.holds())
            .group_by("week_start")
            .agg(pl.col(COUNTED[metric]).sum().alias("counted"), pl.col("orders").sum())
        )
        weeks = pl.DataFrame({"week_start": self.weeks})
        found = weeks.join(summed, on="week_start", how="left", maintain_order="left")
        return found.with_columns(pl.col("counted").fill_null(0), pl.col("orders").fill_null(0.0).round(6))

    def season(self, weeks: pl.Series) -> Design:
        """Return the calendar of ``weeks`` (Mondays); weeks beyond the calendar's end are regular ones."""
        missing = pl.DataFrame({"week_start": weeks}).join(self.seasons, on="week_start", how="anti")
        shares = pl.concat([self.seasons, missing], how="diagonal").fill_null(0.0)
        return season_design(weeks, shares)

    def members(self, dimension: str) -> list[str]:
        """Return who there is in a dimension, in order, without those that stand for nobody."""
        found = self.counts.filter(pl.col("orders") > 0)[dimension].unique().to_list()
        return sorted(set(found) - set(NOBODY))


def read_cells(connection: duckdb.DuckDBPyConnection, bounds: str = "int_data_through") -> Cells:
    """Return the weekly counts of every cell; ``bounds`` is the table with ``reporting_through``."""
    cell = "cast(date_trunc('week', reporting_date) as date) as week_start, three_pl, carrier, region"
    sql = f"""
        with tickets as (
            select {cell}, sum(rated_wismo_count) as wismo, sum(rated_ticket_count) as tickets
            from main.ticket_days group by all
        ),
        orders as (
            select {cell}, sum(lag_matched_orders) as orders from main.order_days
            where lag_matched_orders > 0 group by all
        )
        select week_start, three_pl, carrier, region,
            coalesce(cast(tickets.wismo as bigint), 0) as wismo,
            coalesce(cast(tickets.tickets as bigint), 0) as tickets,
            coalesce(round(cast(orders.orders as double), 6), 0) as orders
        from tickets full outer join orders using (week_start, three_pl, carrier, region)
        order by all
    """  # noqa: S608 - our own names
    weeks = complete_weeks(connection, bounds)["week_start"]
    counts = connection.cursor().sql(sql).pl().filter(pl.col("week_start").is_in(weeks.implode()))
    (through,) = connection.execute(f"select max(reporting_through) from main.{bounds}").fetchone() or (None,)  # noqa: S608
    return Cells(counts, weeks, season_shares(connection), through or date.min)
