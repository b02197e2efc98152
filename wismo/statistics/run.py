"""Every statistic table of a snapshot, computed from the marts of one build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.statistics.first_scan_lag import first_scan_lag
from wismo.statistics.tables import EMPTY_TABLES, FIRST_SCAN_LAG
from wismo.statistics.waits import WAITS, compute_waits

if TYPE_CHECKING:
    import duckdb

STATISTIC_TABLES = ("first_scan_lag", *(wait.table for wait in WAITS), *EMPTY_TABLES)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the statistic tables into the connection's ``main`` schema.

    Reads the marts ``shipments`` and ``tickets``. Tables whose method does not exist yet are made empty and typed,
    so that readers can rely on their columns.
    """
    parcels = (
        connection.cursor()
        .sql(
            """
        select label_date, carrier, three_pl, region, first_scan_lag_hours, is_scan_censored
        from main.shipments
        where first_scan_lag_hours is not null
        """
        )
        .pl()
    )
    lags = first_scan_lag(parcels)
    connection.execute(f"create or replace table main.first_scan_lag ({FIRST_SCAN_LAG})")
    connection.register("computed_lags", lags)
    connection.execute("insert into main.first_scan_lag by name from computed_lags")
    connection.unregister("computed_lags")
    compute_waits(connection)
    for name, columns in EMPTY_TABLES.items():
        connection.execute(f"create or replace table main.{name} ({columns})")
