"""Two snapshots, table for table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from wismo.sail.zones import CHECK

if TYPE_CHECKING:
    from pathlib import Path

# Rows in which a build speaks of itself.
OF_THE_BUILD = {"snapshot_info": "true", "data_health": f"check_name = '{CHECK}'"}
Columns = list[tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """Rows of a table in the first snapshot, and how many of either have no equal in the other one."""

    table: str
    rows: int
    differing: int


def columns(path: Path) -> dict[str, Columns]:
    """Return names and types of every table's columns, in order."""
    tables: dict[str, Columns] = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        for table, name, kind in connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where schema_name = 'main' and not internal order by table_name, column_index"
        ).fetchall():
            tables.setdefault(table, []).append((name, kind))
    return tables


def compare(one: Path, other: Path) -> list[Found]:
    """Compare whole rows, as often as each is there; NULL equals NULL, and fractions count to six decimals."""
    found = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        for table, names in columns(one).items():
            shown = ", ".join(f'round("{name}", 6)' if kind == "DOUBLE" else f'"{name}"' for name, kind in names)
            rows = f'select {shown} from {{}}.main."{table}" where not ({OF_THE_BUILD.get(table, "false")})'
            sides = [rows.format(side) for side in ("one", "other")]
            lacking = [_count(connection, f"{a} except all {b}") for a, b in (sides, sides[::-1])]
            found.append(Found(table, _count(connection, sides[0]), max(lacking)))
    return found


def assert_no_row_differs(one: Path, other: Path) -> str:
    """Return how much was compared, in a sentence.

    Raises:
        AssertionError: a row of either has no equal in the other; the tables are named with how many.
    """
    found = compare(one, other)
    rows, differing = sum(item.rows for item in found), sum(item.differing for item in found)
    sentence = f"{len(found)} tables, {rows:,} rows, {differing:,} differing"
    unequal = ", ".join(f"{item.table} {item.differing:,}" for item in found if item.differing)
    assert not unequal, f"{sentence}: {unequal}"
    return sentence


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return connection.execute(f"select count(*) from ({query})").fetchall()[0][0]
