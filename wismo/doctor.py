"""What is wrong with this installation and its data, if anything."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import duckdb

from wismo.errors import WismoError
from wismo.fingerprint import build_fingerprint, remembered
from wismo.home import project_root
from wismo.intake.ledger import balance
from wismo.privacy.checks import privacy_checks
from wismo.snapshot import current_snapshot, open_snapshot
from wismo.unmapped import unmapped_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.home import Home

CHECKED_PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "metricflow", "polars", "streamlit")
LEAST_FREE_BYTES = 2_000_000_000
STALE_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Check:
    """One thing looked at: ``status`` is ok, warn or fail."""

    check: str
    status: str
    detail: str


def examine(home: Home) -> list[Check]:
    """Look at the versions, the folders, the ledger and the live snapshot; nothing is changed."""
    privacy = (Check(*found) for found in privacy_checks(home))
    return [*_versions(), *_folders(home), *_loaded(home), *privacy, *_published(home)]


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
    if not home.root.is_dir():
        yield Check("home", "warn", f"{home.root} does not exist yet; loading makes it.")
        return
    free = shutil.disk_usage(home.root).free
    status = "ok" if free >= LEAST_FREE_BYTES else "warn"
    yield Check("disk", status, f"{free / 1e9:,.1f} GB free in {home.root}")


def _loaded(home: Home) -> Iterator[Check]:
    problems = balance(home)
    if problems:
        yield Check("ledger", "fail", f"{len(problems)} files do not add up. {problems[0]} Load the file again.")
    else:
        yield Check("ledger", "ok", "Every file: records = loaded + duplicates + quarantined")


def _published(home: Home) -> Iterator[Check]:
    try:
        path = current_snapshot(home)
    except WismoError as error:
        yield Check("snapshot", "fail", str(error))
        return
    try:
        with open_snapshot(path) as connection:
            yield from _snapshot_checks(home, connection, path.stem)
    except duckdb.Error:
        yield Check("snapshot", "fail", f"{path.name} cannot be read. Run `wismo rollback`, or `wismo build --full`.")


def _snapshot_checks(home: Home, connection: duckdb.DuckDBPyConnection, live: str) -> Iterator[Check]:
    yield Check("snapshot", "ok", live)
    if remembered(home) == (build_fingerprint(home), live):
        yield Check("up_to_date", "ok", "The snapshot holds all that was loaded.")
    else:
        yield Check("up_to_date", "warn", "Data or models changed since the snapshot. Run `wismo build`.")
    row = connection.execute("select data_through from snapshot_info").fetchone()
    if row:
        age = datetime.now(UTC) - row[0].replace(tzinfo=UTC)
        status = "ok" if age <= STALE_AFTER else "warn"
        yield Check("freshness", status, f"The data reaches to {row[0]:%Y-%m-%d %H:%M} UTC, {age.days} days ago.")
    for name, status, value, detail in connection.execute(
        "select check_name, status, value, detail from data_health order by 1"
    ).fetchall():
        figure = "" if value is None else f"{value:,.4g} - "
        yield Check(name, status, f"{figure}{detail or ''}")
    for kind, sentence in unmapped_sentences(connection):
        yield Check(f"unmapped_{kind}", "warn" if sentence else "ok", sentence or "Every word is mapped.")
