"""The first-scan lag and other waits that are counted like it: what has not happened yet counts as still waiting.

From the label to the first scan, from the shipping email to the first scan, from a parcel's trouble to the message
about it, from the first scan to the door, from a ticket to its first answer and to the first that told something.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.statistics.first_scan_lag import DIMENSIONS, SLICES, first_scan_lag
from wismo.statistics.table import Table

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_REPLY_DIMENSIONS = ("handled_by", "channel", "staffed")
_REPLY_SLICES = ((), ("handled_by",), ("channel",), ("staffed",), ("staffed", "handled_by"), ("staffed", "channel"))
_QUANTILES = "p50_hours double, p90_hours double, share_over_24h double, share_over_48h double"


@dataclass(frozen=True)
class Wait:
    """A wait: its table, the SQL of its rows (day, dimensions, hours, whether it still goes on), and its cuts.

    ``open_count`` names the column that counts the waits which have not ended.
    """

    table: str
    sql: str
    open_count: str
    dimensions: tuple[str, ...] = DIMENSIONS
    slices: tuple[tuple[str, ...], ...] = SLICES

    @property
    def as_table(self) -> Table:
        """One row per grain (week, all), week and slice; slices that a row does not narrow hold 'all'."""
        dimensions = ", ".join(f"{name} varchar not null" for name in self.dimensions)
        return Table(
            self.table,
            f"grain varchar not null, week_start date, {dimensions}, n bigint not null, "
            f"{self.open_count} bigint not null, {_QUANTILES}",
        )


# A ticket that was closed without an answer stopped waiting when it was closed.
_ANSWERS = """
    select reporting_date as label_date, handled_by, channel, staffed,
        coalesce({minutes}, waited_minutes) / 60 as first_scan_lag_hours, {minutes} is null as is_scan_censored
    from main.tickets where is_wismo and waited_minutes >= 0
"""
WAITS = (
    Wait(
        "first_scan_lag",
        """
        select label_date, carrier, three_pl, region, first_scan_lag_hours, is_scan_censored
        from main.shipments where first_scan_lag_hours is not null
        """,
        "never_scanned",
    ),
    Wait(
        "notification_lead",
        """
        select label_date, carrier, three_pl, region, notification_lead_hours as first_scan_lag_hours, is_scan_censored
        from main.shipments where notification_lead_hours is not null and label_date is not null
        """,
        "never_scanned",
    ),
    Wait(
        "alert_delay",
        """
        select trouble_date as label_date, carrier, three_pl, region, alert_wait_hours as first_scan_lag_hours,
            not is_exception_alerted as is_scan_censored
        from main.shipments where is_exception_alerted is not null
        """,
        "never_told",
    ),
    Wait(
        "transit_time",
        """
        select label_date, carrier, three_pl, region, transit_hours as first_scan_lag_hours,
            is_transit_censored as is_scan_censored
        from main.shipments where transit_hours is not null
        """,
        "not_tried_yet",
    ),
    Wait(
        "first_response_time",
        _ANSWERS.format(minutes="first_response_minutes"),
        "unanswered",
        _REPLY_DIMENSIONS,
        _REPLY_SLICES,
    ),
    Wait(
        "first_eta_time",
        f"{_ANSWERS.format(minutes='first_eta_minutes')} and has_reply_text",
        "never_told",
        _REPLY_DIMENSIONS,
        _REPLY_SLICES,
    ),
)


TABLES = tuple(wait.as_table for wait in WAITS)


def wait_table(rows: pl.DataFrame, wait: Wait) -> pl.DataFrame:
    """Return a wait's table from its rows, as ``first_scan_lag`` makes it, with the count of open waits renamed."""
    return first_scan_lag(rows, wait.slices, wait.dimensions).rename({"never_scanned": wait.open_count})


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the table of every wait into the connection's ``main`` schema, from the marts that are there."""
    for wait in WAITS:
        wait.as_table.write(connection, wait_table(connection.cursor().sql(wait.sql).pl(), wait))
