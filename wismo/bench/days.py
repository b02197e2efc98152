"""Day after day, the same raw data built incrementally in one home and in full in another: equal marts, and how fast.

Run as ``scripts/incremental_days [--orders N] [--days D]``. The made-up brand's last days arrive one by one, each as
new raw files: new orders, tickets and scans, newer versions of older ones, and scans that come days late. On one of
the days a file of an earlier day is taken back, which must make the build begin anew.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import click
import duckdb

from wismo.bench.arrivals import ARRIVALS, arrive, dated, know
from wismo.bench.cut import made_files
from wismo.bench.raw import NOW, bench_home, ensure_bench_raw
from wismo.cli_output import print_json, print_table, progress
from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake.contract import read_contract
from wismo.intake.raw import ensure_raw
from wismo.publish import mart_hashes
from wismo.snapshot import current_snapshot, open_snapshot
from wismo.working import RAW_CHANGED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TAKEN_BACK_ON, TAKEN_BACK = 7, 4


@dataclass(frozen=True)
class Built:
    """What one `wismo build` took, in seconds of clock and of processor, and why it was full, if it was."""

    wall_seconds: float
    cpu_seconds: float
    model_seconds: float
    why_full: str | None
    new_records: int


@dataclass(frozen=True)
class Day:
    """One day: both builds, and the marts that differ; without the full build where the day was not compared."""

    day: int
    incremental: Built
    full: Built | None
    differing: list[str]
    file_megabytes: float


def run_days(home: Home, orders: int, days: int, every: int, show: Callable[[str], None]) -> list[Day]:
    """Build day 0 and ``days`` more in both homes, taking turns in who goes first.

    The full build runs on day 0, on every ``every``-th day and on the last; a difference made on a day between
    would still be in the marts by then, since each day is built on what the day before kept.

    Raises:
        WismoError: marts differ, or a build was full that should not have been, or the other way round.
    """
    folder = home.root / "bench" / f"days-{orders}-{days}"
    _prepare(home, folder, orders, days, show)
    growing, fresh = Home(folder / "incremental"), Home(folder / "full")
    done = []
    for day in range(days + 1):
        for each in (growing, fresh):
            _arrive(folder / "files", each, day)
        show(f"Day {day} of {days}")
        is_compared = day % every == 0 or day == days
        turns = [(growing, []), (fresh, ["--full"])] if is_compared else [(growing, [])]
        built = {each.root.name: _build(each, options) for each, options in turns[:: 1 if day % 2 else -1]}
        size = (growing.work / "wismo.duckdb").stat().st_size / 1e6
        differing = _differing(fresh, growing) if is_compared else []
        done.append(Day(day, built["incremental"], built.get("full"), differing, round(size)))
        _expect(done[-1])
        show(_said(done[-1]))
        _expect_questions(growing)
    return done


def _expect_questions(home: Home) -> None:
    """Without WISMO tickets, equal marts would say nothing of what matters most in them."""
    with open_snapshot(current_snapshot(home)) as snapshot:
        found = snapshot.execute("select count(*) filter (where is_wismo), count(*) from tickets").fetchone()
    if not found or found[0] < found[1] / 4:
        raise WismoError(f"Of {found[1] if found else 0} tickets only {found[0] if found else 0} ask for their order.")


def _differing(fresh: Home, growing: Home) -> list[str]:
    whole, grown = mart_hashes(current_snapshot(fresh)), mart_hashes(current_snapshot(growing))
    return sorted(table for table in whole | grown if whole.get(table) != grown.get(table))


def _said(day: Day) -> str:
    ours, theirs = day.incremental, day.full
    how = f"full, because {ours.why_full}" if ours.why_full else "incremental"
    beside = f" beside {theirs.wall_seconds} s, marts equal" if theirs else ""
    return f"Day {day.day}: {ours.wall_seconds} s ({how}){beside}."


def _expect(day: Day) -> None:
    if day.differing:
        raise WismoError(f"Day {day.day}: built incrementally and in full, these differ: {', '.join(day.differing)}.")
    why = day.incremental.why_full
    if (day.day and (why == RAW_CHANGED) != (day.day == TAKEN_BACK_ON)) or (
        day.day != TAKEN_BACK_ON and day.day and why
    ):
        raise WismoError(f"Day {day.day}: the build was {f'full because {why}' if why else 'incremental'}.")


def _prepare(home: Home, folder: Path, orders: int, days: int, show: Callable[[str], None]) -> None:
    """Cut the made-up brand into files by the day on which each record arrives; day 0 is all that came before."""
    shutil.rmtree(folder, ignore_errors=True)
    made = bench_home(home, orders)
    ensure_bench_raw(home=made, orders=orders, progress=show)
    show("Sorting records into days")
    begun = NOW - timedelta(days=days)
    with duckdb.connect(config={"memory_limit": "2GB", "preserve_insertion_order": False}) as connection:
        know(connection, made_files(made, "orders"), sorted((made.raw / "ticket_labels").glob("part-*.parquet")))
        for name in ARRIVALS:
            connection.execute(
                f"create or replace temp table dated as {dated(name)}",
                {"begun": begun.replace(tzinfo=None), "files": [str(path) for path in made_files(made, name)]},
            )
            for day in range(days + 1):
                target = folder / "files" / f"{day}" / f"{name}.parquet"
                target.parent.mkdir(parents=True, exist_ok=True)
                query = f"copy (select * exclude (day) from dated where day = {day}) to $1 (format parquet)"  # noqa: S608
                connection.execute(query, [str(target)])
    for name in ("incremental", "full"):
        ensure_raw(Home(folder / name))


def _arrive(files: Path, home: Home, day: int) -> None:
    """Give a home the day's files, or take an earlier one back."""
    arrive(files / f"{day}", home, f"day-{day:02}")
    if day == TAKEN_BACK_ON:
        (home.raw / "tracking_events" / f"day-{TAKEN_BACK:02}.parquet").unlink()


