"""Copying the marts into a new read-only snapshot and switching readers to it.

Readers only ever open finished files: the copy happens under another name, is counted, synced to
disk and renamed, and the pointer switches last. A crash at any step leaves the old snapshot live.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

from wismo.errors import WismoError
from wismo.faults import is_machine_fault, plain_fault
from wismo.intake.disk import sync_to_disk
from wismo.locked import attach
from wismo.seal import seal_path, semantic_manifest_path, write_seal
from wismo.snapshot import list_snapshots, point_to, pointed_at, remove_snapshot, version_time

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home
    from wismo.reach import Reach

KEPT = 5
# Columns that differ between two builds of the same data.
BUILD_COLUMNS = {"snapshot_info": {"version", "built_at", "git_revision", "engine"}}


@dataclass(frozen=True)
class Origin:
    """What a snapshot is made from and with; ``engine`` ran the models."""

    fingerprint: str
    git_revision: str
    engine: str = f"duckdb {duckdb.__version__}"


def mart_tables(dbt_folder: Path) -> list[str]:
    """Return the tables that readers may see: models under marts, the time spine, published seeds."""
    manifest = json.loads((dbt_folder / "manifest.json").read_text(encoding="utf-8"))
    return sorted(node["alias"] for node in manifest["nodes"].values() if _is_published(node))


def publish(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    *,
    tables: list[str],
    reach: Reach,
    origin: Origin,
    semantic_manifest: Path,
) -> tuple[str, dict[str, int]]:
    """Make the working database's ``tables`` the live snapshot; return its version and rows per table.

    The caller holds the build lock. Older snapshots beyond the newest five are deleted.

    Raises:
        WismoError: a copy is incomplete or the disk is full; the old snapshot stays live.
    """
    try:
        home.published.mkdir(parents=True, exist_ok=True)
        remove_leftovers(home)
        # Before, too: a run that dies between the last rename and the pointer leaves a version that is never live.
        _prune(home)
        built_at = _next_second(home)
        version = f"{built_at:%Y%m%dT%H%M%SZ}-{origin.fingerprint[:8]}"
        info = (
            version,
            built_at.replace(tzinfo=None),
            reach.data_through,
            reach.reporting_through,
            origin.git_revision,
            reach.time_zone,
            origin.engine,
        )
        rows = _publish_files(home, connection, version, tables, info, semantic_manifest)
    except (OSError, duckdb.Error) as error:
        if not is_machine_fault(error):
            raise
        fault = plain_fault(error, home.published)
        raise WismoError(f"The snapshot could not be published. {fault} The old snapshot stays live.") from error
    _prune(home)
    return version, rows


def _publish_files(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    version: str,
    tables: list[str],
    info: tuple,
    semantic_manifest: Path,
) -> dict[str, int]:
    """Write under names that nobody reads, check, seal, rename the data last, and only then switch."""
    target = home.published / f"{version}.duckdb"
    data, metrics, seal = (home.published / f".tmp-{version}.{name}" for name in ("duckdb", "metrics", "seal"))
    try:
        rows = _copy(connection, data, tables, info)
        _check_copy(data, rows)
        shutil.copyfile(semantic_manifest, metrics)
        write_seal(seal, data=data, metrics=metrics)
        for path, final in (
            (metrics, semantic_manifest_path(target)),
            (seal, seal_path(target)),
            (data, target),
        ):
            sync_to_disk(path)
            path.chmod(0o444)
            path.rename(final)
        sync_to_disk(home.published)
        point_to(home, target)
    finally:
        remove_leftovers(home)
        if pointed_at(home) != target.name:
            # Not live, so nobody reads it; on a full disk it would stand in the way of the next try.
            remove_snapshot(target)
    return rows


def mart_hashes(path: Path) -> dict[str, str]:
    """Return one hash per table of a snapshot, the same for the same rows in any order.

    Decimal fractions held as floating point count to six places; what a build stamps on itself
    (version, time, code revision, engine) does not count.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        columns: dict[str, list[str]] = {}
        for table, column, kind in connection.execute(
            "select table_name, column_name, data_type "
            "from information_schema.columns order by table_name, ordinal_position"
        ).fetchall():
            if column not in BUILD_COLUMNS.get(table, set()):
                term = f'round("{column}", 6)' if kind in {"DOUBLE", "FLOAT"} else f'"{column}"'
                columns.setdefault(table, []).append(term)
        return {table: _table_hash(connection, table, terms) for table, terms in columns.items()}


def _table_hash(connection: duckdb.DuckDBPyConnection, table: str, terms: list[str]) -> str:
    row = f"hash(({', '.join(terms)},))" if len(terms) > 1 else f"hash({terms[0]})"
    # Column names come from the snapshot's own catalog.
    found = connection.execute(
        f'select count(*), coalesce(sum({row}::hugeint), 0) from main."{table}"'  # noqa: S608
    ).fetchone()
    return f"{found[0]}-{found[1]:x}" if found else ""


def _is_published(node: dict) -> bool:
    if node["resource_type"] == "model":
        return node["path"].startswith("marts/") or bool(node.get("time_spine"))
    return node["resource_type"] == "seed" and bool(node["config"]["meta"].get("published"))


def _next_second(home: Home) -> datetime:
    """Versions sort by age even where the machine's clock went backwards."""
    now = datetime.now(UTC).replace(microsecond=0)
    newest = next((version_time(snapshot.version) for snapshot in list_snapshots(home)), None)
    return now if newest is None else max(now, newest + timedelta(seconds=1))


def _copy(connection: duckdb.DuckDBPyConnection, waiting: Path, tables: list[str], info: tuple) -> dict[str, int]:
    attach(connection, waiting, "snapshot", may_write=True)
    try:
        for table in tables:
            # Table names come from dbt's manifest.
            connection.execute(f'create table snapshot.main."{table}" as from main."{table}"')
        connection.execute(
            """
            create table snapshot.main.snapshot_info (
                version varchar, built_at timestamp, data_through timestamp, reporting_through date,
                git_revision varchar, time_zone varchar, engine varchar
            )
            """
        )
        connection.execute("insert into snapshot.main.snapshot_info values (?, ?, ?, ?, ?, ?, ?)", [*info])
        counts = {table: _count(connection, f'main."{table}"') for table in tables}
        connection.execute("checkpoint snapshot")
    finally:
        connection.execute("detach snapshot")
    return counts | {"snapshot_info": 1}


def _check_copy(waiting: Path, rows: dict[str, int]) -> None:
    with duckdb.connect(str(waiting), read_only=True) as copy:
        for table, expected in rows.items():
            found = _count(copy, f'main."{table}"')
            if found != expected:
                raise WismoError(
                    f"The copy of {table} holds {found} of {expected} rows, so nothing was published. "
                    "Check the disk and build again."
                )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    found = connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
    return found[0] if found else 0


def remove_leftovers(home: Home) -> None:
    """Delete what a publish that was killed left: unfinished files, and what lies beside a version that is gone."""
    for path in home.published.glob(".tmp-*"):
        path.unlink()
    (home.published / ".CURRENT.new").unlink(missing_ok=True)
    versions = {snapshot.version for snapshot in list_snapshots(home)}
    for path in home.published.glob("2*.json"):
        if path.name.partition(".")[0] not in versions:
            path.unlink()


def _prune(home: Home) -> None:
    """Keep the newest five and the live one. Readers that still hold an older one open can read it to the end."""
    for snapshot in list_snapshots(home)[KEPT:]:
        if not snapshot.is_current:
            remove_snapshot(snapshot.path)
