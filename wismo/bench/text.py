"""How fast the words of tickets are read, beside one plain regex over the same file: ``scripts/text_speed``.

The tickets are made of our own messages: a quarter one message alone, the others with what people write
around it and the mails they quote. Both jobs run in processes of their own and read and write Parquet.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import polars as pl

from wismo.bench.job import Usage
from wismo.cli_output import print_json, print_table
from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake.raw import ensure_raw
from wismo.training.damage import DAMAGE
from wismo.training.messages import PARTS, own_messages

_SEED = 11
_AROUND = ("markup", "quoted mail", "signature", "forwarded mail", "capitals", "a slip")


def write_tickets(home: Home, count: int) -> float:
    """Write that many tickets into raw; return the mean length of their texts in letters."""
    chance = random.Random(_SEED)  # noqa: S311  # varies texts, guards nothing
    messages = own_messages()
    texts = messages.filter(~pl.col("theme").is_in(PARTS))["text"].to_list()
    around = messages.filter(pl.col("theme").is_in(PARTS))["text"].to_list()
    bodies = [_body(chance, texts, around) for _ in range(count)]
    ensure_raw(home)
    tickets = home.raw / "tickets"
    rows = pl.DataFrame({"ticket_id": [str(number) for number in range(count)], "body": bodies}).with_columns(
        source_system=pl.lit("desk"), source_account=pl.lit("main"), subject=pl.Series(chance.choices(texts, k=count))
    )
    schema = pl.read_parquet(tickets / "*.parquet").schema
    pl.concat([pl.DataFrame(schema=schema), rows], how="diagonal").write_parquet(tickets / "made.parquet")
    return sum(map(len, bodies)) / count


def measure(count: int) -> tuple[list[Usage], float]:
    """Return what the score and the regex took, and the mean length of a text."""
    with TemporaryDirectory(prefix="text-") as folder:
        length = write_tickets(Home(Path(folder)), count)
        return [_run(job, folder) for job in ("score", "regex")], length


def _body(chance: random.Random, texts: list[str], around: list[str]) -> str:
    text = chance.choice(texts)
    if chance.random() < 0.25:
        return text
    said = [*chance.choices(around, k=chance.randint(1, 6)), text, *chance.choices(around, k=chance.randint(0, 4))]
    return DAMAGE[chance.choice(_AROUND)](" ".join(said), chance)


def _run(job: str, folder: str) -> Usage:
    command = [sys.executable, "-m", "wismo.bench.text_job", job, folder]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise WismoError(said[-1] if said else f"The job {job} was stopped by the system; it may lack memory.")
    return Usage(**json.loads(ended.stdout.splitlines()[-1]))


@click.command(help=__doc__)
@click.option("--tickets", type=click.IntRange(min=1), default=150_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def main(tickets: int, as_json: bool) -> None:
    """Measure."""
    try:
        jobs, length = measure(tickets)
    except WismoError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        print_json(jobs)
        return
    click.echo(f"{tickets:,} tickets of {length:.0f} letters on average")
    print_table(
        ["job", "seconds", "CPU s", "tickets a second", "peak MB"],
        [
            [
                used.job,
                round(used.wall_seconds, 1),
                round(used.cpu_seconds, 1),
                round(tickets / used.wall_seconds),
                round(used.peak_bytes / 1e6),
            ]
            for used in jobs
        ],
    )


if __name__ == "__main__":
    main()