def _build(home: Home, options: list[str]) -> Built:
    """Run `wismo build` in a process of its own."""
    before, started = _children_cpu(), time.perf_counter()
    finished = subprocess.run(
        [sys.executable, "-m", "wismo", "build", "--json", *options],
        env={**os.environ, "WISMO_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise WismoError(finished.stderr.strip() or "A build was stopped by the system.")
    report = json.loads(finished.stdout)
    return Built(
        round(time.perf_counter() - started, 1),
        round(_children_cpu() - before, 1),
        report["seconds"]["models"],
        report["why_full"],
        report["new_records"],
    )


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _print(days: list[Day]) -> None:
    header = ["day", "new records", "incremental s", "full s", "ratio", "CPU s", "CPU s", "ratio", "models ratio"]
    rows = [
        [
            day.day,
            day.incremental.new_records,
            day.incremental.wall_seconds,
            day.full.wall_seconds if day.full else "",
            _ratio([day], "wall_seconds") if day.full else "",
            day.incremental.cpu_seconds,
            day.full.cpu_seconds if day.full else "",
            _ratio([day], "cpu_seconds") if day.full else "",
            _ratio([day], "model_seconds") if day.full else "",
            f"{day.file_megabytes:.0f} MB",
            day.incremental.why_full or "",
        ]
        for day in days
    ]
    print_table([*header, "working file", "why full"], rows)
    later = [day for day in days if day.incremental.why_full is None]
    compared = [day for day in days if day.full]
    click.echo(f"{len(later)} incremental builds; marts equal to full builds on all {len(compared)} days compared.")
    if both := [day for day in later if day.full]:
        wall, cpu, models = (_ratio(both, field) for field in ("wall_seconds", "cpu_seconds", "model_seconds"))
        click.echo(f"incremental / full: whole build {wall} of the time, {cpu} of CPU; models and tests {models}.")


def _ratio(days: list[Day], field: str) -> float:
    ours, theirs = (sum(getattr(built, field) for built in side) for side in zip(*_sides(days), strict=True))
    return round(ours / theirs, 2)


def _sides(days: list[Day]) -> list[tuple[Built, Built]]:
    return [(day.incremental, day.full) for day in days if day.full]


@click.command()
@click.option("--orders", type=click.IntRange(1_000), default=60_000, show_default=True, help="Size of the brand.")
@click.option("--days", type=click.IntRange(1, 30), default=10, show_default=True, help="Days that arrive one by one.")
@click.option("--full-every", type=click.IntRange(1), default=1, show_default=True, help="Compare every so many days.")
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def main(orders: int, days: int, full_every: int, as_json: bool) -> None:
    """Build the last days of a made-up brand incrementally and in full, and compare."""
    missing = set(ARRIVALS) - set(read_contract())
    if missing:
        raise WismoError(f"The contract has no {', '.join(sorted(missing))}.")
    with progress() as show:
        done = run_days(Home.from_environment(), orders, days, full_every, show)
    if as_json:
        print_json(done)
    else:
        _print(done)


if __name__ == "__main__":
    try:
        main(standalone_mode=False)
    except WismoError as error:
        sys.exit(str(error))
