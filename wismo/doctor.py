"""What is wrong with this installation and its data, if anything."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.fingerprint import build_fingerprint, remembered
from wismo.health import advice, examined_snapshots
from wismo.home import project_root
from wismo.intake.ledger import balance
from wismo.models import check_memory_limit
from wismo.snapshot import current_snapshot, open_snapshot
from wismo.unmapped import unmapped_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from wismo.home import Home

CHECKED_PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "metricflow", "polars", "streamlit")
LEAST_FREE_BYTES = 2_000_000_000
STALE_AFTER = timedelta(days=3)
AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Check:
    """One thing looked at: ``status`` is ok, warn or fail."""

    check: str
    status: str
    detail: str


def examine(home: Home) -> list[Check]:
    """Look at the versions, the folders, the ledger and the live snapshot; nothing is changed."""
    return [*_versions(), *_folders(home), *_memory(), *_loaded(home), *_published(home)]


def _versions() -> Iterator[Check]:
    lock = (project_root() / "requirements" / "wismo.lock").read_text(encoding="utf-8")
    for package in CHECKED_PACKAGES:
        locked = re.findall(rf"^{re.escape(package)}==([^ ;]+)", lock, flags=re.MULTILINE)
        try:
            found = version(package)
        except PackageNotFoundError:
            yield Check(f"version_{package}", "fail", "Not installed. Run `make install`.")
            continue
        if found in locked:
            yield Check(f"version_{package}", "ok", found)
        else:
            wanted = " or ".join(locked)
            yield Check(f"version_{package}", "warn", f"{found} instead of {wanted}. Run `make install`.")


def _folders(home: Home) -> Iterator[Check]:
    if home.root.exists() and not (home.root.is_dir() and os.access(home.root, os.R_OK | os.W_OK | os.X_OK)):
        cure = "is not a folder that this user may write in. Set WISMO_HOME to one that is."
        yield Check("home", "fail", f"{home.root} {cure}")
        return
    if not home.root.exists():
        yield Check("home", "warn", f"{home.root} does not exist yet; loading makes it.")
        return
    free = shutil.disk_usage(home.root).free
    status = "ok" if free >= LEAST_FREE_BYTES else "warn"
    yield Check("disk", status, f"{free / 1e9:,.1f} GB free in {home.root}")


def _memory() -> Iterator[Check]:
    try:
        check_memory_limit()
    except WismoError as error:
        yield Check("memory_limit", "fail", str(error))


def _loaded(home: Home) -> Iterator[Check]:
    problems = balance(home)
    if problems:
        yield Check("ledger", "fail", f"{len(problems)} files do not add up. {problems[0]} Load the file again.")
    else:
        yield Check("ledger", "ok", "Every file: records = loaded + duplicates + quarantined")


def _published(home: Home) -> Iterator[Check]:
    examined = examined_snapshots(home)
    if problem := advice(home, examined):
        yield Check("snapshot", "fail", problem)
    damaged = [snapshot for snapshot in examined if snapshot.damage and not snapshot.is_current]
    for snapshot in damaged:
        yield Check("older_snapshot", "warn", f"{snapshot.version} is damaged: {snapshot.damage}.")
    if problem:
        return
    path = current_snapshot(home)
    with open_snapshot(path) as connection:
        yield from _snapshot_checks(home, connection, path.stem)


def _snapshot_checks(home: Home, connection: duckdb.DuckDBPyConnection, live: str) -> Iterator[Check]:
    yield Check("snapshot", "ok", live)
    if remembered(home) == (build_fingerprint(home), live):
        yield Check("up_to_date", "ok", "The snapshot holds all that was loaded.")
    else:
        yield Check("up_to_date", "warn", "Data or models changed since the snapshot. Run `wismo build`.")
    row = connection.execute("select data_through from snapshot_info").fetchone()
    if row:
        age = datetime.now(UTC) - row[0].replace(tzinfo=UTC)
        status = "ok" if -AHEAD <= age <= STALE_AFTER else "warn"
        ago = f"{age.days} days ago" if age >= -AHEAD else "ahead of this machine's clock: set the clock right"
        yield Check("freshness", status, f"The data reaches to {row[0]:%Y-%m-%d %H:%M} UTC, {ago}.")
    for name, status, value, detail in connection.execute(
        "select check_name, status, value, detail from data_health order by 1"
    ).fetchall():
        figure = "" if value is None else f"{value:,.4g} - "
        yield Check(name, status, f"{figure}{detail or ''}")
    for kind, sentence in unmapped_sentences(connection):
        yield Check(f"unmapped_{kind}", "warn" if sentence else "ok", sentence or "Every word is mapped.")
