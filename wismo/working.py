"""The working database between two builds: what of it the next build may keep, and when it must begin anew.

A build that ended leaves a mark inside the file: from which raw files, models, seeds, settings and versions its kept
tables were made. The next build goes on from there where nothing but new raw files came: it takes the mark away, drops
every table except the kept ones, and reads the new files alone into these. Everything else is built from nothing, as
in a full build. In any other case the file is deleted first, so that what was erased from raw is in no old page of it.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from wismo.checks import keep_checks
from wismo.errors import WismoError
from wismo.fingerprint import raw_files
from wismo.intake.raw import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wismo.home import Home

# Space of dropped tables is used again; a file that has grown well beyond its data reads more slowly than it is built.
MOST_GROWTH = 3

ASKED = "it was asked for"
NO_FILE = "there is no working file yet"
UNFINISHED = "the last build did not end"
OTHER_ENGINE = "the last build ran on Sail"
UNREADABLE = "the working file cannot be read"
OTHER_INPUTS = "models, seeds, settings or versions are not those of the last build"
RAW_CHANGED = "files loaded before were replaced or taken away"
GROWN = "the working file has grown too much"
NOT_WHOLE = "a kept table is not whole"


@dataclass(frozen=True)
class Start:
    """How a build begins. ``why_full`` is None where it goes on from what the last one kept.

    ``inputs`` is the hash of all that it depends on besides raw files; ``raw`` has size and time of every raw file by
    its path under ``raw/``. ``new_files`` and ``new_records`` count what the working file has not read yet.
    """

    why_full: str | None = ASKED
    inputs: str = ""
    raw: dict[str, tuple[int, int]] = field(default_factory=dict)
    new_files: int = 0
    new_records: int = 0


def begin(home: Home, database: Path, manifest: Path, *, inputs: str, full: bool) -> Start:
    """Make the working database ready: what may be kept is all that is in it, or the file is gone.

    ``manifest`` is dbt's of the last full build. The caller holds the build lock. From here on until ``complete`` no
    mark is in the file.
    """
    raw = raw_files(home)
    whole = database.exists() and manifest.exists()
    why, known = (ASKED, {}) if full else _keep(home, database, inputs, raw) if whole else (NO_FILE, {})
    if why:
        discard(database)
        known = {}
    new = [path for path in raw if path not in known and not path.endswith(EMPTY)]
    return Start(why, inputs, raw, len(new), count_records(home, new))


def complete(home: Home, database: Path, start: Start, manifest: Path) -> None:
    """Check that the kept tables hold every raw record, and mark the file as one to go on from.

    No mark is made where files were loaded during a full build: which of them it read is not known.

    Raises:
        WismoError: a kept table lost or doubled records; without the mark the next build begins anew.
    """
    nodes = list(json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values())
    unmoved = start.why_full is None or raw_files(home) == start.raw
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop schema if exists fresh cascade")
        kept = [node for node in nodes if _is_kept(node)]
        for node in kept:
            if unmoved and (source := _source(node)):
                _expect_all(connection, node, count_records(home, _files_of(start.raw, source)))
        if unmoved:
            connection.execute("begin")
            tables = [(node["alias"], _source(node), _count(connection, node["alias"])) for node in kept]
            _mark(connection, database, start, tables)
            if start.why_full is not None:
                keep_checks(connection, nodes)
            connection.execute("commit")
        connection.execute("checkpoint")


def note_other_engine(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that another engine filled this working database, so that the next build can say why it begins anew."""
    connection.execute("create schema if not exists kept")
    connection.execute("create or replace table kept.other_engine as select 'sail' as name")


def discard(database: Path) -> None:
    """Delete the working database with everything that the engine left beside it."""
    for stale in database.parent.glob(f"{database.name}*"):
        if stale.is_dir():
            shutil.rmtree(stale)
        else:
            stale.unlink()


def _keep(
    home: Home, database: Path, inputs: str, raw: dict[str, tuple[int, int]]
) -> tuple[str | None, dict[str, tuple[int, int]]]:
    """Return why nothing can be kept, or None and the raw files that the kept tables were made from."""
    try:
        with duckdb.connect(str(database)) as connection:
            if why := _why_not(connection, database, inputs, raw):
                return why, {}
            known = _known(connection)
            tables = _all(connection, "select name, source from kept.tables")
            # The mark goes before anything else is touched.
            connection.execute("drop table kept.mark")
            connection.execute("checkpoint")
            _strip(connection, {name for name, _ in tables})
            new = [path for path in raw if path not in known]
            _offer(connection, home, {source for _, source in tables if source}, new)
            return None, known
    except duckdb.Error:
        return UNREADABLE, {}


