"""One measured reading of a sample's files, alone in its process: by intake, or by an engine that checks nothing.

Run as ``python -m wismo.bench.intake_job NAME SCRATCH SOURCES FILE...``; prints one line of JSON.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

from wismo.bench.job import print_usage
from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake.load import load_paths

# Made-up data is nobody's; so is its key.
KEY = "the key of a made-up brand"


def load(scratch: Path, sources: Path, files: list[Path]) -> None:
    """Load the files into an empty brand.

    Raises:
        WismoError: a file was refused.
    """
    os.environ["WISMO_KEY"] = KEY
    for report in load_paths(Home(scratch / "home"), files, sources):
        if report.error:
            raise WismoError(f"{report.file}: {report.error}")


def parse(scratch: Path, _: Path, files: list[Path]) -> None:
    """Parse the files with DuckDB and write all they hold as Parquet: nothing is checked, joined or hashed."""
    with duckdb.connect(config={"threads": 1, "memory_limit": "1GB"}) as connection:
        for file in files:
            rows = (
                connection.read_csv(str(file), all_varchar=True, header=True, quotechar='"', escapechar='"')
                if file.suffix == ".csv"
                else connection.read_json(str(file), format="newline_delimited")
            )
            rows.write_parquet(str(scratch / f"{file.stem}.parquet"), compression="zstd")


JOBS = {"load": load, "parse": parse}


def main(name: str, scratch: str, sources: str, *files: str) -> None:
    """Run one job and print what it used from its first file on."""
    print_usage(name, lambda: JOBS[name](Path(scratch), Path(sources), [Path(file) for file in files]))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (WismoError, duckdb.Error) as error:
        sys.stderr.write(f"The job {sys.argv[1]} failed: {' '.join(f'{error}'.split())}\n")
        sys.exit(1)
