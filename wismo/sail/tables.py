"""Taking what the models built on Sail home: its Parquet into the working database, under DuckDB's types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow.dataset as ds

from wismo.sail.faults import reachable
from wismo.sail.place import TABLES, open_files, parquet_files
from wismo.working import note_other_engine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyarrow as pa

    from wismo.sail.place import Place
    from wismo.sail.session import Session


def load_tables(session: Session, place: Place, database: Path, nodes: Iterable[dict]) -> None:
    """Write the tables of dbt's ``nodes`` into a new working database; one table is never held in memory as a whole.

    Raises:
        WismoError: what the engine wrote cannot be read.
    """
    with duckdb.connect(str(database)) as connection:
        # What Spark calls a timestamp is an instant; the models' are UTC without a zone.
        connection.execute("set TimeZone = 'UTC'")
        for node in nodes:
            with reachable(place.tables, TABLES):
                _load(connection, node, _read(session, place, node["alias"]))
        note_other_engine(connection)


def _read(session: Session, place: Place, table: str) -> ds.Dataset | pa.Table:
    """Return a table's Parquet where the engine wrote it; of an empty table it wrote none."""
    files, folder = open_files(f"{place.tables}/{table}")
    paths = [file.path for file in parquet_files(files, folder).values()]
    if not paths:
        return session.schema_of(table).empty_table()
    return ds.dataset(paths, filesystem=files, format="parquet")


def _load(connection: duckdb.DuckDBPyConnection, node: dict, rows: ds.Dataset | pa.Table) -> None:
    types = _stated_types(node)
    connection.register("built", rows)
    columns = connection.execute("describe built").fetchall()
    casts = [f'cast("{name}" as {types.get(name) or _plain(kind)}) as "{name}"' for name, kind, *_ in columns]
    # Names and types are those of dbt's manifest.
    connection.execute(f'create table main."{node["alias"]}" as select {", ".join(casts)} from built')  # noqa: S608
    connection.unregister("built")


def _stated_types(node: dict) -> dict[str, str]:
    """Return the types that a contract or a seed's configuration states; other columns keep the engine's."""
    stated = {name: column["data_type"] for name, column in node["columns"].items() if column.get("data_type")}
    return stated | node["config"].get("column_types", {})


def _plain(kind: str) -> str:
    return "timestamp" if kind == "TIMESTAMP WITH TIME ZONE" else kind
