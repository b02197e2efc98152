"""What is wrong with this installation and its data, if anything."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from wismo.accepted import read_accepted
from wismo.check import Check
from wismo.errors import WismoError
from wismo.fingerprint import build_fingerprint, remembered
from wismo.home import project_root
from wismo.intake.ledger import balance
from wismo.many import many
from wismo.memory import check_memory_limit
from wismo.setup_checks import erasure_checks, setup_checks, team_checks
from wismo.sign_in import sign_in_checks
from wismo.snapshot import current_snapshot, open_snapshot
from wismo.snapshot_health import advice, examined_snapshots
from wismo.unmapped import unmapped_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from wismo.home import Home

CHECKED_PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "metricflow", "polars", "streamlit")
STALE_AFTER = timedelta(days=3)
AHEAD = timedelta(days=1)
# What to do about a check of the data that does not hold, by the beginning of its name.
CURES = {
    "match_rate": "`wismo explain` of an unmatched ticket says why; often order_name_pattern does not fit.",
    "tracked_share": "Load the tracker's newest export, or sync it.",
    "linked_share": "Load the orders that these parcels name; often older ones are missing.",
    "promise_coverage": "Load shipments with their promised days, or fill seeds/transit_standards.csv.",
    "known_status_share": "Add the lines that unmapped_status names to seeds/status_map.csv.",
    "feed_": "Load or sync what is missing. If nothing is, later builds will take it for usual.",
    "shrunk_": "Load the files again. If they are gone on purpose, this ends with that snapshot.",
    "engine_tables": "Let this user delete there, then `wismo build --target sail --full`: it deletes what is left.",
    "engine_": "Days and hours there are others than DuckDB tells: `wismo build --target duckdb --full` compares.",
    "accepted_": "Mend what it says, and build again without --accept-audit.",
}


def examine(home: Home) -> list[Check]:
    """Look at the versions, the folders, the ledger and the live snapshot; nothing is changed."""
    inside = (
        *setup_checks(home),
        *_memory(),
        *_loaded(home),
        *erasure_checks(home),
        *team_checks(home),
        *_accepted(home),
    )
    return [*_versions(), *inside, *_published(home), *sign_in_checks(home)]


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


def _memory() -> Iterator[Check]:
    try:
        check_memory_limit()
    except WismoError as error:
        yield Check("memory_limit", "fail", str(error))


def _loaded(home: Home) -> Iterator[Check]:
    problems = balance(home)
    if problems:
        yield Check(
            "ledger",
            "fail",
            f"Not added up: {many(len(problems), 'file')}. {problems[0]} Load it again.",
        )
    else:
        yield Check("ledger", "ok", "Every file: records = loaded + duplicates + quarantined")


def _accepted(home: Home) -> Iterator[Check]:
    if record := read_accepted(home):
        last = record[-1]
        yield Check(
            "accepted_audits",
            "ok",
            f"{len(record)} on record, the last on {last.accepted_at[:10]} by {last.user}: {last.audit}. "
            "`wismo snapshots` lists them.",
        )


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
        found = f"The data reaches to {row[0]:%Y-%m-%d %H:%M} UTC"
        if age < -AHEAD:
            yield Check("freshness", "warn", f"{found}, ahead of this machine's clock: set the clock right.")
        elif age <= STALE_AFTER:
            yield Check("freshness", "ok", f"{found}, {many(age.days, 'day')} ago.")
        else:
            cure = "Load or sync what is newer, then `wismo build`."
            yield Check("freshness", "warn", f"{found}, {many(age.days, 'day')} ago. {cure}")
    for name, status, value, detail in connection.execute(
        "select check_name, status, value, detail from data_health order by 1"
    ).fetchall():
        figure = "" if value is None else f"{value:,.4g} - "
        cure = next((f". {told}" for start, told in CURES.items() if name.startswith(start)), "")
        yield Check(name, status, f"{figure}{(detail or '').rstrip('.')}{'' if status == 'ok' else cure}")
    for kind, sentence in unmapped_sentences(connection):
        yield Check(f"unmapped_{kind}", "warn" if sentence else "ok", sentence or "Every word is mapped.")
