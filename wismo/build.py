"""From raw data to a published snapshot: score, model, test, audit, compute, publish."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from wismo import audit
from wismo.errors import WismoError
from wismo.fingerprint import build_fingerprint, git_revision, remember, remembered
from wismo.home import project_root
from wismo.lock import build_lock
from wismo.models import memory_limit, plain_cause, run_models, working_database
from wismo.publish import Origin, mart_tables, publish
from wismo.reach import read_reach
from wismo.snapshot import list_snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from wismo.home import Home
    from wismo.models import ModelRun
    from wismo.snapshot import Snapshot


@dataclass(frozen=True)
class BuildReport:
    """What a build did: the version, the seconds of each step, the rows of each table.

    ``is_new`` is false where nothing had changed since ``version``; then nothing ran. ``is_live`` is false
    where, besides, somebody went back from that version.
    """

    version: str
    is_new: bool
    is_live: bool = True
    seconds: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    accepted: list[str] = field(default_factory=list)
    test_count: int = 0


class _Steps:
    """Tells the caller which step runs, and keeps how long each took."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, sentence: str) -> Generator[None]:
        self.progress(sentence)
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 2)


def build(
    home: Home,
    *,
    full: bool = False,
    accept_audit: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> BuildReport:
    """Build and publish a new snapshot, unless nothing changed since the last one.

    ``full`` builds anyway. ``accept_audit`` names audits and dbt tests that may fail.

    Raises:
        BuildIsRunningError: another build holds the lock.
        WismoError: a model, a test or an audit failed; the old snapshot stays live.
    """
    from wismo.intake.raw import ensure_raw
    from wismo.privacy.forget import finish_erasure, settle_erasure

    with build_lock(home):
        ensure_raw(home)
        is_erasing = settle_erasure(home, progress)
        fingerprint = build_fingerprint(home)
        if not (full or is_erasing) and (kept := _kept_snapshot_of(home, fingerprint)):
            return BuildReport(kept.version, is_new=False, is_live=kept.is_current)
        report = _build(home, fingerprint, tuple(accept_audit), _Steps(progress))
        if is_erasing:
            finish_erasure(home)
        return report


def _build(home: Home, fingerprint: str, accepted: tuple[str, ...], steps: _Steps) -> BuildReport:
    from wismo.intake.brand import read_brand
    from wismo.privacy.retention import shed_text, text_files
    from wismo.score.reply_run import score_replies
    from wismo.score.run import score_raw

    with steps.step("audit_raw", "Checking what was loaded"):
        noted = audit.stop_or_note(audit.audit_raw(home), accepted)
    with steps.step("labels", "Reading what the tickets ask"):
        scored = text_files(home)
        score_raw(home, project_root() / "seeds")
        score_replies(home, project_root() / "seeds")
        if shed_text(home, read_brand(home).message_retention_days, scored):
            fingerprint = build_fingerprint(home)
    with steps.step("models", "Building the models"):
        tests = [name for name in accepted if name not in audit.AUDITS]
        models = run_models(home, time_zone=read_brand(home).time_zone, left_out=tests, progress=steps.progress)
    noted += [audit.Finding(name, "This test did not run.") for name in tests]
    version, rows = _finish(home, fingerprint, models, accepted, noted, steps)
    remember(home, fingerprint, version)
    return BuildReport(
        version,
        is_new=True,
        seconds=steps.seconds,
        rows=rows,
        accepted=[finding.audit for finding in noted],
        test_count=models.test_count,
    )


def _finish(
    home: Home,
    fingerprint: str,
    models: ModelRun,
    accepted: tuple[str, ...],
    noted: list[audit.Finding],
    steps: _Steps,
) -> tuple[str, dict[str, int]]:
    from wismo.statistics.run import STATISTIC_TABLES, compute

    tables = mart_tables(models.folder)
    with _working_connection(working_database(home)) as connection:
        with steps.step("audit_marts", "Checking what was built"):
            noted += audit.stop_or_note(audit.audit_marts(home, connection, tables), accepted)
            _note_accepted(connection, noted)
        with steps.step("statistics", "Computing the statistics"):
            compute(connection)
        with steps.step("publish", "Publishing"):
            return publish(
                home,
                connection,
                tables=[*tables, *STATISTIC_TABLES],
                reach=read_reach(connection),
                origin=Origin(fingerprint, git_revision()),
                semantic_manifest=models.folder / "semantic_manifest.json",
            )


@contextmanager
def _working_connection(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(str(path), config={"memory_limit": memory_limit()}) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection
    except duckdb.Error as error:
        raise WismoError(f"{plain_cause(f'{error}')} Nothing was published.") from error


def _note_accepted(connection: duckdb.DuckDBPyConnection, noted: list[audit.Finding]) -> None:
    """The record of what a person let pass travels with the data."""
    for finding in noted:
        connection.execute(
            "insert into main.data_health (check_name, status, detail) values (?, 'warn', ?)",
            [f"accepted_{finding.audit}", f"Published in spite of this: {finding.sentence}"],
        )


def _kept_snapshot_of(home: Home, fingerprint: str) -> Snapshot | None:
    """Also one that somebody went back from: building it again would undo that behind their back."""
    note = remembered(home)
    if note is None or note[0] != fingerprint:
        return None
    return next((item for item in list_snapshots(home) if item.version == note[1]), None)