def _why_not(
    connection: duckdb.DuckDBPyConnection, database: Path, inputs: str, raw: dict[str, tuple[int, int]]
) -> str | None:
    notes = {name for (name,) in _all(connection, "select table_name from duckdb_tables() where schema_name = 'kept'")}
    if "mark" not in notes:
        return OTHER_ENGINE if "other_engine" in notes else UNFINISHED
    [(marked, bytes_then)] = _all(connection, "select inputs, size_bytes from kept.mark")
    tables = _all(connection, "select name, row_count from kept.tables")
    # Of other objects nothing is kept: they are read anew whatever became of their files.
    sources = {source for (source,) in _all(connection, "select source from kept.tables where source is not null")}
    read = {path: state for path, state in _known(connection).items() if path.partition("/")[0] in sources}
    reasons = {
        OTHER_INPUTS: marked != inputs,
        RAW_CHANGED: any(raw.get(path) != state for path, state in read.items()),
        GROWN: database.stat().st_size > MOST_GROWTH * bytes_then,
        NOT_WHOLE: any(_count(connection, name) != rows for name, rows in tables),
    }
    return next((why for why, holds in reasons.items() if holds), None)


def _known(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    return {path: (size, time) for path, size, time in _all(connection, "from kept.raw_files")}


def _strip(connection: duckdb.DuckDBPyConnection, kept: set[str]) -> None:
    """Drop every view, and every table that is not kept: nothing of an older build can be read by mistake."""
    connection.execute("begin")
    for (view,) in _all(connection, "select view_name from duckdb_views() where schema_name = 'main' and not internal"):
        connection.execute(f'drop view main."{view}"')
    for (table,) in _all(connection, "select table_name from duckdb_tables() where schema_name = 'main'"):
        if table not in kept:
            connection.execute(f'drop table main."{table}"')
    connection.execute("commit")
    connection.execute("checkpoint")


def _offer(connection: duckdb.DuckDBPyConnection, home: Home, sources: set[str], new: list[str]) -> None:
    """Make ``fresh.<object>``: the records of new raw files alone, which the macro `unread` selects from."""
    connection.execute("create schema fresh")
    for source in sorted(sources):
        paths = [str(home.raw / path) for path in (f"{source}/{EMPTY}", *_files_of(new, source))]
        quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in dict.fromkeys(paths))
        connection.execute(f"create view fresh.{source} as from read_parquet([{quoted}], union_by_name = true)")


def _mark(
    connection: duckdb.DuckDBPyConnection, database: Path, start: Start, tables: list[tuple[str, str | None, int]]
) -> None:
    connection.execute("create schema if not exists kept")
    connection.execute("create or replace table kept.raw_files (path varchar, size_bytes bigint, time_ns bigint)")
    connection.execute("create or replace table kept.tables (name varchar, source varchar, row_count bigint)")
    connection.execute("create or replace table kept.mark (inputs varchar, size_bytes bigint)")
    rows = [[path, *state] for path, state in start.raw.items()]
    if rows:
        connection.executemany("insert into kept.raw_files values (?, ?, ?)", rows)
    if tables:
        connection.executemany("insert into kept.tables values (?, ?, ?)", [list(row) for row in tables])
    connection.execute("create table if not exists kept.first_size (size_bytes bigint)")
    if not _all(connection, "from kept.first_size"):
        connection.execute("insert into kept.first_size values (?)", [database.stat().st_size])
    connection.execute("insert into kept.mark select ?, size_bytes from kept.first_size", [start.inputs])


def _is_kept(node: dict) -> bool:
    incremental = node["resource_type"] == "model" and node["config"]["materialized"] == "incremental"
    return incremental or node["resource_type"] == "seed"


def _source(node: dict) -> str | None:
    """Return the raw object whose records an incremental model is made of; None for a seed."""
    sources = [name.split(".")[-1] for name in node["depends_on"].get("nodes", []) if name.startswith("source.")]
    return sources[0] if sources else None


def _expect_all(connection: duckdb.DuckDBPyConnection, node: dict, records: int) -> None:
    """Count what a kept table is made of: a record a row, unless its model names a column that counts them."""
    column = node["config"].get("meta", {}).get("records")
    counted = f'coalesce(sum("{column}"), 0)' if column else "count(*)"
    # Names are those of dbt's manifest.
    if _all(connection, f'select {counted} from main."{node["alias"]}"') != [(records,)]:  # noqa: S608
        raise WismoError(
            f"The table {node['alias']} does not hold as many records as were loaded. Nothing was published. "
            "Build again; the next build begins anew."
        )


def _files_of(paths: Iterable[str], source: str) -> list[str]:
    return [path for path in paths if path.startswith(f"{source}/")]


def count_records(home: Home, paths: list[str]) -> int:
    """Count the records of raw files by what Parquet says of itself."""
    if not paths:
        return 0
    with duckdb.connect() as connection:
        files = [str(home.raw / path) for path in paths]
        [(count,)] = connection.execute("select count(*) from read_parquet(?)", [files]).fetchall()
    return count


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return _all(connection, f'select count(*) from main."{table}"')[0][0]  # noqa: S608 - a name of dbt's manifest


def _all(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return connection.execute(query).fetchall()
