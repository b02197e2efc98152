"""From raw data to a published snapshot: score, model, test, audit, compute, publish."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import duckdb

from wismo import audit
from wismo.accepted import record_accepted, record_published
from wismo.audit_names import check_names
from wismo.errors import WismoError
from wismo.faults import is_machine_fault, plain_fault
from wismo.fingerprint import build_fingerprint, git_revision
from wismo.health import note_accepted, note_engine, note_shrunk, sentences
from wismo.home import project_root
from wismo.intake.disk import unchanging_raw
from wismo.journal import note_step
from wismo.kept import kept_snapshot_of, note_build
from wismo.leftovers import clear_leftovers
from wismo.lock import build_lock
from wismo.memory import check_memory_limit, memory_limit
from wismo.metric_files import check_metric_files
from wismo.models import run_models, working_database
from wismo.pace import Pace, last_pace
from wismo.plain_errors import plain_cause
from wismo.publish import Origin, mart_tables, publish
from wismo.reach import read_reach
from wismo.register import check_registers
from wismo.sail.models import run_models_on_sail

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from wismo.home import Home
    from wismo.models import ModelRun


@dataclass(frozen=True)
class BuildReport:
    """What a build did: the version, the seconds of each step, the rows of each table.

    ``is_new`` is false where nothing had changed since ``version``; then nothing ran. ``is_live`` is false
    where, besides, somebody went back from that version. ``warnings`` are what a reader must know of the data, in
    sentences without a full stop. ``why_full`` says why the models were built from nothing, and is None where only
    ``new_files`` with ``new_records`` had to be read besides what the last build kept.
    """

    version: str
    is_new: bool
    is_live: bool = True
    seconds: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    accepted: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    test_count: int = 0
    why_full: str | None = None
    new_files: int = 0
    new_records: int = 0


class _Steps:
    """Tells the caller which step runs, and keeps how long each took."""

    def __init__(self, home: Home, progress: Callable[[str], None], watch: Callable[[str, str], None]) -> None:
        self.progress = progress
        self.pace = Pace(last_pace(home), watch=watch)
        self.seconds = self.pace.steps

    @contextmanager
    def step(self, name: str, sentence: str) -> Generator[None]:
        self.progress(self.pace.told(sentence, name))
        self.pace.watch(name, "")
        started = time.perf_counter()
        yield
        self.pace.watch("", "")
        self.seconds[name] = round(time.perf_counter() - started, 2)
        note_step(name, seconds=self.seconds[name])


def build(
    home: Home,
    *,
    full: bool = False,
    target: str = "duckdb",
    accept_audit: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
    watch: Callable[[str, str], None] = lambda _step, _node: None,
) -> BuildReport:
    """Build and publish a new snapshot, unless nothing changed since the last one.

    ``full`` builds anyway, and from nothing. ``target`` is the engine that runs the models, duckdb or sail; marts are
    the same. ``accept_audit`` names audits and dbt tests that may fail. ``watch`` is told what works, see `Pace`.

    Raises:
        BuildIsRunningError: another build holds the lock.
        LoadIsRunningError: a load is under way.
        WismoError: a model, a test or an audit failed; the old snapshot stays live.
    """
    from wismo.intake.raw import ensure_raw
    from wismo.privacy.forget import finish_erasure, settle_erasure

    check_memory_limit()
    with _in_plain_words(home), build_lock(home), ExitStack() as stack:
        # Until the models are built, nobody changes what they are built from.
        stack.enter_context(unchanging_raw(home))
        ensure_raw(home, is_held=True)
        clear_leftovers(home)
        check_names(home, accept_audit)
        is_erasing = settle_erasure(home, progress)
        is_full = full or is_erasing
        fingerprint = build_fingerprint(home)
        if not is_full and (kept := kept_snapshot_of(home, fingerprint, progress)):
            return BuildReport(kept.version, is_new=False, is_live=kept.is_current)
        steps = _Steps(home, progress, watch)
        report = _build(home, fingerprint, tuple(accept_audit), steps, stack.close, full=is_full, target=target)
        if is_erasing:
            finish_erasure(home)
        return report


def _build(
    home: Home,
    fingerprint: str,
    accepted: tuple[str, ...],
    steps: _Steps,
    let_loads_in: Callable[[], None],
    *,
    full: bool,
    target: str,
) -> BuildReport:
    from wismo.intake.brand import read_brand
    from wismo.privacy.retention import shed_text, text_files
    from wismo.score.reply_run import score_replies
    from wismo.score.run import score_raw

    check_registers()
    check_metric_files()
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
        zone = read_brand(home).time_zone
        run = run_models_on_sail if target == "sail" else partial(run_models, full=full)
        models = run(home, time_zone=zone, left_out=tests, progress=steps.progress, pace=steps.pace)
    noted += [audit.Finding(name, "This test did not run.") for name in tests]
    report = _finish(home, fingerprint, models, accepted, noted, steps, let_loads_in)
    note_build(home, fingerprint, report.version, steps.progress)
    steps.pace.keep(home, report.version)
    rows = {table: report.rows.get(table, 0) for table in ("tickets", "orders", "shipments")}
    note_step(
        "published",
        snapshot=report.version,
        tests=report.test_count,
        warnings=len(report.warnings),
        is_full=report.why_full is not None,
        **rows,
    )
    return report


def _finish(
    home: Home,
    fingerprint: str,
    models: ModelRun,
    accepted: tuple[str, ...],
    noted: list[audit.Finding],
    steps: _Steps,
    let_loads_in: Callable[[], None],
) -> BuildReport:
    from wismo.statistics.run import STATISTIC_TABLES, compute

    tables = mart_tables(models.folder)
    with _working_connection(working_database(home)) as connection:
        with steps.step("audit_marts", "Checking what was built"):
            noted += audit.stop_or_note(audit.audit_marts(home, connection, tables), accepted)
            let_loads_in()
            note_accepted(connection, noted)
            note_engine(connection, models.warnings)
            note_shrunk(home, connection)
            warnings = sentences(connection)
            kept = record_accepted(home, noted)
        with steps.step("statistics", "Computing the statistics"):
            compute(connection)
        with steps.step("publish", "Publishing"):
            version, rows = publish(
                home,
                connection,
                tables=[*tables, *STATISTIC_TABLES],
                reach=read_reach(connection),
                origin=Origin(fingerprint, git_revision(), models.engine),
                semantic_manifest=models.folder / "semantic_manifest.json",
            )
    record_published(home, kept, version)
    return BuildReport(
        version,
        is_new=True,
        seconds=steps.seconds,
        rows=rows,
        accepted=[finding.audit for finding in noted],
        warnings=warnings,
        test_count=models.test_count,
        why_full=models.start.why_full,
        new_files=models.start.new_files,
        new_records=models.start.new_records,
    )


@contextmanager
def _working_connection(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), config={"memory_limit": memory_limit()}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@contextmanager
def _in_plain_words(home: Home) -> Generator[None]:
    """Say what the machine or the engine refused; their own texts can quote a customer's row."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        cause = plain_fault(error, home.root) if is_machine_fault(error) else plain_cause(str(error))
        raise WismoError(f"{cause} Nothing was published.") from error
