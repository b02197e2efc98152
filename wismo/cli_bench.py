"""The command that measures."""

from __future__ import annotations

from pathlib import Path

import click

SIZES = ("XS", "S", "L")


@click.command()
@click.option(
    "--size",
    type=click.Choice(SIZES, case_sensitive=False),
    help="20 thousand, 1 million or 10 million orders; S unless --orders is given.",
)
@click.option("--orders", type=click.IntRange(min=1_000), help="Any other size.")
@click.option(
    "--only", metavar="PART,...", default="", help="Leave the others out: build, reference, day, intake, questions."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for --compare.")
@click.option("--compare", "compared", is_flag=True, help="Measure nothing; compare reports that --json printed.")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
def bench(
    size: str | None, orders: int | None, only: str, as_json: bool, compared: bool, files: tuple[Path, ...]
) -> None:
    """Measure a build, one more day, questions and intake beside a job written by hand, on made-up data."""
    if compared:
        from wismo.bench.revisions import run_compare

        if size or orders or only:
            raise click.UsageError("--compare measures nothing: leave out --size, --orders and --only.")
        run_compare(files, as_json)
        return
    if files:
        raise click.UsageError("Files are only for --compare.")
    if size and orders:
        raise click.UsageError("--size and --orders are two ways to say one thing: leave one out.")
    from wismo.bench.run import SIZES as ORDERS
    from wismo.bench.run import parts_named, run_bench

    run_bench(orders or ORDERS[size or "S"], parts_named(only), as_json)
