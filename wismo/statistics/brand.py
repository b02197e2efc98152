"""What the statistics' sentences and weeks need of the brand: its names for things, and the last day that is known."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wismo.labels import plain_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import duckdb

NAMED = {"root_cause": "root_causes", "carrier": "carriers", "three_pl": "three_pls"}


def names(connection: duckdb.DuckDBPyConnection) -> Callable[[str, str], str]:
    """Return what gives the plain-English name of a dimension's member, as the dashboard says it."""
    labels = {
        key: dict(connection.cursor().sql(f"select {key}, label from main.{table}").fetchall())  # noqa: S608 - ours
        for key, table in NAMED.items()
    }
    return partial(plain_name, labels)


def reporting_through(connection: duckdb.DuckDBPyConnection) -> date | None:
    """Return the last complete day of the data in the brand's zone; None for a brand without any."""
    found = connection.cursor().sql("select reporting_through from main.int_data_through").fetchall()
    return found[0][0] if found else None
