"""The measurement: the models beside a job written by hand, on the same data, machine and day."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from wismo.bench.compare import Comparison, compare
from wismo.bench.job import THREADS, Usage, reference_database
from wismo.bench.raw import bench_home, ensure_bench_raw
from wismo.cli_output import print_json, print_table, progress
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.lock import build_lock
from wismo.memory import memory_limit
from wismo.models import working_database

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = {
    "reference": "Running the job written by hand",
    "models": "Running the models",
    "tests": "Running the tests of the models",
}


@dataclass(frozen=True)
class BenchReport:
    """What both jobs took, and whether they agree. Ratios are models / reference, without the tests."""

    orders: int
    raw_bytes: int
    jobs: list[Usage]
    ratios: dict[str, float]
    comparison: Comparison
    versions: dict[str, str]
    threads: int
    memory_limit: str


def run_bench(orders: int, as_json: bool) -> BenchReport:
    """Measure the models against the hand-written job on ``orders`` made-up orders and print the report.

    Everything lies under ``WISMO_HOME/bench/<orders>/``; the brand's own data is neither read nor written.

    Raises:
        WismoError: a job failed, or the two disagree (after the report is printed).
    """
    home = bench_home(Home.from_environment(), orders)
    with progress() as show, build_lock(home):
        report = measure(home, orders, show)
    if as_json:
        print_json(report)
    else:
        _print(report)
    if not report.comparison.is_equal:
        raise WismoError("The models and the job written by hand disagree, so the ratios mean nothing: find out why.")
    return report


def measure(home: Home, orders: int, show: Callable[[str], None]) -> BenchReport:
    """Make or reuse the raw data, run each job in a process of its own, compare what they made."""
    ensure_bench_raw(home, orders, show)
    jobs = []
    for name, sentence in SENTENCES.items():
        show(sentence)
        jobs.append(run_job(name, home))
    show("Comparing the results")
    reference, models = jobs[:2]
    return BenchReport(
        orders=orders,
        raw_bytes=sum(path.stat().st_size for path in home.raw.rglob("*.parquet")),
        jobs=jobs,
        ratios={
            "cpu": round(models.cpu_seconds / reference.cpu_seconds, 2),
            "wall": round(models.wall_seconds / reference.wall_seconds, 2),
            "memory": round(models.peak_bytes / reference.peak_bytes, 2),
        },
        comparison=compare(working_database(home), reference_database(home)),
        versions={"python": platform.python_version(), **{name: version(name) for name in ("duckdb", "dbt-core")}},
        threads=THREADS,
        memory_limit=memory_limit(),
    )


def run_job(name: str, home: Home) -> Usage:
    """Run one job in a process of its own, so that what it used is its own; it ends with us."""
    command = [sys.executable, "-m", "wismo.bench.job", name, str(home.root)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=project_root()
    ) as process:
        try:
            output, errors = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        said = errors.strip().splitlines()
        raise WismoError(said[-1] if said else f"The job {name} was stopped by the system; it may lack memory.")
    return Usage(**json.loads(output.splitlines()[-1]))


def _print(report: BenchReport) -> None:
    rows = [
        [usage.job, round(usage.cpu_seconds, 1), round(usage.wall_seconds, 1), round(usage.peak_bytes / 1e9, 2)]
        for usage in report.jobs
    ]
    ratio = ["models / reference", report.ratios["cpu"], report.ratios["wall"], report.ratios["memory"]]
    print_table(["job", "CPU s", "wall s", "peak GB"], [*rows, ratio])
    found = report.comparison
    print_table(
        ["results", "rows compared", "differ"],
        [["tickets", found.tickets, found.tickets_that_differ], ["days", found.days, found.days_that_differ]],
    )
    versions = ", ".join(f"{name} {number}" for name, number in report.versions.items())
    print_table(
        ["orders", "raw MB", "threads", "memory limit", "versions"],
        [[report.orders, round(report.raw_bytes / 1e6), report.threads, report.memory_limit, versions]],
    )
