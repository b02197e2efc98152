"""What a kind of tactic could touch: tickets opened in its window, and how many of them lie above the normal level.

A window is a span in a parcel's life. Its tickets by its parcel-days are set against those of a reference span at the
same age. Neither says what a tactic would save: customers who are not told may write all the same (DECISIONS.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from wismo.confidence import SMALLEST_N

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from wismo.statistics.scopes import Scope

# Where fewer of the window's tickets than this have parcels of the same age in the reference, nothing is said of what
# is normal; those that have none are not counted as above it.
COMPARED_SHARE = 0.8
# Days of a span beyond this many are not looked at: a parcel nobody heard of again would count for ever.
LONGEST_DAYS = 30
WIDTH = 1.96

# Each kind: from when on age counts, the columns that must be alike besides, window and reference.
_KINDS = {
    "notify_at_first_scan": (
        "label_created_at",
        "''",
        ("told_shipped_at + interval 24 hour", "coalesce(first_scan_at, ended_at)", "told_shipped_at is not null"),
        (
            "first_scan_at",
            "least(ended_at, promise_ended_at)",
            "told_shipped_at is not null and promise_ended_at is not null",
        ),
    ),
    "exception_alerts": (
        "exception_at",
        "''",
        ("exception_at", "least(ended_at, coalesce(exception_alert_at, ended_at))", "is_exception_alerted is not null"),
        ("exception_at", "ended_at", "exception_alert_at <= exception_at + interval 4 hour"),
    ),
    "dynamic_window": (
        "label_created_at",
        "carrier",
        ("promise_ended_at", "ended_at", "true"),
        ("label_created_at", "least(ended_at, promise_ended_at)", "promise_ended_at is not null"),
    ),
    "backlog_promise": (
        "promise_ended_at",
        "''",
        ("promise_ended_at", "ended_at", "first_scan_lag_hours > slow_hours"),
        ("promise_ended_at", "ended_at", "first_scan_lag_hours <= slow_hours"),
    ),
}
WINDOW_KINDS = tuple(_KINDS)
WINDOW_WORDS = {
    "notify_at_first_scan": "more than 24 hours after a shipped email, before the first scan",
    "exception_alerts": "after a carrier's problem, before any message about it",
    "dynamic_window": "after the promised day, before delivery",
    "backlog_promise": "after the promised day, of parcels whose label waited longest for its scan",
    "any": "in any of the windows",
}


@dataclass(frozen=True)
class Opportunity:
    """``addressable`` of ``n`` tickets lie in the window, ``excess`` of them above normal; None where not known."""

    n: int
    addressable: int | None
    excess: float | None = None
    excess_lower: float | None = None
    excess_upper: float | None = None
    why_not: str | None = None

    def share(self, count: float | None) -> float | None:
        """Return a count as a share of all tickets, rounded; None below 30 tickets."""
        return round(count / self.n, 6) if count is not None and self.n >= SMALLEST_N else None


def opportunities(
    connection: duckdb.DuckDBPyConnection, scope: Scope, first: date, last: date, kinds: Sequence[str] = WINDOW_KINDS
) -> dict[str, Opportunity]:
    """Return what ``kinds`` of tactic could touch between two days (both count), and ``any`` for their union.

    Reads the marts ``shipments`` and ``tickets``; makes temporary tables on the connection.
    """
    cursor = connection.cursor()
    where = " and ".join(f"{name} = ${name}" for name in scope.members()) or "true"
    values = {"first": first, "last": last}
    cursor.execute(f"{_TICKETS} and {where}", values | scope.members())
    cursor.execute(_PARCELS.format(where=where), values | scope.members())
    (total,) = cursor.execute("select count(*) from asked_tickets").fetchone() or (0,)
    found = {}
    for kind in kinds:
        cursor.execute(_spans(kind))
        found[kind] = opportunity(cursor.sql(_CELLS.format(kind=kind)).pl(), total)
    touched = " union ".join(_TOUCHED.format(kind=kind) for kind in kinds)
    (union,) = cursor.execute(f"select count(*) from ({touched}) as touched").fetchone() or (0,)  # noqa: S608 - ours
    cursor.close()
    is_known = any(one.addressable is not None for one in found.values())
    return found | {"any": Opportunity(total, union if is_known else None, why_not="windows overlap")}


def opportunity(cells: pl.DataFrame, total: int) -> Opportunity:
    """Return the opportunity of one window among ``total`` tickets.

    ``cells`` has a row per ``part`` (window, reference), ``stratum`` and ``age_days``: ``days`` that parcels spent
    there and ``tickets`` opened there. The reference's rate at each age is laid on the window's days; the error of
    what lies above is that of two Poisson counts.
    """
    wide = _wide(cells)
    days, asked = float(wide["days_window"].sum()), int(wide["tickets_window"].sum())
    if days <= 0:
        return Opportunity(total, None, why_not="no parcel was seen in this window")
    both = wide.filter((pl.col("days_window") > 0) & (pl.col("days_reference") > 0))
    seen, compared = int(both["tickets_window"].sum()), int(both["tickets_reference"].sum())
    if min(seen, compared) < SMALLEST_N:
        return Opportunity(total, asked, why_not=f"fewer than {SMALLEST_N} tickets can be compared")
    if seen < COMPARED_SHARE * asked:
        return Opportunity(total, asked, why_not=f"{seen} of them have comparable parcels")
    weight = both["days_window"] / both["days_reference"]
    excess = seen - float((weight * both["tickets_reference"]).sum())
    error = (seen + float((weight**2 * both["tickets_reference"]).sum())) ** 0.5
    return Opportunity(total, asked, excess, excess - WIDTH * error, excess + WIDTH * error)


# A day's end by the brand's clock as an instant.
_MIDNIGHT = "timezone('UTC', timezone(reporting_time_zone, cast({day} as timestamp)))"
_TICKETS = """
    create or replace temp table asked_tickets as
    select ticket_id, shipment_id, created_at from main.tickets
    where is_wismo and handled_by = 'agent' and reporting_date between $first and $last
