"""Taking people out of raw Parquet and its ledger; every file is replaced whole, and doing it twice does no harm."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq

from wismo.intake.contract import read_contract
from wismo.intake.disk import file_hash, place, write_text
from wismo.intake.ledger import read_ledger, write_entry
from wismo.intake.raw import EMPTY, ParquetStage, staging
from wismo.privacy.traces import TRACES
from wismo.score.label_file import put_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.ledger import LedgerEntry
    from wismo.privacy.erased import Erased

_ROWS = 1 << 16


def purge_raw(home: Home, erased: Erased, *, keep: bool = False) -> Counter[str]:
    """Rewrite raw without the rows of erased people, then let the ledger say so; return the rows gone by object.

    ``keep`` changes nothing and only counts. What was found inside texts of others counts as ``mentions``. Call under
    the load lock.
    """
    counts: Counter[str] = Counter()
    vouched = vouched_files(home)
    for name in TRACES:
        for path in sorted((home.raw / name).glob("*.parquet")):
            if path.name != EMPTY:
                counts += _purge_file(home, path, vouched.get(path), erased, keep=keep)
    if not keep:
        _redact_ledger(home, erased)
    return counts


def vouched_files(home: Home) -> dict[Path, LedgerEntry]:
    """Return the ledger's entry of every raw file that has one."""
    return {home.raw / entry.parquet: entry for entry in read_ledger(home) if entry.parquet}


def rewrite(home: Home, path: Path, entry: LedgerEntry | None, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Replace a raw file by what ``change`` makes of its rows, some at a time; rows that are gone count as erased.

    The new file gets a name of its own, and the ledger's ``entry`` goes over to it in one step: whenever this is
    stopped, one of the two is vouched for, and the next load or build deletes the other. Labels have no entry; they
    are replaced in place.
    """
    staged = staging(home) / f"{path.stem}.rewritten"
    with pq.ParquetFile(path) as file:
        stage = ParquetStage(staged, tuple(file.schema_arrow.names))
        for frame in _frames(file):
            if len(changed := change(frame)):
                stage.write(changed)
    stage.close()
    if entry:
        _hand_over(home, path, entry, staged, stage.rows)
    elif stage.rows:
        put_labels(staged, path)
    else:
        path.unlink()


def _hand_over(home: Home, path: Path, entry: LedgerEntry, staged: Path, rows: int) -> None:
    gone = entry.loaded - rows
    records, erased = entry.records - gone, entry.erased + gone
    told = replace(entry, loaded=rows, records=records, erased=erased, parquet=None, parquet_sha256=None)
    new = None
    if rows:
        digest = file_hash(staged)
        new = path.with_name(f"{digest[:16]}-{entry.load_id}.parquet")
        place(staged, new)
        told = replace(told, parquet=new.relative_to(home.raw).as_posix(), parquet_sha256=digest)
    write_entry(home, told)
    if path != new:
        path.unlink()


def frames_of(path: Path, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    """Yield a raw file's rows, some at a time."""
    with pq.ParquetFile(path) as file:
        yield from _frames(file, columns)


def _frames(file: pq.ParquetFile, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    for batch in file.iter_batches(_ROWS, columns=columns):
        frame = pl.from_arrow(batch)
        if isinstance(frame, pl.DataFrame):
            yield frame


def _purge_file(home: Home, path: Path, entry: LedgerEntry | None, erased: Erased, *, keep: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    name = path.parent.name
    for frame in frames_of(path):
        is_gone = erased.is_of(name, frame)
        rest = frame.filter(~is_gone)
        counts[name] += int(is_gone.sum())
        counts["mentions"] += sum(_differ(rest, _clean(rest, name, erased)).values())
    if counts.total() and not keep:
        rewrite(home, path, entry, lambda frame: _clean(frame.filter(~erased.is_of(name, frame)), name, erased))
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


def _redact_ledger(home: Home, erased: Erased) -> None:
    """Take erased people out of the names of files, also in entries that no longer count."""
    for path in sorted((home.raw / "ledger").glob("*.json")):
        try:
            entry = json.loads(path.read_bytes())
        except ValueError:  # damaged; the audit of the ledger says so, and loading again replaces it
            continue
        if not isinstance(entry, dict):
            continue
        # Names only: hashes and counts stay as they are. Quarantine files are renamed by the same rule.
        names = {part: erased.mentions.redact(entry[part]) for part in ("file", "quarantine") if entry.get(part)}
        if any(entry[part] != name for part, name in names.items()):
            write_text(path, json.dumps({**entry, **names}, indent=1, ensure_ascii=False) + "\n")
