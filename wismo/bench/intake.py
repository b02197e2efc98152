"""How fast intake reads, a core: every kind of file of a sample brand alone, then all of them in one load.

Run as ``scripts/intake_speed [--orders N]``. Beside each stands DuckDB on one thread that parses the same file
and writes it as Parquet, which is what reading costs without any of the promises.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from wismo.bench.job import Usage
from wismo.cli_output import print_json, print_table, progress
from wismo.errors import WismoError
from wismo.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = "all files, one load"
_PART = re.compile(r"_(?:\d{4}Q\d|\d+)$")  # aftership_trackings_2025Q1, shopify_orders_export_1


@dataclass(frozen=True)
class Speed:
    """What reading some files took; speeds are millions of bytes of input per CPU second."""

    files: str
    megabytes: float
    cpu_seconds: float
    megabytes_per_second: float
    peak_megabytes: float
    reference_megabytes_per_second: float


def measure(sample: Path, show: Callable[[str], None]) -> list[Speed]:
    """Read the largest file of every kind in a sample's folder, then all files together."""
    kinds: dict[str, Path] = {}
    for file in sorted(_files(sample), key=lambda path: path.stat().st_size):
        kinds[_PART.sub("", file.stem)] = file
    speeds = [_speed(file.name, sample, [file], show) for file in sorted(kinds.values())]
    return [*speeds, measure_all(sample, show)]


def measure_all(sample: Path, show: Callable[[str], None]) -> Speed:
    """Read all files of a sample's folder in one load."""
    return _speed(ALL, sample, _files(sample), show)


def _files(sample: Path) -> list[Path]:
    return sorted(path for path in sample.iterdir() if path.suffix in (".csv", ".jsonl"))


def _speed(name: str, sample: Path, files: list[Path], show: Callable[[str], None]) -> Speed:
    show(f"Reading {name}")
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    used, reference = (_run(job, sample, files) for job in ("load", "parse"))
    return Speed(
        name,
        round(megabytes, 1),
        round(used.cpu_seconds, 2),
        round(megabytes / used.cpu_seconds, 1),
        round(used.peak_bytes / 1e6),
        round(megabytes / reference.cpu_seconds, 1),
    )


def ensure_sample(orders: int, show: Callable[[str], None]) -> Path:
    """Write a sample of that many orders under ``WISMO_HOME/bench``, unless it is there; return its folder."""
    folder = Home.from_environment().root / "bench" / f"sample-{orders}"
    if not (folder / "sources.yml").exists():
        show(f"Writing a sample of {orders} orders")
        # In a process of its own: a child's peak of memory is never below its parent's.
        command = [sys.executable, "-m", "wismo", "sample", "--orders", str(orders), "--out", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def _run(job: str, sample: Path, files: list[Path]) -> Usage:
    with TemporaryDirectory(prefix="intake-", dir=sample) as scratch:
        command = [sys.executable, "-m", "wismo.bench.intake_job", job, scratch, str(sample / "sources.yml")]
        ended = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise WismoError(said[-1] if said else f"The job {job} was stopped by the system; it may lack memory.")
    return Usage(**json.loads(ended.stdout.splitlines()[-1]))


@click.command()
@click.option("--orders", type=click.IntRange(min=1), default=100_000, show_default=True, help="Size of the sample.")
@click.option("--sample", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A sample that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def main(orders: int, sample: Path | None, as_json: bool) -> None:
    """Measure intake's speed a core, file by file."""
    try:
        with progress() as show:
            speeds = measure(sample or ensure_sample(orders, show), show)
    except WismoError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        print_json(speeds)
        return
    print_table(
        ["file", "MB", "CPU s", "MB/s a core", "peak MB", "DuckDB parses MB/s"],
        [list(vars(speed).values()) for speed in speeds],
    )


if __name__ == "__main__":
    main()
