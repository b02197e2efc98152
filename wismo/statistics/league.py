"""The league tables of carriers and 3PLs: late parcels and orders asked about, beside what was to be expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from wismo.periods import WEEK, last_full_week
from wismo.statistics.brand import names, reporting_through
from wismo.statistics.league_words import league_sentence
from wismo.statistics.observed_expected import FIGURES, PARTIES, league
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table

if TYPE_CHECKING:
    import duckdb

    from wismo.statistics.driver_words import Label

# One row per kind of party, party and metric: seen against expected after its mix of work.
TABLES = (
    Table(
        "league_table",
        f"""
        party_kind varchar not null, party varchar not null, metric varchar not null,
        period_start date not null, period_end date not null, n bigint not null, left_out bigint not null,
        {", ".join(f"{name} double" for name in FIGURES)},
        partner varchar, position integer, verdict varchar not null, method varchar not null, sentence varchar not null
    """,
    ),
)


@dataclass(frozen=True)
class Question:
    """A metric of the league: the SQL of its cells between two days, whom it judges, and when all of it is in.

    The SQL gives the columns that ``observed_expected.league`` takes, and ``left_out``, cases that say nothing.
    ``waits_for`` names the threshold of days after which all has come in.
    """

    metric: str
    sql: str
    kinds: tuple[str, ...] = PARTIES
    waits_for: str | None = None


_ASKED = """
    with parcels as (
        select order_id, min(coalesce(service, 'unassigned')) as service, max(lane) as lane
        from main.shipments
        where order_id in (select order_id from main.orders where order_date between $start and $end)
        group by order_id
    ),
    three_pl_asked as (
        select order_id, min(created_at) as asked_at
        from main.tickets
        where is_wismo and handled_by = 'agent' and owner = 'three_pl' and order_id is not null
        group by order_id
    ),
    lags as (select value as days from main.thresholds where name = 'wismo_lag_days')
    select orders.carrier, orders.three_pl, orders.region, coalesce(parcels.service, 'unassigned') as service,
        coalesce(parcels.lane, 'unassigned') as lane,
        cast(date_trunc('week', orders.order_date) as date) as week_start,
        count(*) as n,
        count(*) filter (where {asked_at} < orders.ordered_at + to_days(cast(lags.days as integer) + 1)) as observed,
        0 as left_out
    from main.orders as orders
    cross join lags
    left join parcels on orders.order_id = parcels.order_id
    left join three_pl_asked on orders.order_id = three_pl_asked.order_id
    where orders.order_date between $start and $end
        and orders.is_shippable and not orders.is_replacement and not orders.is_preorder
    group by 1, 2, 3, 4, 5, 6
"""
QUESTIONS = (
    # What no tracker knows counts as late in the metric `on_time_promise`. Missing data blames nobody, so it is out.
    Question(
        "late_per_parcel",
        """
        select carrier, three_pl, region, coalesce(service, 'unassigned') as service,
            coalesce(lane, 'unassigned') as lane, cast(date_trunc('week', due_date) as date) as week_start,
            count(*) filter (where is_tracked) as n,
            count(*) filter (where is_tracked and not is_on_time) as observed,
            count(*) filter (where not is_tracked) as left_out
        from main.shipments
        where due_date between $start and $end
        group by 1, 2, 3, 4, 5, 6
        """,
    ),
    # Handovers that are proven to be the 3PL's: the carrier took others of the same pickup.
    Question(
        "left_behind_per_parcel",
        """
        select carrier, three_pl, region, coalesce(service, 'unassigned') as service,
            coalesce(lane, 'unassigned') as lane, cast(date_trunc('week', handover_due_date) as date) as week_start,
            count(*) filter (where is_handed_over is not null) as n,
            count(*) filter (where is_left_behind) as observed,
            count(*) filter (where not is_tracked) as left_out
        from main.shipments
        where handover_due_date between $start and $end
        group by 1, 2, 3, 4, 5, 6
        """,
        kinds=("three_pl",),
    ),
    # The cohort of `wismo_rate_cohort`: an order counts once, whatever number of tickets it led to.
    Question("wismo_per_order", _ASKED.format(asked_at="orders.first_wismo_at"), waits_for="wismo_lag_days"),
    Question(
        "three_pl_wismo_per_order",
        _ASKED.format(asked_at="three_pl_asked.asked_at"),
        kinds=("three_pl",),
        waits_for="wismo_lag_days",
    ),
)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``league_table`` into the connection's ``main`` schema; without a complete week of work it is empty."""
    through = reporting_through(connection)
    parts = []
    if through is not None:
        label = names(connection)
        parts = [_rows(connection, question, through, label) for question in QUESTIONS]
    TABLES[0].write(connection, pl.concat(parts) if parts else None)


def period(connection: duckdb.DuckDBPyConnection, question: Question, through: date) -> tuple[date, date]:
    """Return the first and the last day of a question's weeks: the latest complete ones of which all has come in."""
    wait = threshold(connection, question.waits_for) if question.waits_for else 0
    end = last_full_week(through - timedelta(days=wait)) + WEEK - timedelta(days=1)
    return end - threshold(connection, "league_weeks") * WEEK + timedelta(days=1), end


def _rows(connection: duckdb.DuckDBPyConnection, question: Question, through: date, label: Label) -> pl.DataFrame:
    start, end = period(connection, question, through)
    cells = connection.cursor().sql(question.sql, params={"start": start, "end": end}).pl()
    found = (
        league(cells).filter(pl.col("party_kind").is_in(question.kinds)).with_columns(pl.col(pl.Float64).round(6) + 0.0)
    )
    left_out = pl.concat(
        cells.group_by(pl.col(kind).alias("party")).agg(pl.col("left_out").sum().cast(pl.Int64))
        .with_columns(party_kind=pl.lit(kind))
        for kind in PARTIES
    )  # fmt: skip
    found = found.join(left_out, on=["party_kind", "party"], how="left", maintain_order="left")
    sentences = [league_sentence(question.metric, row, label) for row in found.iter_rows(named=True)]
    return found.with_columns(
        metric=pl.lit(question.metric),
        period_start=pl.lit(start),
        period_end=pl.lit(end),
        sentence=pl.Series(sentences, dtype=pl.String),
    )
