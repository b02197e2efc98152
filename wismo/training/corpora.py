"""Public corpora on this machine, as rows of text, topic and whether the text asks for an order.

Known by their shape: clinc's ``data_full.json`` and tables with a column of topics (banking77, Bitext).
Nothing is downloaded and nothing of them is kept: docs/text.md names them and their licences.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Topics in which every text asks for an order already placed.
_ASKS = ("order_status", "track_order")
# Neither right nor wrong: a card is no order, and a delivery period is asked before and after buying.
BORDERLINE = ("card_arrival", "card_delivery_estimate", "delivery_period")
_TEXT_COLUMNS = ("text", "utterance", "instruction")
_TOPIC_COLUMNS = ("category", "intent")


def read_corpora(paths: list[Path]) -> pl.DataFrame:
    """Return ``corpus, part, topic, text, asks`` of files, or of all known files in folders.

    ``part`` is the corpus' own: train, val, test, or all where it has none. Raises WismoError for a file
    that is no such corpus and for a path without any.
    """
    found = [frame for path in paths for frame in _frames(path)]
    if not found:
        raise WismoError("There is no corpus in these folders. Name clinc's data_full.json or a CSV with topics.")
    return pl.concat(found)


def _frames(path: Path) -> Iterator[pl.DataFrame]:
    if path.is_dir():
        for file in sorted([*path.rglob("data_full.json"), *path.rglob("*.csv")]):
            if (frame := _read(file)) is not None:
                yield frame
    elif (frame := _read(path)) is None:
        raise WismoError(f"{path} is no corpus: it needs clinc's JSON or a CSV with columns of text and topic.")
    else:
        yield frame


def _read(path: Path) -> pl.DataFrame | None:
    """Return one file's rows, or nothing where it is something else."""
    try:
        rows = _clinc(path) if path.suffix == ".json" else _table(path)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise WismoError(f"{path} cannot be read as a corpus: {error}.") from error
    if rows is None:
        return None
    return rows.with_columns(asks=pl.col("topic").is_in(_ASKS)).select("corpus", "part", "topic", "text", "asks")


def _clinc(path: Path) -> pl.DataFrame:
    parts = json.loads(path.read_text(encoding="utf-8"))
    rows = [("clinc", name.removeprefix("oos_"), topic, text) for name in parts for text, topic in parts[name]]
    return pl.DataFrame(rows, schema=["corpus", "part", "topic", "text"], orient="row")


def _table(path: Path) -> pl.DataFrame | None:
    table = pl.read_csv(path, infer_schema=False)
    text = next((name for name in _TEXT_COLUMNS if name in table.columns), None)
    # Bitext has both, and its categories are coarse.
    topic = next((name for name in reversed(_TOPIC_COLUMNS) if name in table.columns), None)
    if text is None or topic is None:
        return None
    named = path.stem in ("train", "test")
    return table.select(
        corpus=pl.lit(path.resolve().parent.name if named else path.stem),
        part=pl.lit(path.stem if named else "all"),
        topic=pl.col(topic),
        text=pl.col(text),
    ).drop_nulls()
