"""The published snapshots: which there are, which one is live, and going back."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.lock import build_lock
from wismo.locked import attach, lock, open_alone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from wismo.home import Home

POINTER = "CURRENT"


@dataclass(frozen=True)
class Snapshot:
    """One published version. ``built_at`` is UTC."""

    version: str
    path: Path
    built_at: datetime
    size_bytes: int
    is_current: bool


def version_time(version: str) -> datetime:
    """Return the UTC second that a version's name begins with."""
    return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def list_snapshots(home: Home) -> list[Snapshot]:
    """Return every published version, newest first."""
    live = _pointed_at(home)
    return [
        Snapshot(path.stem, path, version_time(path.stem), path.stat().st_size, path.name == live)
        for path in sorted(home.published.glob("2*.duckdb"), reverse=True)
    ]


def current_snapshot(home: Home) -> Path:
    """Return the live snapshot's file.

    Raises:
        WismoError: nothing was published yet, or the file that the pointer names is gone.
    """
    live = _pointed_at(home)
    if live is None:
        raise WismoError(
            f"Nothing is published yet in {home.published}. Run `wismo load` on your exports and "
            "then `wismo build`, or run `wismo demo` for a sample brand."
        )
    path = home.published / live
    if not path.is_file():
        raise WismoError(
            f"The published snapshot {live} is missing from {home.published}. "
            "Run `wismo rollback` to go to another one, or `wismo build --full` to make a new one."
        )
    return path


def semantic_manifest_path(snapshot: Path) -> Path:
    """Return the file beside a snapshot that defines its metrics."""
    return snapshot.with_name(f"{snapshot.stem}.semantic_manifest.json")


def open_snapshot(path: Path, *, beside: Iterable[Path] = ()) -> duckdb.DuckDBPyConnection:
    """Open a snapshot read-only and shut off, under the catalog name ``wismo`` that metrics are compiled for.

    ``beside`` names the files that may be read besides it.
    """
    connection = open_alone()
    attach(connection, path)
    connection.execute("use wismo.main")
    lock(connection, but=beside)
    return connection


def rollback(home: Home, version: str | None = None) -> Snapshot:
    """Make an older snapshot the live one: the one before the live one unless named.

    Raises:
        WismoError: there is no such version, or a build is running.
    """
    with build_lock(home):
        snapshots = list_snapshots(home)
        chosen = _older_than_live(snapshots) if version is None else _named(snapshots, version)
        point_to(home, chosen.path)
    return next(snapshot for snapshot in list_snapshots(home) if snapshot.version == chosen.version)


def point_to(home: Home, snapshot: Path) -> None:
    """Switch the pointer to a snapshot in one step that a crash cannot tear."""
    waiting = home.published / f".{POINTER}.new"
    with waiting.open("w", encoding="utf-8") as file:
        file.write(f"{snapshot.name}\n")
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(home.published / POINTER)
    sync_folder(home.published)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pointed_at(home: Home) -> str | None:
    try:
        return (home.published / POINTER).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _older_than_live(snapshots: list[Snapshot]) -> Snapshot:
    live = next((position for position, item in enumerate(snapshots) if item.is_current), None)
    older = snapshots if live is None else snapshots[live + 1 :]
    if not older:
        raise WismoError("There is no older snapshot to go back to. `wismo snapshots` lists what is kept.")
    return older[0]


def _named(snapshots: list[Snapshot], version: str) -> Snapshot:
    for snapshot in snapshots:
        if snapshot.version == version:
            return snapshot
    raise WismoError(f"There is no snapshot {version}. `wismo snapshots` lists what is kept.")
