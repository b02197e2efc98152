"""How right the text layer is on corpora, with what it has: phrases alone, and phrases with the model.

Reads the corpora that are named and downloads nothing. Parts named train are those that the model has
seen; every other row is text that it has not. See docs/text.md.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import polars as pl

from wismo.home import project_root
from wismo.intake.brand import Brand
from wismo.score.labels import label, make_scorer
from wismo.training import tables
from wismo.training.corpora import BORDERLINE, read_corpora
from wismo.training.examples import LEARNT_PARTS

_CONFIDENCE = "words_confidence"


@click.command(help=__doc__)
@click.argument("corpora", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--wrong", type=int, default=0, help="Also show so many texts per corpus that are judged wrongly.")
def main(corpora: tuple[Path, ...], wrong: int) -> None:
    """Report."""
    rows = read_corpora(list(corpora))
    seeds = project_root() / "seeds"
    labels = label(rows.select(subject=pl.lit(None, pl.String), message="text"), make_scorer(Brand(), seeds))
    rows = rows.hstack(labels.select("is_wismo_phrase", "words_confidence")).with_columns(
        is_found=pl.col("words_confidence") >= threshold(seeds, _CONFIDENCE)
    )
    parts = rows.partition_by("corpus", "part", maintain_order=True)
    click.echo(tables.as_text([line for part in parts for line in _lines(part)]))
    click.echo("\nBorderline topics\n")
    topics = rows.filter(pl.col("topic").is_in(BORDERLINE)).partition_by("corpus", "part", "topic", maintain_order=True)
    click.echo(tables.as_text([_borderline(part) for part in topics]) if topics else "None.")
    unseen = rows.filter(~pl.col("part").is_in(LEARNT_PARTS), ~pl.col("topic").is_in(BORDERLINE))
    for part in unseen.partition_by("corpus", maintain_order=True):
        click.echo(f"\nConfidence, {part['corpus'][0]}, not seen, without borderline topics\n")
        ones = np.ones(part.height)
        click.echo(tables.as_text(tables.calibration(part[_CONFIDENCE].to_numpy(), part["asks"].to_numpy(), ones)))
    for part in parts if wrong else []:
        _show(part, wrong)


def _lines(part: pl.DataFrame) -> list[dict[str, str]]:
    """Return one row for phrases alone and one for the whole layer, with and without borderline topics."""
    clear = part.filter(~pl.col("topic").is_in(BORDERLINE))
    frames = {"": part} if clear.height == part.height else {"": part, ", no borderline": clear}
    return [
        {
            "corpus": part["corpus"][0],
            "part": part["part"][0] + (", seen" if part["part"][0] in LEARNT_PARTS else "") + which,
            "layers": layers,
        }
        | tables.measures(frame[column], frame["asks"])
        for which, frame in frames.items()
        for layers, column in (("phrases", "is_wismo_phrase"), ("phrases, model", "is_found"))
    ]


def _borderline(part: pl.DataFrame) -> dict[str, str]:
    return {
        "corpus": part["corpus"][0],
        "part": part["part"][0],
        "topic": part["topic"][0],
        "texts": str(part.height),
        "found": tables.share(int(part["is_found"].sum()), part.height),
    }


def _show(part: pl.DataFrame, count: int) -> None:
    false = part.filter(pl.col("is_found") != pl.col("asks"))
    click.echo(f"\n{part['corpus'][0]}, {part['part'][0]}: {false.height} wrong")
    for row in false.sample(min(count, false.height), seed=0).iter_rows(named=True):
        click.echo(f"  {row['words_confidence']:.2f}  {row['topic']}: {row['text']}")


def threshold(seeds: Path, name: str) -> float:
    """Return a number of ``thresholds.csv`` by its name."""
    seed = pl.read_csv(seeds / "thresholds.csv")
    return float(seed.filter(pl.col("name") == name)["value"][0])


if __name__ == "__main__":
    main()
