"""Hours from the order to its label, week by week, beside the hours that customers were promised until delivery.

A delivery window follows the load of picking and packing where the second moves with the first. An order without a
label counts as still waiting; one that was cancelled before it had one waits for nothing, and is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.statistics.first_scan_lag import first_scan_lag
from wismo.statistics.table import Table

if TYPE_CHECKING:
    import duckdb

# Before its label an order has no carrier and often no 3PL, so slices by them would leave out those that still wait.
DIMENSIONS, SLICES = ("region",), ((), ("region",))
KEYS = ("grain", "week_start", *DIMENSIONS)

# One row per grain (week of the order, all), week and region. Hours are empty below 30 orders; `promised_count` of the
# `n` orders have an original promise, and its hours end with the promised day.
CLICK_TO_SHIP = Table(
    "click_to_ship",
    """
    grain varchar not null, week_start date, region varchar not null, n bigint not null,
    never_labelled bigint not null, p50_hours double, p90_hours double, share_over_24h double, share_over_48h double,
    promised_count bigint not null, promised_p50_hours double, promised_p90_hours double
    """,
)
TABLES = (CLICK_TO_SHIP,)

_ORDERS = """
    select order_date as label_date, region,
        epoch(coalesce(shipped_at, data_through) - ordered_at) / 3600 as first_scan_lag_hours,
        shipped_at is null as is_scan_censored,
        epoch(promised_at - ordered_at) / 3600 as promised_hours
    from main.orders cross join main.int_data_through
    where is_shippable and not is_preorder and not is_replacement
        and coalesce(shipped_at, data_through) >= ordered_at
        and (cancelled_at is null or shipped_at <= cancelled_at)
"""


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the table from the mart ``orders``."""
    CLICK_TO_SHIP.write(connection, click_to_ship(connection.cursor().sql(_ORDERS).pl()))


def click_to_ship(orders: pl.DataFrame) -> pl.DataFrame:
    """Return the table from one row per order, as ``first_scan_lag`` takes parcels, with ``promised_hours`` besides."""
    labelled = first_scan_lag(orders, SLICES, DIMENSIONS).rename({"never_scanned": "never_labelled"})
    known = orders.filter(pl.col("promised_hours") >= 0).with_columns(
        first_scan_lag_hours="promised_hours", is_scan_censored=pl.lit(value=False)
    )
    promised = first_scan_lag(known, SLICES, DIMENSIONS).select(
        *KEYS, promised_count="n", promised_p50_hours="p50_hours", promised_p90_hours="p90_hours"
    )
    both = labelled.join(promised, on=KEYS, how="left", nulls_equal=True, maintain_order="left")
    return both.with_columns(pl.col("promised_count").fill_null(0))
