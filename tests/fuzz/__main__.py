"""`scripts/fuzz --minutes 10`: searches with ever new seeds until the time is over; stops at the first fault."""

from __future__ import annotations

import faulthandler
import os
import secrets
import sys
import time

import click
from hypothesis import HealthCheck, Phase, settings

from tests.fuzz.check import Bench
from tests.fuzz.properties import searches
from tests.fuzz.sample import all_samples

_EXAMPLES = 400
_STUCK_SECONDS = 3_600


@click.command()
@click.option("--minutes", type=click.FloatRange(min=0), default=10, show_default=True)
@click.option("--seed", type=int, help="Begin with this seed, to see a fault again.")
@click.option("--only", help="Only samples whose format or file holds this word.")
def main(minutes: float, seed: int | None, only: str | None) -> None:
    """Look for files that crash, hang, unbalance the ledger or change values."""
    os.environ.setdefault("WISMO_KEY", "0123456789abcdef" * 4)
    samples = [sample for sample in all_samples() if not only or only in f"{sample.format} {sample.file}"]
    how = settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    bench, end, rounds = Bench(), time.monotonic() + minutes * 60, 0
    start = seed if seed is not None else secrets.randbits(32)
    try:
        while rounds == 0 or time.monotonic() < end:
            for search in searches(bench, samples, how, start):
                faulthandler.dump_traceback_later(_STUCK_SECONDS, exit=True)
                try:
                    search()
                except BaseException:
                    click.echo(f"See it again: scripts/fuzz --minutes 0 --seed {start}", err=True)
                    raise
            rounds += 1
            click.echo(f"seed {start}: {2 * _EXAMPLES} files, nothing found")
            start = secrets.randbits(32)
    finally:
        faulthandler.cancel_dump_traceback_later()
        bench.close()
    click.echo(f"{rounds} rounds of {2 * _EXAMPLES} files over {len(samples)} samples: nothing found.")


if __name__ == "__main__":
    sys.exit(main())
