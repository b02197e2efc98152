"""DuckDB databases: every table is read like a Parquet file of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from wismo.errors import WismoError, safe
from wismo.intake.dlt_children import Family, count_orphans, families, write_nested

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from wismo.intake.dlt_children import Tables
    from wismo.intake.files import SourceFile

# dlt keeps what its last run loaded in a schema of this name beside the one that it loads into.
_STAGING = "_staging"
_OF_DLT = "_dlt_loads"


@dataclass(frozen=True)
class Aside:
    """A member of a container that is not read by itself, and why."""

    note: str


Member = tuple[str, Path | WismoError | Aside]


def database_tables(file: SourceFile, folder: Path, knows: Callable[[Collection[str]], bool]) -> Iterator[Member]:
    """Yield a database's tables: the name, and a copy in ``folder`` or why there is none.

    Tables of dlt's that belong together are one copy where ``knows`` the columns of the first.

    Raises:
        WismoError: the database as a whole cannot be read.
    """
    try:
        database = duckdb.connect(str(file.path), read_only=True, config={"memory_limit": "1GB"})
        database.execute("set TimeZone = 'UTC'")
        database.execute(f"set temp_directory = {_literal(folder / 'spill')}")
        # A view in somebody's database may name any file of this machine: only the copies may be reached.
        database.execute(f"set allowed_directories = [{_literal(folder)}]")
        database.execute("set enable_external_access = false")
        database.execute("set lock_configuration = true")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WismoError(
            f"The DuckDB database cannot be opened ({reason}). Close the program that uses it, or export its "
            "tables as Parquet."
        ) from None
    with database:
        schemas = _tables(database)
        if not schemas:
            raise WismoError("The DuckDB database holds no table.")
        number = 0
        for schema, tables in schemas.items():
            groups = [family for family in families(schema, tables) if knows(tables[family.root])]
            roots = {family.root: family for family in groups}
            inside = {child: family for family in groups for child in family.parents}
            for table in tables:
                name, copy = f"{file.name}/{safe(f'{schema}.{table}')}", folder / f"{number}.parquet"
                number += 1
                try:
                    if _OF_DLT in schemas.get(schema.removesuffix(_STAGING), {}) and schema.endswith(_STAGING):
                        yield name, Aside("left alone: dlt's own copy of its last run")
                        continue
                    if table in inside:
                        yield name, _inside(database, inside[table], table)
                        continue
                    if table in roots:
                        write_nested(database, roots[table], copy)
                    else:
                        database.execute(
                            f"copy {_quoted(schema)}.{_quoted(table)} to {_literal(copy)} (format parquet)"
                        )
                    yield name, copy
                except (duckdb.Error, pa.ArrowException, OSError) as error:
                    # What the error says may quote a value: a view's cast that fails on an email, for one.
                    yield name, WismoError(f"The table cannot be read ({type(error).__name__}).")
                finally:
                    copy.unlink(missing_ok=True)


def _tables(database: duckdb.DuckDBPyConnection) -> Mapping[str, Tables]:
    """Return the columns of every table by schema and name, in order of names."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    rows = database.execute(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_schema not in ('information_schema', 'pg_catalog') order by 1, 2, ordinal_position"
    ).fetchall()
    for schema, table, column in rows:
        tables = found.setdefault(schema, {})
        tables[table] = (*tables.get(table, ()), column)
    return found


def _inside(database: duckdb.DuckDBPyConnection, family: Family, table: str) -> WismoError | Aside:
    orphans = count_orphans(database, family, table)
    if orphans:
        return WismoError(
            f"{orphans} of its rows name a parent that {family.parents[table]} does not have, so nobody can say what "
            "they belong to. Run the dlt pipeline again with a full refresh of this table."
        )
    return Aside(f"read inside {family.schema}.{family.root}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
