"""Run every simulation, or those named, and print what was found: ``python -m tests.simulate [NAME...]``.

Each module of this folder with a ``simulate`` function is one. Exit 1 where a claim was refuted.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from pathlib import Path

import click
from threadpoolctl import threadpool_limits

SEEDS = 200


def names() -> list[str]:
    """Return the names of the simulations."""
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if name not in {"__main__", "claim"})


@click.command()
@click.argument("only", nargs=-1)
@click.option("--seeds", type=click.IntRange(1), default=SEEDS, show_default=True, help="Worlds per claim.")
def main(only: tuple[str, ...], seeds: int) -> None:
    """Simulate worlds with known truth and say whether the statistics' claims hold in them."""
    if unknown := set(only) - set(names()):
        raise click.UsageError(f"No simulation is called {', '.join(sorted(unknown))}; there are {', '.join(names())}.")
    refuted = 0
    for name in only or names():
        started = time.perf_counter()
        with threadpool_limits(limits=1):
            results = importlib.import_module(f"tests.simulate.{name}").simulate(range(seeds))
        click.echo(f"{name} ({time.perf_counter() - started:.0f} s)")
        for result in results:
            click.echo(
                f"  {'holds  ' if result.is_met else 'REFUTED'} {result.claim}: {result.found}; must be {result.must}"
            )
        refuted += sum(not result.is_met for result in results)
    sys.exit(1 if refuted else 0)


if __name__ == "__main__":
    main()
