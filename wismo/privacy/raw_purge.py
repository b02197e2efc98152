"""Taking people out of raw Parquet and its ledger; every file is replaced whole, and doing it twice does no harm."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq

from wismo.intake.contract import read_contract
from wismo.intake.disk import place, write_text
from wismo.intake.ledger import read_ledger, write_entry
from wismo.intake.raw import EMPTY, ParquetStage, staging
from wismo.privacy.traces import TRACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wismo.home import Home
    from wismo.privacy.erased import Erased

_ROWS = 1 << 16


def purge_raw(home: Home, erased: Erased, *, keep: bool = False) -> Counter[str]:
    """Rewrite raw without the rows of erased people, then let the ledger say so; return the rows gone by object.

    ``keep`` changes nothing and only counts. What was found inside texts of others counts as ``mentions``. Call under
    the load lock.
    """
    counts: Counter[str] = Counter()
    for name in TRACES:
        for path in sorted((home.raw / name).glob("*.parquet")):
            if path.name != EMPTY:
                counts += _purge_file(home, path, name, erased, keep=keep)
    if not keep:
        _settle_ledger(home, erased)
    return counts


def rewrite(home: Home, path: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> int:
    """Replace a raw file by what ``change`` makes of its rows, some at a time; return how many are left.

    A file of which no row is left is deleted.
    """
    staged = staging(home) / f"{path.stem}.rewritten"
    with pq.ParquetFile(path) as file:
        stage = ParquetStage(staged, tuple(file.schema_arrow.names))
        for frame in _frames(file):
            if len(changed := change(frame)):
                stage.write(changed)
    stage.close()
    if stage.rows:
        place(staged, path)
    else:
        path.unlink()
    return stage.rows


def frames_of(path: Path, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    """Yield a raw file's rows, some at a time."""
    with pq.ParquetFile(path) as file:
        yield from _frames(file, columns)


def _frames(file: pq.ParquetFile, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    for batch in file.iter_batches(_ROWS, columns=columns):
        frame = pl.from_arrow(batch)
        if isinstance(frame, pl.DataFrame):
            yield frame


def _purge_file(home: Home, path: Path, name: str, erased: Erased, *, keep: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for frame in frames_of(path):
        is_gone = erased.is_of(name, frame)
        rest = frame.filter(~is_gone)
        counts[name] += int(is_gone.sum())
        counts["mentions"] += sum(_differ(rest, _clean(rest, name, erased)).values())
    if counts.total() and not keep:
        rewrite(home, path, lambda frame: _clean(frame.filter(~erased.is_of(name, frame)), name, erased))
    return counts


def _clean(frame: pl.DataFrame, name: str, erased: Erased) -> pl.DataFrame:
    """Take what others wrote about erased people out, also where a file was named after one."""
    if name not in read_contract():  # labels hold no words
        return frame
    frame = erased.without_mentions(name, frame)
    file_names = {text: erased.mentions.redact(text) for text in frame["_file"].unique().drop_nulls()}
    if all(old == new for old, new in file_names.items()):
        return frame
    return frame.with_columns(pl.col("_file").replace(file_names))


def _differ(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, int]:
    return {
        column: int((old[column].ne_missing(new[column])).sum())
        for column in old.columns
        if not old[column].equals(new[column], null_equal=True)
    }


def _settle_ledger(home: Home, erased: Erased) -> None:
    """Let every entry say how many rows its Parquet holds; also of a purge that was stopped before it got here."""
    for entry in read_ledger(home):
        stored = _rows(home, entry.parquet)
        gone = entry.loaded - stored
        if gone > 0 and entry.parquet:
            parquet = entry.parquet if stored else None
            records, count = entry.records - gone, entry.erased + gone
            write_entry(home, replace(entry, loaded=stored, records=records, erased=count, parquet=parquet))
    for path in sorted((home.raw / "ledger").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        entry = json.loads(text)
        # Names only: hashes and counts stay as they are. Quarantine files are renamed by the same rule.
        names = {part: erased.mentions.redact(entry[part]) for part in ("file", "quarantine") if entry.get(part)}
        if any(entry[part] != name for part, name in names.items()):
            write_text(path, json.dumps({**entry, **names}, indent=1, ensure_ascii=False) + "\n")


def _rows(home: Home, parquet: str | None) -> int:
    if parquet is None or not (home.raw / parquet).is_file():
        return 0
    return pq.read_metadata(home.raw / parquet).num_rows
