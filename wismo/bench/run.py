"""The whole measurement in one go: the product's build beside a job written by hand, a day more, questions, intake."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from wismo.bench.child import run_job, run_module
from wismo.bench.compare import compare
from wismo.bench.cut import ensure_cut, let_in
from wismo.bench.intake import ensure_sample, measure_all
from wismo.bench.job import THREADS, reference_database
from wismo.bench.meter import Piece
from wismo.bench.parts import Used, total
from wismo.bench.questions import Asked
from wismo.bench.raw import bench_home
from wismo.bench.report import BenchReport, machine, print_report, versions, with_build, with_ratios
from wismo.bench.room import check_room
from wismo.cli_output import print_json, progress
from wismo.errors import BusyError, WismoError, known_instead
from wismo.fingerprint import git_revision
from wismo.home import Home
from wismo.memory import check_memory_limit, memory_limit
from wismo.models import working_database
from wismo.snapshot import current_snapshot, list_snapshots
from wismo.working import discard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator

    _Step = Callable[[Home, BenchReport, Callable[[str], None]], BenchReport]

SIZES = {"XS": 20_000, "S": 1_000_000, "L": 10_000_000}
PARTS = ("build", "reference", "day", "intake", "questions")
# Exports of a sample brand of that many orders: intake reads any size alike.
SAMPLE_ORDERS = 20_000


def parts_named(text: str) -> tuple[str, ...]:
    """Return the parts that a comma separated text names, all for an empty one.

    Raises:
        WismoError: there is no such part, or one needs another that is left out.
    """
    wanted = {part.strip() for part in text.split(",") if part.strip()}
    for part in sorted(wanted - set(PARTS)):
        raise WismoError(f"There is no part {part}.{known_instead(part, PARTS)}")
    for part in ("reference", "day"):
        if wanted and part in wanted and "build" not in wanted:
            raise WismoError(f"The part {part} stands beside the build: name both, as in --only build,{part}.")
    return tuple(part for part in PARTS if part in wanted or not wanted)


def run_bench(orders: int, parts: Collection[str], as_json: bool) -> BenchReport:
    """Measure on ``orders`` made-up orders and print the report.

    Everything lies under ``WISMO_HOME/bench/``; the brand's own data is neither read nor written.

    Raises:
        WismoError: a part failed, the disk is too small, or the results differ (after the report is printed).
    """
    home = bench_home(Home.from_environment(), orders)
    check_memory_limit()
    check_room(home, orders, parts)
    with progress() as show, _alone(home):
        report = measure(home, orders, show, parts)
    if as_json:
        print_json(report)
    else:
        print_report(report)
    if _differs(report):
        raise WismoError("The models and the job written by hand disagree, so the ratios mean nothing: find out why.")
    if report.failed:
        raise WismoError(report.failed)
    return report


def measure(home: Home, orders: int, show: Callable[[str], None], parts: Collection[str] = PARTS) -> BenchReport:
    """Make or reuse the raw data and run each part in a process of its own."""
    report = BenchReport(orders, git_revision(), 0, memory_limit(), THREADS, versions(), machine())
    if "build" in parts:
        report = _built(home, report, show)
    elif "questions" in parts and not list_snapshots(home):
        raise WismoError(
            "There is no snapshot to ask questions of yet: name the build, too, as in --only build,questions."
        )
    # Reference and day are only ever named beside the build, see `parts_named`.
    steps = {"reference": _with_reference, "questions": _with_questions, "day": _with_day, "intake": _with_intake}
    for part, add in steps.items():
        # The files of two results that differ are evidence, and no day may be added to one of them.
        if part in parts and not (part == "day" and _differs(report)):
            report = _attempt(add, home, report, show)
    if "build" in parts and not _differs(report):
        # Of a large brand it takes tens of gigabytes; where results differ, somebody will want to look into it.
        discard(working_database(home))
    raw_bytes = sum(path.stat().st_size for path in home.raw.rglob("*.parquet"))
    return with_ratios(replace(report, raw_bytes=raw_bytes))


def _attempt(add: _Step, home: Home, report: BenchReport, show: Callable[[str], None]) -> BenchReport:
    """Add a part to the report. Where it fails, what the others took, for an hour perhaps, is told all the same."""
    try:
        return add(home, report, show)
    except (WismoError, OSError, duckdb.Error, subprocess.SubprocessError) as error:
        return replace(report, failed=report.failed or str(error))


def _differs(report: BenchReport) -> bool:
    return report.comparison is not None and not report.comparison.is_equal


def _built(home: Home, report: BenchReport, show: Callable[[str], None]) -> BenchReport:
    """Build in full."""
    ensure_cut(home, report.orders, show)
    # What an earlier measurement left: never two working files, never two old snapshots.
    home.make_private()
    discard(working_database(home))
    shutil.rmtree(home.published, ignore_errors=True)
    show("Building in full: words, models, tests, statistics, publish")
    told = run_module("wismo.bench.build_job", "full", home)
    pieces = [Piece(**piece) for piece in told["pieces"]]
    return replace(
        with_build(report, pieces, home.work / "target" / "manifest.json"),
        test_count=told["test_count"],
        working_file_bytes=working_database(home).stat().st_size,
        snapshot_bytes=current_snapshot(home).stat().st_size,
    )


def _with_reference(home: Home, report: BenchReport, show: Callable[[str], None]) -> BenchReport:
    """Run the hand-written job on the same raw data, whose labels the build has just made, and compare."""
    show("Running the job written by hand")
    usage = run_job("reference", home)
    used = Used(round(usage.cpu_seconds, 3), round(usage.wall_seconds, 3), usage.peak_bytes)
    show("Comparing the results")
    comparison = compare(working_database(home), reference_database(home))
    return replace(report, parts=report.parts | {"reference": used}, comparison=comparison)


def _with_questions(home: Home, report: BenchReport, show: Callable[[str], None]) -> BenchReport:
    show("Asking what pages ask")
    asked = [Asked(**each) for each in run_module("wismo.bench.questions", "questions", home)]
    return replace(report, questions=asked)


def _with_day(home: Home, report: BenchReport, show: Callable[[str], None]) -> BenchReport:
    show("Building one more day")
    let_in(home)
    told = run_module("wismo.bench.build_job", "day", home)
    used = total([Piece(**piece) for piece in told["pieces"]])
    return replace(report, parts=report.parts | {"day": used}, day_records=told["new_records"])


def _with_intake(_: Home, report: BenchReport, show: Callable[[str], None]) -> BenchReport:
    return replace(report, intake=measure_all(ensure_sample(SAMPLE_ORDERS, show), show))


@contextmanager
def _alone(home: Home) -> Generator[None]:
    """Hold the lock of a measurement; the builds that it runs hold their own.

    Raises:
        BusyError: another measurement of this size runs.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    with (home.root / "bench.lock").open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("Another measurement of this size runs. Wait until it ends, then try again.") from None
        yield
