"""Letting old message text go: once it was read, its label is all that the product needs.

A conversation's words go together, when its last message is older than the brand keeps texts, and with them the
plain addresses and telephone numbers of that time; the keyed hashes stay, so that nothing that is counted changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.disk import file_hash
from wismo.intake.ledger import read_ledger, write_entry
from wismo.intake.raw import EMPTY, REMOVED, staging
from wismo.privacy.raw_purge import frames_of, rewrite, vouched_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.ledger import LedgerEntry

_KEY = ["source_system", "source_account", "ticket_id"]
_TEXTS = {"tickets": ("subject", "body"), "ticket_messages": ("body",), "orders": (), "contacts": ()}
_PLAIN = ("customer_email", "customer_phone")


@dataclass(frozen=True)
class _Old:
    """What is too old: conversations by key, and any other record before ``cutoff`` (UTC, as raw writes it)."""

    cutoff: str
    conversations: pl.DataFrame


def text_files(home: Home) -> frozenset[Path]:
    """Return the raw files that hold words or addresses now; only such as were there before scoring may lose any."""
    return frozenset(path for name in _TEXTS for path in (home.raw / name).glob("*.parquet") if path.name != EMPTY)


def shed_text(home: Home, days: int | None, scored: Iterable[Path]) -> int:
    """Remove words and addresses that are older than ``days`` from raw, quarantine and inbox; return rows changed.

    Counted back from the newest message that was loaded, but never from later than now: a build of the same data
    gives the same, and a wrong clock in an export removes nothing early. ``scored`` are the raw files whose words are
    read. Call under both locks.
    """
    if days is None:
        return 0
    staging(home).mkdir(parents=True, exist_ok=True)
    old = _old(home, days)
    if old is None:
        return 0
    vouched = vouched_files(home)
    changed = {path: count for path in sorted(scored) if path.exists() and (count := _shed(home, path, vouched, old))}
    _shed_copies(home, old)
    return sum(changed.values())


def _old(home: Home, days: int) -> _Old | None:
    parts = [
        pl.read_parquet(home.raw / name / "*.parquet", columns=[*_KEY, "created_at"])
        for name in ("tickets", "ticket_messages")
    ]
    last = pl.concat(parts).group_by(_KEY).agg(pl.col("created_at").max())
    newest = last["created_at"].max()
    if not isinstance(newest, str):
        return None
    moment = min(datetime.fromisoformat(newest), datetime.now(UTC)) - timedelta(days=days)
    cutoff = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return _Old(cutoff, last.filter(_is_before("created_at", cutoff)).select(_KEY))


def _is_before(column: str, cutoff: str) -> pl.Expr:
    # Fractions are as long as the source gave them: without the Z the texts sort as the moments do.
    return pl.col(column).str.strip_chars_end("Z") <= cutoff.removesuffix("Z")


def _shed(home: Home, path: Path, vouched: Mapping[Path, LedgerEntry], old: _Old) -> int:
    name = path.parent.name
    if path not in vouched:  # not of intake's making
        return 0
    count = sum(int(_changes(name, frame, old).sum()) for frame in frames_of(path))
    if count:
        rewrite(home, path, vouched[path], lambda frame: _without_text(name, frame, old))
    return count


def _is_old(name: str, frame: pl.DataFrame, old: _Old) -> pl.Series:
    if "ticket_id" in frame.columns:
        places = frame.with_row_index("place").join(old.conversations, on=_KEY, how="semi")["place"]
        return pl.arange(len(frame), eager=True).is_in(places.to_list())
    moment = pl.coalesce("updated_at", "_loaded_at") if name == "contacts" else pl.col("created_at")
    return frame.select(moment=moment).select(_is_before("moment", old.cutoff)).to_series()


def _changes(name: str, frame: pl.DataFrame, old: _Old) -> pl.Series:
    held = [pl.col(column).is_not_null() & (pl.col(column) != REMOVED) for column in _TEXTS[name]]
    held += [pl.col(column).is_not_null() for column in _PLAIN if column in frame.columns]
    return _is_old(name, frame, old) & frame.select(pl.any_horizontal(held)).to_series()


def _without_text(name: str, frame: pl.DataFrame, old: _Old) -> pl.DataFrame:
    is_old = _changes(name, frame, old)
    texts = [
        pl.when(is_old & pl.col(column).is_not_null()).then(pl.lit(REMOVED)).otherwise(column).alias(column)
        for column in _TEXTS[name]
    ]
    plain = [pl.when(~is_old).then(column).alias(column) for column in _PLAIN if column in frame.columns]
    return frame.with_columns(texts + plain)


def _shed_copies(home: Home, old: _Old) -> None:
    """Let go of refused records that are as old, and of exports in the inbox that hold anything as old.

    Such an export goes whole: all that was read from it is in raw, and half a file would be read as another one.
    """
    by_content: dict[str, list[LedgerEntry]] = {}
    for entry in read_ledger(home):
        by_content.setdefault(entry.sha256, []).append(entry)
        by_content.setdefault(entry.file.partition("/")[0], []).append(entry)  # an archive, of which parts were loaded
        if entry.quarantine and entry.loaded_at <= old.cutoff:
            (home.quarantine / entry.quarantine).unlink(missing_ok=True)
            write_entry(home, replace(entry, quarantine=None))
    for path in sorted(home.inbox.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix.lower() not in (".yml", ".yaml"):
            entries = by_content.get(file_hash(path)) or by_content.get(path.name, [])
            if entries and _came_before(path, entries) and any(_holds_old(home, entry, old) for entry in entries):
                path.unlink()


def _came_before(path: Path, entries: Iterable[LedgerEntry]) -> bool:
    """Tell whether a file lay there when its namesake was loaded; a newer one waits to be loaded."""
    arrived = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return arrived <= max(entry.loaded_at for entry in entries) or file_hash(path) in {e.sha256 for e in entries}


def _holds_old(home: Home, entry: LedgerEntry, old: _Old) -> bool:
    """Tell whether an export gave anything that is too old; one that gave nothing new is a copy of such."""
    if entry.object not in _TEXTS:
        return False
    if entry.parquet is None:
        return entry.duplicates > 0
    return any(_is_old(entry.object, frame, old).any() for frame in frames_of(home.raw / entry.parquet))
