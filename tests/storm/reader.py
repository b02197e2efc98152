"""A process that reads what is shown, through the dashboard's own modules, and judges every read."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from dashboard.registry import registry
from dashboard.shown import shown
from dashboard.warehouse import UnreadableSnapshotError, rows
from tests.republish import STAMPED
from wismo.home import Home

PAUSE = 0.02
BEATS = ("errors", "torn", "unaudited", "backwards", "stand_ins")


def read(home: Home, newest: int) -> tuple[Counter[str], int]:
    """Read one page's worth of one version; return what was wrong with it, and the batch that was seen."""
    found: Counter[str] = Counter(reads=1)
    for attempt in range(3):
        try:
            chosen = shown(home)
            stamps = set()
            for table, column in STAMPED.items():
                found_there = rows(chosen.snapshot, f"select distinct {column} as stamp from wismo.main.{table}")
                stamps.update(found_there["stamp"])
            version = rows(chosen.snapshot, "select version from wismo.main.snapshot_info")["version"][0]
            known = registry(chosen.snapshot)
        except UnreadableSnapshotError:
            # A page is drawn again from the next version; a visitor would see no error either.
            if attempt == 2:
                found["errors"] += 1
                return found, newest
            found["redrawn"] += 1
        else:
            break
    found["stand_ins"] += chosen.trouble is not None
    found["torn"] += len(stamps) != 1 or version != chosen.snapshot.version or "wismo_rate" not in known
    found["unaudited"] += any(stamp.startswith("unaudited") for stamp in stamps)
    number = max((int(stamp.rpartition(" ")[2]) for stamp in stamps if stamp.startswith("batch")), default=newest)
    found["backwards"] += number < newest
    return found, max(number, newest)


def main(root: str, least: str, over: str) -> None:
    """Read until the file ``over`` is there, and at least so many times; print the sums as JSON."""
    home, total, newest = Home(Path(root)), Counter(dict.fromkeys(BEATS, 0)), -1
    seen: set[int] = set()
    while total["reads"] < int(least) or not Path(over).exists():
        found, newest = read(home, newest)
        seen.add(newest)
        total += found
        time.sleep(PAUSE)
    print(json.dumps({**dict.fromkeys(BEATS, 0), **total, "versions_seen": len(seen)}))  # noqa: T201 - the storm's


if __name__ == "__main__":
    main(*sys.argv[1:])
