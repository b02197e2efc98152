"""What a build adds to the table ``data_health`` beside what the models know, and what of it a reader must hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from wismo.snapshot import list_snapshots, open_snapshot
from wismo.without_people import without_people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from wismo.audit import Finding
    from wismo.home import Home

_RECORDS = "select feed, sum(row_count)::bigint from feed_coverage group by feed"


def note_accepted(connection: duckdb.DuckDBPyConnection, noted: Sequence[Finding]) -> None:
    """Write what a person let pass; so the record of it travels with the data."""
    for finding in noted:
        _warn(connection, f"accepted_{finding.audit}", f"Published in spite of this: {finding.sentence}")


def note_engine(connection: duckdb.DuckDBPyConnection, warnings: Mapping[str, str]) -> None:
    """Write what the engine that ran the models sees otherwise than the other one would, check by check."""
    for check, sentence in warnings.items():
        _warn(connection, check, sentence)


def note_shrunk(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Write which feeds hold clearly fewer records than in a snapshot that is still kept, or none any more.

    Raw only grows, so somebody has taken something away. It is a warning and stops nothing: a brand may have erased a
    source on purpose. Being compared with every kept snapshot it is said for as many builds as are kept.
    """
    share = connection.execute("select value from main.thresholds where name = 'feed_shrunk_share'").fetchone()
    now = dict(connection.execute(_RECORDS).fetchall())
    before: dict[str, tuple[int, str]] = {}
    for snapshot in list_snapshots(home):
        for feed, count in _records(snapshot.path):
            if count > before.get(feed, (0, ""))[0]:
                before[feed] = count, snapshot.version
    for feed, (count, version) in sorted(before.items()):
        if share and now.get(feed, 0) < share[0] * count:
            words = feed.replace("_", " ")
            told = f"{now.get(feed, 0):,} {words} are loaded, but {count:,} were in the snapshot {version}"
            _warn(connection, f"shrunk_{feed}", told)


def sentences(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return what does not hold, a sentence without a full stop each, in the order of the checks' names."""
    found = connection.execute(
        "select detail from main.data_health where status <> 'ok' order by check_name"
    ).fetchall()
    return [detail.rstrip(".") for (detail,) in found]


def _records(path: Path) -> list[tuple[str, int]]:
    try:
        with open_snapshot(path) as snapshot:
            return snapshot.execute(_RECORDS).fetchall()
    except duckdb.Error:  # damaged, or older than the table: there is nothing to compare with
        return []


def _warn(connection: duckdb.DuckDBPyConnection, check: str, detail: str) -> None:
    """A sentence can name a file, and people give files any name: it goes into the snapshot without them."""
    connection.execute(
        "insert into main.data_health (check_name, status, detail) values (?, 'warn', ?)",
        [check, without_people(detail)],
    )
