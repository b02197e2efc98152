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
    from collections.abc import Iterable
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.ledger import LedgerEntry

_KEY = ["source_system", "source_account", "ticket_id"]
_TEXTS = {"tickets": ("subject", "body"), "ticket_messages": ("body",), "orders": (), "contacts": ()}
_PLAIN = ("customer_email", "customer_phone")
# What tells how old a record is; few columns beside the words.
_AGES = {"tickets": _KEY, "ticket_messages": _KEY, "orders": ["created_at"], "contacts": ["updated_at", "_loaded_at"]}


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
    vouched = [(path, entry) for path, entry in vouched_files(home).items() if path.parent.name in _TEXTS]
    aged = [(path, entry) for path, entry in vouched if _holds_old(path, old)]
    may_lose = frozenset(scored)
    changed = sum(_shed(home, path, entry, old) for path, entry in aged if path in may_lose)
    _shed_copies(home, old, {entry.sha256 for _, entry in aged})
    return changed


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


def _holds_old(path: Path, old: _Old) -> bool:
    name = path.parent.name
    return any(_is_old(name, frame, old).any() for frame in frames_of(path, _AGES[name]))


def _shed(home: Home, path: Path, entry: LedgerEntry, old: _Old) -> int:
    name = path.parent.name
    count = sum(int(_changes(name, frame, old).sum()) for frame in frames_of(path))
    if count:
        rewrite(home, path, entry, lambda frame: _without_text(name, frame, old))
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


def _shed_copies(home: Home, old: _Old, aged: set[str]) -> None:
    """Let go of refused records that are as old, and of exports in the inbox that hold anything as old.

    ``aged`` are the hashes of exports that gave such. An export goes whole: all that was read from it is in raw, and
    half a file would be read as another one. One that gave nothing new may be a copy of one of them, and goes, too.
    """
    entries = read_ledger(home)
    for entry in entries:
        if entry.quarantine and entry.loaded_at <= old.cutoff:
            (home.quarantine / entry.quarantine).unlink(missing_ok=True)
            write_entry(home, replace(entry, quarantine=None))
    if not aged:
        return
    gone = [entry for entry in entries if entry.sha256 in aged or _is_copy(entry)]
    by_content = {entry.sha256 for entry in gone}
    loaded = {entry.sha256 for entry in entries}
    # The name is that of an archive, of which parts were loaded, or of a file that has changed since.
    by_name: dict[str, str] = {}
    for entry in gone:
        name = entry.file.partition("/")[0]
        by_name[name] = max(by_name.get(name, ""), entry.loaded_at)
    for path in sorted(home.inbox.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix.lower() not in (".yml", ".yaml"):
            digest = file_hash(path)
            if digest in by_content or (digest not in loaded and _arrived(path) <= by_name.get(path.name, "")):
                path.unlink()


def _is_copy(entry: LedgerEntry) -> bool:
    return entry.object in _TEXTS and entry.parquet is None and entry.duplicates > 0


def _arrived(path: Path) -> str:
    """Return when a file was written, as the ledger writes moments; one newer than its namesake waits to be loaded."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
