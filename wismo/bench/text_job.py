"""One measured pass over the tickets of a home, alone in its process: the score, or one plain regex.

Run as ``python -m wismo.bench.text_job NAME HOME``; prints one line of JSON with what it used.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from wismo.bench.job import print_usage
from wismo.home import Home, project_root
from wismo.score.run import score_raw

# What somebody writes first who wants to know: one language, no noise.
_PLAIN_REGEX = r"where is|wheres|track|not (?:yet )?(?:arrived|received)|never (?:came|arrived)|late|delayed|status"


def score(home: Home) -> None:
    """Label all tickets."""
    score_raw(home, project_root() / "seeds")


def regex(home: Home) -> None:
    """Read the same file, look for one regex in lower-case text, write what was found."""
    asked = pl.concat_str("subject", pl.lit(" "), "body", ignore_nulls=True).str.to_lowercase()
    found = pl.read_parquet(home.raw / "tickets" / "*.parquet").select(
        "ticket_id", found=asked.str.contains(_PLAIN_REGEX)
    )
    found.write_parquet(home.root / "regex.parquet")


JOBS = {"score": score, "regex": regex}


def main(name: str, root: str) -> None:
    """Run one job and print what it used."""
    print_usage(name, lambda: JOBS[name](Home(Path(root))))


if __name__ == "__main__":
    main(*sys.argv[1:])
