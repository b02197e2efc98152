"""Numbers of the seed ``thresholds`` that statistics go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.errors import WismoError

if TYPE_CHECKING:
    import duckdb


def threshold(connection: duckdb.DuckDBPyConnection, name: str) -> float:
    """Return a threshold in the unit that the seed gives.

    Raises:
        WismoError: the seed has no such row.
    """
    row = connection.execute("select value from main.thresholds where name = $1", [name]).fetchone()
    if row is None:
        raise WismoError(f"seeds/thresholds.csv has no row {name}; take it from the project again.")
    return float(row[0])
