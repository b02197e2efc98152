"""The published snapshots: which there are, which one is live, and going back."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.disk import sync_to_disk
from wismo.lock import build_lock
from wismo.locked import attach, lock, open_alone
from wismo.seal import damage, seal_path, semantic_manifest_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from wismo.home import Home

POINTER = "CURRENT"
# The pointer may name nothing else: no path leads out of the folder.
_NAME = re.compile(r"2\d{7}T\d{6}Z-[0-9a-z]+\.duckdb")


@dataclass(frozen=True)
class Snapshot:
    """One published version. ``built_at`` is UTC; ``damage`` says what is wrong with it, where somebody looked."""

    version: str
    path: Path
    built_at: datetime
    size_bytes: int
    is_current: bool
    damage: str | None = None


def version_time(version: str) -> datetime:
    """Return the UTC second that a version's name begins with."""
    return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def list_snapshots(home: Home) -> list[Snapshot]:
    """Return every published version, newest first."""
    live = pointed_at(home)
    found = []
    for path in sorted(home.published.glob("2*.duckdb"), reverse=True):
        if _NAME.fullmatch(path.name):
            with suppress(FileNotFoundError):  # deleted by a build just now
                size = path.stat().st_size
                found.append(Snapshot(path.stem, path, version_time(path.stem), size, path.name == live))
    return found


def current_snapshot(home: Home) -> Path:
    """Return the live snapshot's file.

    Raises:
        WismoError: nothing was published yet, the pointer cannot be followed, or the file that it names is gone.
    """
    live = pointed_at(home)
    if live is None:
        if list_snapshots(home):
            raise WismoError(
                f"Which snapshot is live is not known: {home.published / POINTER} is missing or damaged. "
                "Run `wismo rollback`, which goes to the newest that is whole."
            )
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
    """Make an older snapshot the live one: the newest whole one before the live one, unless one is named.

    Where nothing tells which one is live, that is the newest whole one of all.

    Raises:
        WismoError: there is no such version, it is damaged, or a build is running.
    """
    with build_lock(home):
        snapshots = list_snapshots(home)
        chosen = _newest_whole(older_ones(home, snapshots)) if version is None else _named(snapshots, version)
        point_to(home, chosen.path)
    return next(snapshot for snapshot in list_snapshots(home) if snapshot.version == chosen.version)


def older_ones(home: Home, snapshots: list[Snapshot]) -> list[Snapshot]:
    """Return what may stand in for the live version: those before it; all where it is not known which that is."""
    live = pointed_at(home)
    return [snapshot for snapshot in snapshots if live is None or snapshot.path.name < live]


def remove_snapshot(snapshot: Path) -> None:
    """Delete a version and what lies beside it; the version first, as nobody lists what lies beside."""
    for path in (snapshot, semantic_manifest_path(snapshot), seal_path(snapshot)):
        path.unlink(missing_ok=True)


def point_to(home: Home, snapshot: Path) -> None:
    """Switch the pointer to a snapshot in one step that a crash cannot tear."""
    waiting = home.published / f".{POINTER}.new"
    with waiting.open("w", encoding="utf-8") as file:
        file.write(f"{snapshot.name}\n")
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(home.published / POINTER)
    sync_to_disk(home.published)


def pointed_at(home: Home) -> str | None:
    """Return the file name that the pointer holds; None where there is no pointer, or it holds anything else."""
    try:
        name = (home.published / POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, UnicodeDecodeError):
        return None
    return name if _NAME.fullmatch(name) else None


def _newest_whole(snapshots: list[Snapshot]) -> Snapshot:
    for snapshot in snapshots:
        if damage(snapshot.path) is None:
            return snapshot
    what = "All older snapshots are damaged." if snapshots else "There is no older snapshot to go back to."
    raise WismoError(f"{what} `wismo snapshots` lists what is kept; `wismo build --full` makes a new one.")


def _named(snapshots: list[Snapshot], version: str) -> Snapshot:
    chosen = next((snapshot for snapshot in snapshots if snapshot.version == version), None)
    if chosen is None:
        raise WismoError(f"There is no snapshot {version}. `wismo snapshots` lists what is kept.")
    if problem := damage(chosen.path):
        whole = next((other for other in snapshots if other != chosen and damage(other.path) is None), None)
        cure = f"Run `wismo rollback {whole.version}`, the newest whole one" if whole else "No other is whole: run"
        cure += ", or `wismo build --full` to make a new one." if whole else " `wismo build --full` to make a new one."
        raise WismoError(f"The snapshot {version} is damaged: {problem}. The live one did not change. {cure}")
    return chosen
