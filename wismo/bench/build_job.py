"""A build of the product's own, alone in its process, with what each of its pieces used.

Run as ``python -m wismo.bench.build_job full|day HOME``; prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wismo.bench.job import ended_in_words, hold_to_cores
from wismo.bench.meter import Meter
from wismo.build import build
from wismo.errors import WismoError
from wismo.home import Home


def measure_build(home: Home, *, is_day: bool) -> dict[str, Any]:
    """Build in full, or a day on what the last build kept; return what it took, piece by piece.

    Raises:
        WismoError: the build failed, or a day made it begin anew.
    """
    meter = Meter()
    report = build(home, full=not is_day, watch=meter.now)
    pieces = [asdict(piece) for piece in meter.pieces()]
    if is_day and (report.why_full or not report.new_records):
        why = f"The build began anew because {report.why_full}" if report.why_full else "Nothing new was read"
        raise WismoError(f"{why}, so one more day was not measured.")
    return {"test_count": report.test_count, "new_records": report.new_records, "pieces": pieces}


def main(name: str, root: str) -> None:
    """Build and print what it took."""
    hold_to_cores()
    told = measure_build(Home(Path(root)), is_day=name == "day")
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with ended_in_words(sys.argv[1]):
        main(*sys.argv[1:])
