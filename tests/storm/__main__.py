"""scripts/storm [--publishes N] [--kills N] [--reads N] [--seed N]: the long storm, on a brand made for it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.republish import copy_work
from tests.storm.run import failures, storm
from wismo.build import build
from wismo.home import Home
from wismo.intake.load import load_paths
from wismo.sample import write_sample


def main() -> int:
    """Make a small brand, build it once, storm it, print the figures; 1 where one must be zero and is not."""
    parser = argparse.ArgumentParser(prog="scripts/storm", description=__doc__)
    parser.add_argument("--publishes", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20, help="at random moments; every step is killed once besides")
    parser.add_argument("--reads", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=20261125)
    given = parser.parse_args()
    os.environ.setdefault("WISMO_KEY", "0123456789abcdef" * 4)
    with TemporaryDirectory(prefix="storm-") as folder:
        home = Home(Path(folder) / "brand")
        write_sample(home.inbox, orders=4_000)
        load_paths(home, [home.inbox], None)
        build(home)
        work = copy_work(home, Path(folder) / "work")
        begun = time.monotonic()
        result = storm(
            work, publishes=given.publishes, kills=given.kills, steps=10_000, reads=given.reads, seed=given.seed
        )
    for name, value in (result | {"seconds": round(time.monotonic() - begun)}).items():
        print(f"{name:<22}{value:>8,}")  # noqa: T201 - the report
    if wrong := failures(result):
        print(f"Must be zero and is not: {wrong}. Seed {given.seed}.", file=sys.stderr)  # noqa: T201 - the report
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
