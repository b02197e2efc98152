"""The "hold the email until the scan" replay: had the shipped email waited, who would have been told what, and when?

Counted on the parcels of the last 52 weeks as they went, with the moment of the email moved and nothing else. What
customers would have done then is not in the data: tickets between email and scan are those it could touch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from wismo.confidence import SMALLEST_N
from wismo.many import many
from wismo.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

# The email waits for the scan and no longer than this many hours after the label; 0 stands for no limit.
LIMITS = (0, 24, 48, 72)
SILENCES = (24, 48, 72)

# One row per 3PL (or all) and limit of the wait.
EMAIL_REPLAY = Table(
    "email_replay",
    f"""
    three_pl varchar not null, waits_at_most_hours integer, period_start date not null, period_end date not null,
    n bigint not null, never_scanned bigint not null, told_before_scan bigint not null,
    told_before_scan_then bigint not null,
    told_before_scan_share double, told_before_scan_share_then double, hours_early double, hours_early_then double,
    {", ".join(f"silent_{h}h bigint not null, silent_{h}h_then bigint not null" for h in SILENCES)},
    {", ".join(f"silent_{h}h_share double, silent_{h}h_share_then double" for h in SILENCES)},
    wismo_tickets bigint not null, tickets_between bigint not null, tickets_between_share double,
    method varchar not null, sentence varchar not null
    """,
)
TABLES = (EMAIL_REPLAY,)

# Labels of the last three days are left out: how long they will have been silent is not known yet. A parcel never
# scanned counts as told too early, and as silent, up to the end of the data; in the hours it has no part.
_SQL = f"""
    with bounds as (
        select data_through, reporting_through - 3 as last_day, reporting_through - 366 as first_day
        from main.int_data_through
    ),
    parcels as (
        select shipment_id, three_pl, label_created_at, first_scan_at, told_shipped_at,
            coalesce(first_scan_at, data_through) as known_until, first_day, last_day
        from main.shipments cross join bounds
        where told_shipped_at is not null and label_date between first_day and last_day
    ),
    asked as (
        select tickets.shipment_id, tickets.ticket_id, tickets.created_at
        from main.tickets as tickets where is_wismo and handled_by = 'agent' and shipment_id is not null
    ),
    limits as (select unnest({list(LIMITS)}) as hours),
    replayed as (
        select parcels.*, limits.hours,
            greatest(
                told_shipped_at,
                least(known_until, case when hours > 0 then label_created_at + hours * interval 1 hour end)
            ) as told_then_at,
            -- Without a limit, a parcel without a scan is never told.
            first_scan_at is null and hours = 0 as is_never_told_then
        from parcels cross join limits
    ),
    touched as (
        select shipment_id, hours, count(*) as wismo_tickets,
            count(*) filter (
                where asked.created_at >= told_shipped_at
                and (asked.created_at < told_then_at or is_never_told_then)
            ) as tickets_between
        from replayed inner join asked using (shipment_id) group by 1, 2
    )
    select
        case when grouping(three_pl) = 1 then 'all' else three_pl end as three_pl,
        nullif(hours, 0) as waits_at_most_hours,
        min(first_day) as period_start, max(last_day) as period_end, count(*) as n,
        count(*) filter (where told_shipped_at < known_until) as told_before_scan,
        count(*) filter (where told_then_at < known_until and not is_never_told_then) as told_before_scan_then,
        count(*) filter (where first_scan_at is null) as never_scanned,
        round(coalesce(sum(greatest(epoch(first_scan_at - told_shipped_at), 0)), 0) / 3600, 3) as hours_early,
        round(coalesce(sum(greatest(epoch(first_scan_at - told_then_at), 0)), 0) / 3600, 3) as hours_early_then,
        {
    ", ".join(
        f'''count(*) filter (where epoch(told_shipped_at - label_created_at) > 3600 * {h}) as silent_{h}h,
        count(*) filter (where epoch(told_then_at - label_created_at) > 3600 * {h}) as silent_{h}h_then'''
        for h in SILENCES
    )
},
        cast(coalesce(sum(touched.wismo_tickets), 0) as bigint) as wismo_tickets,
        cast(coalesce(sum(touched.tickets_between), 0) as bigint) as tickets_between
    from replayed left join touched using (shipment_id, hours)
    group by grouping sets ((hours), (three_pl, hours))
    order by three_pl, hours
"""  # noqa: S608 - our own names


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the table from the marts ``shipments`` and ``tickets``."""
    EMAIL_REPLAY.write(connection, replay_table(connection.cursor().sql(_SQL).pl()))


def replay_table(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the table from its counts: shares beside them, empty below 30 parcels, and a sentence a row."""
    enough = pl.col("n") >= SMALLEST_N
    told = ["told_before_scan", "told_before_scan_then"]
    silent = [f"silent_{hours}h{end}" for hours in SILENCES for end in ("", "_then")]
    named = {
        name: name.removesuffix("_then") + "_share" + "_then" * name.endswith("_then") for name in [*told, *silent]
    }
    shared = counts.with_columns(
        *(pl.when(enough).then((pl.col(name) / pl.col("n")).round(6)).alias(share) for name, share in named.items()),
        pl.when(pl.col("wismo_tickets") >= SMALLEST_N)
        .then((pl.col("tickets_between") / pl.col("wismo_tickets")).round(6))
        .alias("tickets_between_share"),
        pl.lit("replay").alias("method"),
    )
    sentences = [sentence(row) for row in shared.iter_rows(named=True)]
    return shared.with_columns(pl.Series("sentence", sentences, dtype=pl.String))


def sentence(row: Mapping[str, Any]) -> str:
    """Return a row's sentence: what would not have been promised too early, and what the silence costs."""
    if row["n"] < SMALLEST_N:
        return f"Not enough data: {many(row['n'], 'parcel')} whose shipped email is known."
    limit = row["waits_at_most_hours"]
    at_most = f", {limit} hours after the label at most" if limit else ""
    silence = 24 if limit else 48
    spared = row["told_before_scan"] - row["told_before_scan_then"]
    return (
        f"Had the shipped email of {row['n']:,} parcels waited for the first scan{at_most}, {spared:,} of the "
        f"{row['told_before_scan']:,} sent before it would not have been; "
        f"{row[f'silent_{silence}h_then']:,} customers ({row[f'silent_{silence}h_share_then']:.0%}) would have heard "
        f"nothing for {silence} hours after the label, against {row[f'silent_{silence}h']:,}. It could "
        f"touch the {row['tickets_between']:,} WISMO tickets opened in between; nothing says that they would not have "
        "come."
    )