"""
_PARCELS = f"""
    create or replace temp table window_parcels as
    with bounds as (
        select data_through, reporting_time_zone, {_MIDNIGHT.format(day="$first")} as from_at,
            least({_MIDNIGHT.format(day="cast($last as date) + 1")}, data_through) as until_at
        from main.int_data_through
    ),
    labelled as (
        select * from main.shipments cross join bounds
        where label_date between cast($first as date) - {LONGEST_DAYS} and $last and label_created_at < until_at
    ),
    -- A zone's midnight is worked out once a day and not once a parcel: it is the slowest part.
    midnights as (
        select promised_date, {_MIDNIGHT.format(day="promised_date + 1")} as promise_ended_at
        from (select distinct promised_date, reporting_time_zone from labelled where promised_date is not null)
    )
    select shipment_id, carrier, label_created_at, told_shipped_at, first_scan_at, first_scan_lag_hours, exception_at,
        exception_alert_at, is_exception_alerted, midnights.promise_ended_at, from_at, until_at,
        coalesce(
            delivered_at,
            case when current_state in ('returned', 'lost', 'cancelled') then last_scan_at end, data_through
        ) as ended_at,
        slow.slow_hours
    from labelled
    left join midnights using (promised_date)
    cross join (select quantile_cont(first_scan_lag_hours, 0.9) as slow_hours from labelled where {{where}}) as slow
    where {{where}}
"""  # noqa: S608 - our own names
# Each span is cut into days of age, so that window and reference are compared at the same age.
_CELLS = """
    with aged as (
        select part, stratum, origin_at, starts_at, ends_at,
            unnest(range(
                cast(floor(epoch(starts_at - origin_at) / 86400) as bigint),
                cast(ceil(epoch(ends_at - origin_at) / 86400) as bigint)
            )) as age_days
        from spans_{kind}
    ),
    exposed as (
        select part, stratum, age_days, round(sum(greatest(0, least(epoch(ends_at - origin_at), 86400 * (age_days + 1))
            - greatest(epoch(starts_at - origin_at), 86400 * age_days))) / 86400, 6) as days
        from aged group by all
    ),
    asked as (
        select part, stratum, cast(floor(epoch(created_at - origin_at) / 86400) as bigint) as age_days,
            count(distinct ticket_id) as tickets
        from spans_{kind} inner join asked_tickets using (shipment_id)
        where created_at >= starts_at and created_at < ends_at
        group by all
    )
    select part, stratum, age_days, coalesce(days, 0) as days, coalesce(tickets, 0) as tickets
    from exposed full outer join asked using (part, stratum, age_days)
    order by all
"""
_TOUCHED = """
    select ticket_id from spans_{kind} inner join asked_tickets using (shipment_id)
    where part = 'window' and created_at >= starts_at and created_at < ends_at
"""
_MEASURES = ("days", "tickets")


def _spans(kind: str) -> str:
    origin, stratum, *parts = _KINDS[kind]
    selected = " union all ".join(
        f"""
        select shipment_id, '{part}' as part, {stratum} as stratum, {origin} as origin_at,
            greatest({starts}, {origin}, from_at) as starts_at,
            least({ends}, {origin} + interval {LONGEST_DAYS} day, until_at) as ends_at
        from window_parcels where {condition} and {origin} is not null and {starts} is not null
        """  # noqa: S608 - our own names
        for part, (starts, ends, condition) in zip(("window", "reference"), parts, strict=True)
    )
    # A moment that is not known is left out of `least` and `greatest`, so the conditions ask for it.
    return f"create or replace temp table spans_{kind} as select * from ({selected}) where starts_at < ends_at"  # noqa: S608


def _wide(cells: pl.DataFrame) -> pl.DataFrame:
    keys = ["stratum", "age_days"]
    window, reference = (
        cells.filter(pl.col("part") == part).select(
            *keys, *(pl.col(name).alias(f"{name}_{part}") for name in _MEASURES)
        )
        for part in ("window", "reference")
    )
    joined = window.join(reference, on=keys, how="full", coalesce=True)
    return joined.with_columns(pl.exclude(keys).fill_null(0)).sort(keys)
