"""The team's file: one SQLite database beside the snapshots, opened for a moment at a time.

What is overwritten in it is overwritten with zeros, so that a text that was blanked is nowhere in the file. Two
people may write at once: each write is one transaction, and a process that dies leaves all of it or none.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.home import private_folder

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from wismo.home import Home

# Of the tables below; a change of them is a further entry in UPGRADES.
SCHEMA_VERSION = 1
BUSY_SECONDS = 5.0
_PAUSE = 0.05
UPGRADES = (
    """
    create table actions (
        action_id integer primary key autoincrement, version integer not null, week_start text not null,
        what text not null, owner text not null, due_on text, status text not null, result text not null,
        dimension text, member text, created_at text not null, changed_at text not null
    );
    create table saved_views (
        view_id integer primary key autoincrement, name text not null unique collate nocase, page text not null,
        query text not null, made_by text not null, created_at text not null
    );
    """,
)
NEWER = "The team's file was written by a newer version of wismo. Update this one; the file is left as it is."
SENTENCES = {
    "FULL": "The disk that holds the team's file is full, so nothing was saved. Make room, then save again.",
    "READONLY": "The team's file cannot be written here, so nothing was saved. Let this user write in {folder}.",
    "BUSY": "Somebody else is writing into the team's file, so nothing was saved. Try again in a moment.",
    "CORRUPT": "The team's file {file} is damaged and was left as it is. Put back a copy of it, or move it away.",
    "OTHER": "The team's file {file} cannot be used just now ({why}); nothing was saved. `wismo doctor` looks at it.",
}
_KINDS = {
    "SQLITE_FULL": "FULL",
    "SQLITE_IOERR_SHMSIZE": "FULL",
    "SQLITE_READONLY": "READONLY",
    "SQLITE_CANTOPEN": "READONLY",
    "SQLITE_PERM": "READONLY",
    "SQLITE_BUSY": "BUSY",
    "SQLITE_LOCKED": "BUSY",
    "SQLITE_CORRUPT": "CORRUPT",
    "SQLITE_NOTADB": "CORRUPT",
}


class TeamFileError(WismoError):
    """The file cannot be read or written; what stood in it still stands there."""


def team_file(home: Home) -> Path:
    """Return where a home keeps what its team wrote; a backup is a copy of it."""
    return home.team / "team.sqlite"


@contextmanager
def reading(home: Home) -> Generator[sqlite3.Connection | None]:
    """Open the file to read; None where nothing was ever written.

    Raises:
        TeamFileError: it is damaged, or written by a newer version.
    """
    path = team_file(home)
    with _plainly(home):
        if not _has_content(path) and not _has_content(_log(path)):
            yield None
            return
        with closing(_to_read(path)) as connection:
            _check_version(connection)
            yield connection


@contextmanager
def writing(home: Home) -> Generator[sqlite3.Connection]:
    """Open the file for one transaction, which an error undoes; make it where it is not there.

    Raises:
        TeamFileError: the disk is full, may not be written, or somebody else writes for long; or as in ``reading``.
    """
    with _plainly(home), closing(_to_write(home)) as connection, _transaction(connection):
        yield connection


def _to_write(home: Home) -> sqlite3.Connection:
    private_folder(home.team)
    path = team_file(home)
    # Made by hand, so that nobody else may read it from its first moment on; its companions take its mode.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = _connect(path)
    try:
        connection.execute("pragma secure_delete = on")
        connection.execute("pragma temp_store = memory")
        connection.execute("pragma synchronous = full")
        _check_version(connection)
        _to_wal(connection)
        _upgrade(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def write_over(home: Home) -> None:
    """Make the file anew without what was deleted, and empty its log; readers hold that up for moments only.

    Raises:
        TeamFileError: somebody kept it open all the while, or as in ``writing``.
    """
    with _plainly(home), closing(_to_write(home)) as connection:
        connection.execute("vacuum")
        last = time.monotonic() + BUSY_SECONDS
        while connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
            if time.monotonic() > last:
                raise TeamFileError("Somebody keeps the team's file open. Close it there, then run this again.")
            time.sleep(_PAUSE)


def damage(home: Home) -> str | None:
    """Return why the file cannot be relied on, in a sentence; None where it can, or is not there."""
    try:
        with reading(home) as connection:
            found = "ok" if connection is None else connection.execute("pragma quick_check").fetchone()[0]
    except TeamFileError as error:
        return str(error)
    return None if found == "ok" else SENTENCES["CORRUPT"].format(file=team_file(home))


def _connect(path: Path, *, options: str = "") -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}{options}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _to_read(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    try:
        connection.execute("select 1 from sqlite_schema limit 1").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        # Readers share a small file beside it. Where none can be made nobody writes either, so the file is all.
        if _kind(error) == "BUSY" or _has_content(_log(path)):
            raise
        return _connect(path, options="?mode=ro&immutable=1")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _check_version(connection: sqlite3.Connection) -> None:
    if connection.execute("pragma user_version").fetchone()[0] > SCHEMA_VERSION:
        raise TeamFileError(NEWER)


def _to_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer go on beside each other; the change of mode itself does not wait by itself."""
    last = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if _kind(error) != "BUSY" or time.monotonic() > last:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _upgrade(connection: sqlite3.Connection) -> None:
    if connection.execute("pragma user_version").fetchone()[0] == SCHEMA_VERSION:
        return
    with _transaction(connection):
        # Somebody else may have done it while this one waited.
        found = connection.execute("pragma user_version").fetchone()[0]
        for script in UPGRADES[found:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"pragma user_version = {SCHEMA_VERSION}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Generator[None]:
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("rollback")
        raise


@contextmanager
def _plainly(home: Home) -> Generator[None]:
    """Say in one sentence what SQLite or the machine did to us; no text of theirs, which could quote a row."""
    path = team_file(home)
    try:
        yield
    except sqlite3.Error as error:
        kind = _kind(error)
        words = SENTENCES[kind].format(file=path, folder=path.parent, why=getattr(error, "sqlite_errorname", "SQLite"))
        raise TeamFileError(words) from error
    except OSError as error:
        kind = "FULL" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "READONLY"
        raise TeamFileError(SENTENCES[kind].format(file=path, folder=path.parent)) from error


def _kind(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    return next((kind for start, kind in _KINDS.items() if name.startswith(start)), "OTHER")
