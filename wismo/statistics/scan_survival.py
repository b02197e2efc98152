"""The share of parcels that no carrier has scanned yet, by hours since the label and since the scheduled pickup.

Tracked parcels of the latest weeks, per 3PL; one that was never scanned counts as waiting to the end of the data, one
whose order was cancelled to that moment (Kaplan and Meier, with Greenwood's variance on the log-log scale).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.confidence import SMALLEST_N, Z
from wismo.periods import WEEK, last_full_week
from wismo.statistics.brand import names, reporting_through
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from wismo.statistics.driver_words import Label

# One row per clock, 3PL (or all) and hour of the curve.
TABLES = (
    Table(
        "first_scan_survival",
        """
        clock varchar not null, three_pl varchar not null, hours integer not null,
        period_start date not null, period_end date not null, unscanned double, lower double, upper double,
        at_risk bigint not null, never_scanned bigint not null, left_out bigint not null, n bigint not null,
        method varchar not null, sentence varchar not null
    """,
    ),
)
ALL = "all"
METHOD = "kaplan_meier"
CLOCKS = {"label": "label_created_at", "pickup": "pickup_due_at"}
CLOCK_WORDS = {"label": "the label", "pickup": "the scheduled pickup"}
HOURS = (*range(0, 48, 2), *range(48, 96, 4), *range(96, 169, 8))
PARCELS = """
    select shipments.three_pl, not shipments.is_tracked as is_left_out, shipments.handed_over_at is null as is_censored,
        greatest((epoch_us(coalesce(
            shipments.handed_over_at, least(orders.cancelled_at, data_through.data_through)
        )) - epoch_us(shipments.{since})) / 3600000000.0, 0) as hours
    from main.shipments as shipments
    cross join main.int_data_through as data_through
    left join main.orders as orders on shipments.order_id = orders.order_id
    where shipments.label_date between $start and $end and shipments.{since} < data_through.data_through
"""


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``first_scan_survival`` into the connection's ``main`` schema; empty without a complete week of labels."""
    through = reporting_through(connection)
    TABLES[0].write(connection)
    if through is None:
        return
    last = last_full_week(through)
    span = {"start": last - (threshold(connection, "league_weeks") - 1) * WEEK, "end": last + timedelta(days=6)}
    label, curves = names(connection), []
    for clock, since in CLOCKS.items():
        parcels = connection.cursor().sql(PARCELS.format(since=since), params=span).pl()
        parties = sorted(set(parcels["three_pl"]) - {"unassigned"})
        each = [(ALL, parcels), *((party, parcels.filter(three_pl=party)) for party in parties)]
        curves += [_rows(clock, party, own, label) for party, own in each if own.height]
    if curves:
        spanned = pl.concat(curves).with_columns(period_start=pl.lit(span["start"]), period_end=pl.lit(span["end"]))
        TABLES[0].write(connection, spanned)


def survival(hours: np.ndarray, is_censored: np.ndarray, grid: Sequence[float]) -> pl.DataFrame:
    """Return ``hours`` of ``grid``, ``unscanned`` (share still waiting after each), its 95 % limits and ``at_risk``.

    ``hours`` (n) is how long each parcel waited or has been waiting where ``is_censored`` (n). ``at_risk`` counts those
    that had waited at least so long. Beyond the last parcel under observation nothing is known: NaN.
    """
    order = np.argsort(hours, kind="stable")
    waited, ended = hours[order], ~is_censored[order]
    times, first = np.unique(waited, return_index=True)
    events = np.add.reduceat(ended.astype(float), first)
    waiting = len(waited) - first
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.cumprod(1 - events / waiting)
        greenwood = np.cumsum(events / (waiting * (waiting - events)))
        log = np.log(share)
        reach = Z * np.sqrt(greenwood) / np.abs(log)
        lower, upper = share ** np.exp(reach), share ** np.exp(-reach)
    # Before the first scan everybody waits; after the last nobody does, and of neither is there any doubt.
    lower, upper = (np.where(np.isin(share, (0.0, 1.0)), share, ends) for ends in (lower, upper))
    places = np.searchsorted(times, grid, side="right")
    known = (np.asarray(grid) <= times[-1]) | (share[-1] == 0)
    read = {
        name: np.where(known, np.concatenate(([1.0], ends))[places], np.nan)
        for name, ends in (("unscanned", share), ("lower", lower), ("upper", upper))
    }
    reaching = np.concatenate((waiting, [0]))[np.searchsorted(times, grid, side="left")]
    return pl.DataFrame({"hours": grid, **read, "at_risk": reaching}).with_columns(pl.col("at_risk").cast(pl.Int64))


def _rows(clock: str, party: str, parcels: pl.DataFrame, label: Label) -> pl.DataFrame:
    """Return the curve of one 3PL on one clock; no shares below 30 parcels, nor where fewer are still looked at."""
    watched = parcels.filter(~pl.col("is_left_out"))
    if watched.is_empty():
        curve = pl.DataFrame({"hours": HOURS}).with_columns(
            pl.lit(None, dtype=pl.Float64).alias(name) for name in ("unscanned", "lower", "upper")
        )
        curve = curve.with_columns(at_risk=pl.lit(0, dtype=pl.Int64))
    else:
        curve = survival(watched["hours"].to_numpy(), watched["is_censored"].to_numpy(), HOURS)
    enough = (pl.lit(watched.height) >= SMALLEST_N) & pl.col("unscanned").is_not_nan()
    curve = curve.with_columns(
        pl.when(enough).then(pl.col(name).round(6)).alias(name) for name in ("unscanned", "lower", "upper")
    )
    figures = {
        "n": watched.height,
        "never_scanned": watched["is_censored"].sum(),
        "left_out": parcels.height - watched.height,
    }
    curve = curve.with_columns(
        clock=pl.lit(clock),
        three_pl=pl.lit(party),
        method=pl.lit(METHOD),
        **{name: pl.lit(value, dtype=pl.Int64) for name, value in figures.items()},
    )
    name = "All together" if party == ALL else label("three_pl", party)
    told = [_sentence(name, clock, row) for row in curve.iter_rows(named=True)]
    return curve.with_columns(pl.col("hours").cast(pl.Int32), sentence=pl.Series(told, dtype=pl.String))


def _sentence(name: str, clock: str, row: dict) -> str:
    since = f"{row['hours']} h after {CLOCK_WORDS[clock]}"
    if row["unscanned"] is None:
        return f"{name}, {since}: not enough parcels to say (n = {row['n']})."
    return (
        f"{name}, {since}: {100 * row['unscanned']:.1f} % not scanned ({100 * row['lower']:.1f} to "
        f"{100 * row['upper']:.1f} %; n = {row['n']}, {row['never_scanned']} never scanned so far)."
    )
