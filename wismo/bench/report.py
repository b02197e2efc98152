"""What a measurement says: one report, printed for people or as JSON, whose names stay the same."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from wismo.bench.job import REFERENCE_MEMORY
from wismo.bench.parts import PARTS, RESULTS, Node, Used, needed_for, parts_of, profile, total
from wismo.bench.questions import TIMES, Asked
from wismo.cli_output import print_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wismo.bench.compare import Comparison
    from wismo.bench.intake import Speed
    from wismo.bench.meter import Piece

SHOWN_NODES = 12


@dataclass(frozen=True)
class BenchReport:
    """Everything of one measurement; what was left out is None or empty.

    ``parts`` are those of the full build, ``build`` for all of it, ``reference`` for the hand-written job and ``day``
    for the build of one more day; ``failed`` says why a part after the build did not end. ``ratios`` are of CPU
    unless the name says otherwise; see docs/benchmark.md.
    """

    orders: int
    git_revision: str
    raw_bytes: int
    memory_limit: str
    threads: int
    versions: dict[str, str]
    machine: dict[str, str | int]
    parts: dict[str, Used] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    comparison: Comparison | None = None
    profile: list[Node] = field(default_factory=list)
    dbt_cpu_seconds: float | None = None
    test_count: int = 0
    day_records: int | None = None
    working_file_bytes: int | None = None
    snapshot_bytes: int | None = None
    questions: list[Asked] = field(default_factory=list)
    intake: Speed | None = None
    failed: str | None = None


def versions() -> dict[str, str]:
    """Return what a figure depends on besides our own code."""
    names = ("duckdb", "dbt-core", "dbt-duckdb", "polars", "metricflow", "streamlit")
    return {"python": platform.python_version()} | {name: version(name) for name in names}


def machine() -> dict[str, str | int]:
    """Return what it ran on."""
    return {"system": platform.system(), "processor": platform.machine(), "cpu_count": os.cpu_count() or 0}


def with_build(report: BenchReport, pieces: Sequence[Piece], manifest_path: Path) -> BenchReport:
    """Add a full build's pieces: parts, profile, and how they compare with the reference once that is there."""
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    own = [piece for piece in pieces if piece.step == "models" and not piece.node]
    return replace(
        report,
        parts=report.parts | parts_of(pieces),
        profile=profile(pieces, needed_for(RESULTS, manifest)),
        dbt_cpu_seconds=total(own).cpu_seconds,
    )


def with_ratios(report: BenchReport) -> BenchReport:
    """Add every ratio whose both sides were measured."""
    parts, ratios = report.parts, {}
    if "build" in parts and "reference" in parts:
        same = sum(node.cpu_seconds for node in report.profile if node.is_needed)
        ratios["same_results_cpu"] = same / parts["reference"].cpu_seconds
        ratios["all_models_cpu"] = parts["models"].cpu_seconds / parts["reference"].cpu_seconds
        ratios["models_peak"] = parts["models"].peak_bytes / parts["reference"].peak_bytes
    if "build" in parts and "day" in parts:
        ratios["day_of_build_cpu"] = parts["day"].cpu_seconds / parts["build"].cpu_seconds
        ratios["day_of_build_wall"] = parts["day"].wall_seconds / parts["build"].wall_seconds
    return replace(report, ratios={name: round(ratio, 3) for name, ratio in ratios.items()})


def print_report(report: BenchReport) -> None:
    """Print the report for people."""
    named = PARTS | {"build": "whole build", "day": "one more day", "reference": "the job written by hand"}
    rows = [
        [named[name], round(used.cpu_seconds, 1), round(used.wall_seconds, 1), round(used.peak_bytes / 1e9, 2)]
        for name, used in report.parts.items()
        if name in named
    ]
    if rows:
        print_table([f"{report.orders:,} orders", "CPU s", "wall s", "peak GB"], rows)
    for sentence in _sentences(report):
        click.echo(sentence)
    if report.profile:
        rows = [
            [node.name, node.kind, round(node.cpu_seconds, 2), f"{node.share:.1%}", "yes" if node.is_needed else ""]
            for node in report.profile[:SHOWN_NODES]
        ]
        print_table(["dearest nodes", "kind", "CPU s", "of the build", "needed for the same results"], rows)
    if report.questions:
        rows = [list(vars(asked).values()) for asked in report.questions]
        print_table(["page", "questions", "p50 ms", "p95 ms", "all p50 ms", "all p95 ms"], rows)
        click.echo(
            f"Questions to the snapshot, {TIMES} times each, warm; what a click costs, scripts/page_speed measures."
        )
    known = ", ".join(f"{name} {number}" for name, number in (report.versions | report.machine).items())
    click.echo(
        f"Raw data {report.raw_bytes / 1e6:.0f} MB; WISMO_MEMORY_LIMIT {report.memory_limit}; {report.threads} cores "
        f"at most, dbt's nodes one after the other; {known}; revision {report.git_revision}."
    )
    click.echo("On a busy machine trust the ratios, not the seconds.")


def _sentences(report: BenchReport) -> list[str]:
    told, ratios, found = [], report.ratios, report.comparison
    if found:
        told.append(
            f"Results: of {found.tickets:,} tickets {found.tickets_that_differ:,} differ, of {found.days:,} rows by "
            f"day {found.days_that_differ:,}."
        )
    if "same_results_cpu" in ratios:
        told.append(
            f"Same results: {ratios['same_results_cpu']:.2f} of the hand-written job's CPU, for the nodes that tickets "
            f"and ticket_days rest on, without the {report.dbt_cpu_seconds:.1f} s that dbt takes itself."
        )
        told.append(
            f"All models: {ratios['all_models_cpu']:.2f} of its CPU and {ratios['models_peak']:.2f} of its peak "
            f"memory, for every seed and model with what dbt takes itself. The job may take {REFERENCE_MEMORY}."
        )
    if "day_of_build_cpu" in ratios:
        told.append(
            f"One more day, {report.day_records:,} records: {ratios['day_of_build_cpu']:.0%} of the full build's CPU, "
            f"{ratios['day_of_build_wall']:.0%} of its time."
        )
    if report.working_file_bytes and report.snapshot_bytes:
        told.append(
            f"On the disk: working file {report.working_file_bytes / 1e6:,.0f} MB "
            f"({report.working_file_bytes / report.orders:,.0f} bytes an order), snapshot "
            f"{report.snapshot_bytes / 1e6:,.0f} MB ({report.snapshot_bytes / report.orders:,.0f})."
        )
    if report.intake:
        speed = report.intake
        told.append(
            f"Intake: {speed.megabytes_per_second:.0f} MB/s a core over {speed.megabytes:.0f} MB of exports, peak "
            f"{speed.peak_megabytes:.0f} MB; DuckDB alone parses {speed.reference_megabytes_per_second:.0f} MB/s."
        )
    return told
