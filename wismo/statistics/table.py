"""A statistic's table in the snapshot: its name, its typed columns, and how rows get into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import polars as pl


@dataclass(frozen=True)
class Table:
    """``columns`` is the column list of a `create table`, which every reader may rely on from the first build on."""

    name: str
    columns: str

    def write(self, connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame | None = None) -> None:
        """Make the table anew in the schema ``main``, with ``rows`` by the names of their columns, or empty.

        Raises:
            duckdb.Error: a row lacks a column that must not be null, or has one that the table does not know.
        """
        connection.execute(f"create or replace table main.{self.name} ({self.columns})")
        if rows is not None and not rows.is_empty():
            connection.register("computed_rows", rows)
            connection.execute(f"insert into main.{self.name} by name from computed_rows")
            connection.unregister("computed_rows")
