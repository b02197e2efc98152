"""The published snapshot, opened read-only and shut off from everything else."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakValueDictionary

import duckdb
import polars as pl

from wismo.errors import WismoError
from wismo.locked import lock, open_alone
from wismo.permitted import attach_for
from wismo.snapshot import current_snapshot, semantic_manifest_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from wismo.home import Home
    from wismo.permitted import Role

# What DuckDB raises for a file that is not whole; a wrong query is none of these.
DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException)
# A relation would spare the copy and have the query planned twice, which takes longer than copying a few rows.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
# Asked before every query; the dashboard puts the one here that knows who is visiting.
checks: list[Callable[[Snapshot], None]] = []
_opening = Lock()


class UnreadableSnapshotError(WismoError):
    """A version's files are damaged or gone."""


@dataclass(frozen=True)
class Snapshot:
    """One published version as a role may read it; being frozen it is part of every cache key."""

    version: str
    path: Path
    role: Role = "admin"

    @property
    def manifest_path(self) -> Path:
        """The semantic manifest that the version was published with."""
        return semantic_manifest_path(self.path)


@dataclass(frozen=True, eq=False)
class Held:
    """A version that is open. Whoever keeps this can read all of the version, also after its files were deleted."""

    connection: duckdb.DuckDBPyConnection
    manifest: str | None


_held: WeakValueDictionary[Snapshot, Held] = WeakValueDictionary()


def live_snapshot(home: Home, role: Role = "admin") -> Snapshot:
    """Return the version that the pointer names at this moment, as ``role`` may read it.

    The command line belongs to whoever owns the files, so it reads all.

    Raises:
        WismoError: nothing is published, or the file that the pointer names is gone.
    """
    path = current_snapshot(home)
    return Snapshot(path.stem, path, role)


def hold(snapshot: Snapshot) -> Held:
    """Open a version, or return it open.

    Raises:
        UnreadableSnapshotError: its files are damaged or gone.
    """
    with _opening:
        held = _held.get(snapshot)
        if held is None:
            held = _held[snapshot] = _open(snapshot)
        return held


def manifest_text(snapshot: Snapshot) -> str:
    """Return the semantic manifest that the version was published with, as JSON.

    Raises:
        UnreadableSnapshotError: it was published without one, or cannot be read.
    """
    text = hold(snapshot).manifest
    if text is None:
        raise UnreadableSnapshotError(
            f"The snapshot {snapshot.version} has no definitions of its metrics beside it. "
            "Run `wismo build --full` to publish a complete one."
        )
    return text


def admit(snapshot: Snapshot) -> None:
    """Let pass whoever may read the snapshot at this moment.

    Raises:
        WismoError: the visitor has lost the snapshot's role.
    """
    for check in checks:
        check(snapshot)


def rows(snapshot: Snapshot, sql: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """Run a query on the snapshot, whose tables are ``wismo.main.<table>``; values are bound, never pasted.

    Raises:
        UnreadableSnapshotError: the file cannot be read as a snapshot.
        WismoError: the visitor has lost the snapshot's role.
    """
    admit(snapshot)
    try:
        answer = _connection(snapshot).cursor().execute(sql, dict(parameters or {})).to_arrow_table()
    except duckdb.Error as error:
        # A block that was damaged after the file was opened shows only when it is read.
        if isinstance(error, DAMAGE) or "Corrupt database file" in str(error):
            raise _unreadable(snapshot) from error
        raise
    return cast("pl.DataFrame", pl.from_arrow(answer, rechunk=False))


def has_table(snapshot: Snapshot, table: str) -> bool:
    """Return whether the snapshot holds the table; older versions may lack newer ones."""
    return table in _catalog(snapshot)


def has_column(snapshot: Snapshot, table: str, column: str) -> bool:
    """Return whether the table holds the column; older versions may lack newer ones."""
    return column in _catalog(snapshot).get(table, ())


# A version never changes, so its catalog is read once.
@lru_cache(maxsize=16)
def _catalog(snapshot: Snapshot) -> Mapping[str, AbstractSet[str]]:
    """Return the columns of each table and view of a snapshot."""
    # Of a view there is no table, but there are columns.
    sql = "select table_name, column_name from duckdb_columns() where database_name = 'wismo'"
    found: dict[str, set[str]] = {}
    for table, column in rows(snapshot, sql).iter_rows():
        found.setdefault(table, set()).add(column)
    return found


def _connection(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    return hold(snapshot).connection


def _unreadable(snapshot: Snapshot) -> UnreadableSnapshotError:
    return UnreadableSnapshotError(
        f"The snapshot {snapshot.version} cannot be read. Run `wismo rollback` to go to the one before it, "
        "or `wismo build --full` to make a new one."
    )


# The live version and the one before it, for each role; pages that run hold theirs themselves.
@lru_cache(maxsize=6)
def _open(snapshot: Snapshot) -> Held:
    connection = open_alone()
    try:
        attach_for(connection, snapshot.path, snapshot.role)
    except duckdb.Error as error:
        raise _unreadable(snapshot) from error
    lock(connection)
    try:
        manifest = snapshot.manifest_path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        manifest = None
    return Held(connection, manifest)
