"""Rows of the statistic tables, as they were computed when the snapshot was published."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from dashboard.warehouse import has_column, rows

if TYPE_CHECKING:
    from dashboard.warehouse import Snapshot


def statistic(snapshot: Snapshot, table: str, **equal: str) -> pl.DataFrame:
    """Return the rows of a statistic's table whose columns have the values named, in the table's own order.

    Empty where the table has none, or where the snapshot is older than the statistic; an empty frame may have no
    columns.
    """
    return _rows(snapshot, table, tuple(sorted(equal.items())))


@lru_cache(maxsize=128)
def _rows(snapshot: Snapshot, table: str, equal: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    # Older snapshots have an empty table of other columns.
    if not has_column(snapshot, table, "method"):
        return pl.DataFrame()
    conditions = "".join(f" and {name} = ${name}" for name, _ in equal)
    sql = f"select * from wismo.main.{table} where true{conditions}"  # noqa: S608 - our own names
    return rows(snapshot, sql, dict(equal))
