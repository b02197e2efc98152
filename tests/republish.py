"""The demo brand's working database, published again and again: real tables, without building the models each time."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from wismo.home import Home
from wismo.models import working_database
from wismo.publish import Origin, mart_tables, publish
from wismo.reach import read_reach
from wismo.statistics.run import STATISTIC_TABLES

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

# One in each mart, so that a version made of two batches is seen.
STAMPED = {"tickets": "reason", "orders": "season", "shipments": "service"}


def copy_work(demo_home: Home, root: Path) -> Home:
    """Return a home at ``root`` with a built working database and nothing published."""
    home = Home(root)
    (home.work / "target").mkdir(parents=True)
    shutil.copy(working_database(demo_home), home.work)
    for name in ("manifest.json", "semantic_manifest.json"):
        shutil.copy(demo_home.work / "target" / name, home.work / "target")
    return home


@contextmanager
def working(home: Home) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the working database."""
    with duckdb.connect(str(working_database(home))) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def stamp(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Write a text into a column of every stamped mart."""
    for table, column in STAMPED.items():
        connection.execute(f"update {table} set {column} = ?", [text])


def publish_again(home: Home, connection: duckdb.DuckDBPyConnection, fingerprint: str = "cafebabe") -> str:
    """Publish every mart and statistic of the working database, as a build does; return the version."""
    tables = [*mart_tables(home.work / "target"), *STATISTIC_TABLES]
    version, _ = publish(
        home,
        connection,
        tables=tables,
        reach=read_reach(connection),
        origin=Origin(fingerprint, "0123456789ab"),
        semantic_manifest=home.work / "target" / "semantic_manifest.json",
    )
    return version
