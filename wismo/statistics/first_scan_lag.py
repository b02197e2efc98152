"""Hours from the label to the carrier's first scan, with parcels never scanned counted.

Leaving unscanned parcels out would make the worst 3PL look best, so each counts as "not scanned
yet" up to the last moment the data covers (the product-limit estimator of Kaplan and Meier).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from wismo.confidence import SMALLEST_N

if TYPE_CHECKING:
    from collections.abc import Sequence

SLICES = ((), ("carrier",), ("three_pl",), ("carrier", "three_pl"), ("region",))
DIMENSIONS = ("carrier", "three_pl", "region")
# Products of ratios such as 9/10 * 8/9 miss round shares by a few 1e-16; far above that, far below 1/n.
ROUNDING = 1e-9


def first_scan_lag(
    parcels: pl.DataFrame,
    slices: Sequence[Sequence[str]] = SLICES,
    dimensions: Sequence[str] = DIMENSIONS,
) -> pl.DataFrame:
    """Return the lag table: one row per grain, week and slice.

    ``parcels`` has one row per parcel with a label: ``label_date`` (date, brand's zone), ``carrier``,
    ``three_pl``, ``region``, ``first_scan_lag_hours`` (to the first scan, or to the end of the data
    where there was none) and ``is_scan_censored`` (no scan so far). Other ``slices`` need the columns that
    ``dimensions`` names instead of the three. Hours and shares are NULL below
    30 parcels and where too few were scanned to know them.
    """
    # Words as numbers: every cut groups by them.
    coded = by_lag(parcels).with_columns(pl.col(dimensions).cast(pl.Categorical))
    weekly = coded.with_columns(week_start=pl.col("label_date").dt.truncate("1w"))
    overall = coded.with_columns(week_start=pl.lit(None, dtype=pl.Date))
    grains = (("week", weekly), ("all", overall))
    rows = [
        _sliced(frame, sliced_by, dimensions).with_columns(grain=pl.lit(grain))
        for (grain, frame), sliced_by in product(grains, slices)
    ]
    columns = ["grain", "week_start", *dimensions, "n", "never_scanned"]
    columns += ["p50_hours", "p90_hours", "share_over_24h", "share_over_48h"]
    return pl.concat(rows).select(columns).sort(columns[: 2 + len(dimensions)], nulls_last=True)


def by_lag(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return the parcels by ``lag``, once ``first_scan_lag_hours``; of the same lag, those that were scanned first."""
    return parcels.rename({"first_scan_lag_hours": "lag"}).sort("lag", "is_scan_censored")


def product_limit(ordered: pl.DataFrame, group: Sequence[str]) -> pl.DataFrame:
    """Add ``unscanned``, the share of the group still unscanned after each parcel of ``by_lag``.

    The rows of one lag lead one after the other to the share after it, which is that of the last of them. One sort
    serves every cut, which a million parcels in ten cuts need.
    """
    waiting = pl.len().over(group) - pl.int_range(pl.len()).over(group)
    kept = pl.when("is_scan_censored").then(1.0).otherwise(1 - 1 / waiting)
    return ordered.with_columns(unscanned=kept).with_columns(pl.col("unscanned").cum_prod().over(group))


def _sliced(parcels: pl.DataFrame, sliced_by: Sequence[str], dimensions: Sequence[str]) -> pl.DataFrame:
    group = ["week_start", *sliced_by]
    curve = product_limit(parcels, group)
    counted = parcels.group_by(group).agg(
        n=pl.len().cast(pl.Int64),
        never_scanned=pl.col("is_scan_censored").sum().cast(pl.Int64),
    )
    read = curve.group_by(group).agg(
        p50_hours=_lag_where_unscanned_falls_to(0.5),
        p90_hours=_lag_where_unscanned_falls_to(0.1),
        share_over_24h=_unscanned_after(24),
        share_over_48h=_unscanned_after(48),
    )
    enough = pl.col("n") >= SMALLEST_N
    return (
        counted.join(read, on=group, how="left", nulls_equal=True)
        .with_columns(
            pl.when(enough).then(pl.col(name)).alias(name)
            for name in ("p50_hours", "p90_hours", "share_over_24h", "share_over_48h")
        )
        .with_columns(pl.col(sliced_by).cast(pl.String))
        .with_columns(pl.lit("all").alias(name) for name in dimensions if name not in sliced_by)
        .select(
            "week_start",
            *dimensions,
            "n",
            "never_scanned",
            "p50_hours",
            "p90_hours",
            "share_over_24h",
            "share_over_48h",
        )
    )


def _lag_where_unscanned_falls_to(share: float) -> pl.Expr:
    return pl.col("lag").filter(pl.col("unscanned") <= share + ROUNDING).min()


def _unscanned_after(hours: float) -> pl.Expr:
    """Unknown where the last parcel under observation was not scanned and left earlier than that."""
    known = (pl.col("lag").max() >= hours) | (pl.col("unscanned").last() <= ROUNDING)
    reached = pl.col("unscanned").filter(pl.col("lag") <= hours)
    return pl.when(known).then(reached.last().fill_null(1.0))
