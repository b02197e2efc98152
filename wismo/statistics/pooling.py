"""Cells with too few orders are put together before rates are compared, the regions first.

One ticket of a cell with half an order in it would be a rate of 200 per 100 orders; what its coming does to the whole
is small, yet mix and rate would each show something large that the other takes back.
"""

from __future__ import annotations

import polars as pl

from wismo.statistics.weeks import SHARED

# Of many small members there is one; no carrier, 3PL or region is called so.
POOLED = "pooled"
# From the right: a region is given up before a 3PL, a 3PL before a carrier.
ORDER = ("region", "three_pl", "carrier")


def pooled_keys(orders: list[pl.DataFrame], tickets: list[pl.DataFrame], fewest: float) -> pl.DataFrame:
    """Return which cell each cell is counted in: the three dimensions, and the same as ``pooled_carrier`` and so on.

    ``orders`` and ``tickets`` are the frames of both periods. A cell stands alone when it has ``fewest`` orders in one
    period, and as many or none in the other. What does not is counted with the other regions of its carrier and 3PL,
    then with the other 3PLs of its carrier, then with other carriers. A carrier that has no orders at all, such as
    ``unmatched``, stays apart.
    """
    cells = pl.concat([frame.select(SHARED) for frame in (*orders, *tickets)]).unique().sort(SHARED)
    counts = ("orders_0", "orders_1")
    for name, frame in zip(counts, orders, strict=True):
        summed = frame.group_by(SHARED).agg(pl.col("orders").sum().cast(pl.Float64).alias(name))
        cells = cells.join(summed, on=SHARED, how="left", maintain_order="left")
    pooled = [f"pooled_{name}" for name in SHARED]
    cells = cells.with_columns(
        pl.col(counts).fill_null(0.0), *(pl.col(name).alias(f"pooled_{name}") for name in SHARED)
    )
    has_orders = (pl.col("orders_0") + pl.col("orders_1")).sum().over("carrier") > 0
    for dimension in ORDER:
        own = [pl.col(name).sum().over(pooled) for name in counts]
        is_enough = [(count >= fewest) | (count <= 0) for count in own]
        is_few = ~(is_enough[0] & is_enough[1] & ((own[0] > 0) | (own[1] > 0)))
        name = f"pooled_{dimension}"
        cells = cells.with_columns(pl.when(is_few & has_orders).then(pl.lit(POOLED)).otherwise(name).alias(name))
    return cells.select(*SHARED, *pooled)


def pool(frame: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with each cell's dimensions replaced by those it is counted in; rows stay as they are."""
    joined = frame.join(keys, on=SHARED, how="left", maintain_order="left")
    return joined.with_columns(pl.col(f"pooled_{name}").alias(name) for name in SHARED).select(frame.columns)
