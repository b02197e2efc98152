"""What a role may read of a snapshot, by the snapshot's own table ``published_texts``.

An admin reads the file as it is. An agent reads it through views that leave out how the installation does. A
viewer reads a copy of what names no order, parcel, ticket or customer: what they may not read is not there.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb

from wismo.errors import WismoError
from wismo.locked import attach

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Role = Literal["viewer", "agent", "admin"]
# From the least to the most that may be read.
ROLES: tuple[Role, ...] = ("viewer", "agent", "admin")
# The kinds of text in the seed; what it does not list is withheld from everyone but admins.
READABLE: Mapping[str, frozenset[str]] = {
    "viewer": frozenset({"word", "sentence"}),
    "agent": frozenset({"word", "sentence", "identifier"}),
}
WHOLE_TABLE = "*"
COPY = "permitted.duckdb"
# Columns of these types cannot hold a name, so they need no entry.
PLAIN = "^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*|DATE|TIME|TIMESTAMP.*|INTERVAL)$"


def may(role: Role, needed: Role) -> bool:
    """Return whether a role may do what needs another one."""
    return ROLES.index(role) >= ROLES.index(needed)


def attach_for(connection: duckdb.DuckDBPyConnection, path: Path, role: Role) -> None:
    """Attach what ``role`` may read of the snapshot ``path`` as the catalog ``wismo``.

    Raises:
        WismoError: the snapshot does not say what its columns hold, and the role may not read all.
        duckdb.Error: the file cannot be read as a database.
    """
    if role == "admin":
        attach(connection, path)
        return
    attach(connection, path, "whole")
    columns = _permitted(connection, path.stem, role)
    if role == "agent":
        connection.execute("attach ':memory:' as wismo")
        for table, names in columns.items():
            connection.execute(f'create view wismo.main."{table}" as {_select(table, names)}')
        return
    try:
        _copy(connection, columns)
    except OSError as error:
        raise _no_room() from error
    except duckdb.Error as error:
        if COPY in str(error) or "No space left" in str(error):
            raise _no_room() from error
        raise


def _copy(connection: duckdb.DuckDBPyConnection, columns: Mapping[str, Sequence[str]]) -> None:
    with tempfile.TemporaryDirectory(prefix="wismo-") as folder:
        copy = Path(folder) / COPY
        attach(connection, copy, may_write=True)
        for table, names in columns.items():
            connection.execute(f'create table wismo.main."{table}" as {_select(table, names)}')
        connection.execute("detach wismo")
        connection.execute("detach whole")
        # The name is gone when the folder is, the open file stays until the connection is closed.
        attach(connection, copy)


def _no_room() -> WismoError:
    return WismoError(
        "What a viewer may read could not be copied into the server's temporary folder. Make room there, or set TMPDIR "
        "to another one."
    )


def _permitted(connection: duckdb.DuckDBPyConnection, version: str, role: Role) -> dict[str, list[str]]:
    """Return the columns that the role may read, by table; a table of which nothing is left is not there."""
    readable = list(READABLE[role])
    try:
        found = connection.execute(
            """
            select columns.table_name, columns.column_name
            from duckdb_columns() as columns
            left join whole.main.published_texts as texts
                on columns.table_name = texts.table_name and columns.column_name = texts.column_name
            left join whole.main.published_texts as tables
                on columns.table_name = tables.table_name and tables.column_name = $whole_table
            where columns.database_name = 'whole' and columns.schema_name = 'main'
                and coalesce(tables.kind in (select unnest($readable)), true)
                and coalesce(
                    texts.kind in (select unnest($readable)),
                    tables.kind in (select unnest($readable)),
                    regexp_matches(columns.data_type, $plain)
                )
            order by columns.table_name, columns.column_index
            """,
            {"readable": readable, "whole_table": WHOLE_TABLE, "plain": PLAIN},
        ).fetchall()
    except duckdb.CatalogException as error:
        raise WismoError(
            f"The snapshot {version} was built before there were roles, so only an admin may read it. "
            "Run `wismo build --full` to make a new one."
        ) from error
    columns: dict[str, list[str]] = {}
    for table, name in found:
        columns.setdefault(table, []).append(name)
    return columns


def _select(table: str, names: Sequence[str]) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    # The names come from the snapshot's own catalog.
    return f'select {listed} from whole.main."{table}"'  # noqa: S608
