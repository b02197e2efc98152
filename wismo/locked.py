"""DuckDB shut off from the machine: what every reader of a published snapshot opens it with.

``read_only`` alone still reads and writes any other file, loads extensions and sees Python's variables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# The last one forbids to change any of them back.
LOCKS = (
    "set timezone = 'UTC'",
    "set memory_limit = '1GB'",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set python_enable_replacements = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


def open_alone() -> duckdb.DuckDBPyConnection:
    """Return a connection to an empty database in memory, still open to the machine; ``lock`` shuts it off."""
    return duckdb.connect(":memory:")


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str = "wismo", *, may_write: bool = False) -> None:
    """Attach a database file under a catalog name of ours."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {name}{'' if may_write else ' (read_only)'}")


def lock(connection: duckdb.DuckDBPyConnection, *, but: Iterable[Path] = ()) -> None:
    """Shut the connection off: it reads what is attached and the files of ``but``, and nothing else on the machine."""
    connection.execute("set allowed_paths = $paths", {"paths": [str(path) for path in but]})
    for statement in LOCKS:
        connection.execute(statement)
