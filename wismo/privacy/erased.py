"""The list of who was erased: keyed hashes of addresses, numbers and ids, none of which can be read back.

Intake asks it for every record, so that no later file brings an erased person back. It is one small file,
replaced whole; ``pending`` in it says that an erasure is not finished.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError
from wismo.intake.contract import read_contract
from wismo.intake.disk import now_utc, write_text
from wismo.intake.key import read_key
from wismo.privacy.mentions import Mentions
from wismo.privacy.traces import row_hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from wismo.home import Home


PURGE, PUBLISH = "purge", "publish"


@dataclass(frozen=True)
class ErasedList:
    """What the file holds: hashes; the moments (UTC) of erasures; what is still to be done of the last one.

    ``pending`` is PURGE while rows and files may still hold the person, PUBLISH while snapshots may, else empty.
    """

    hashes: tuple[str, ...] = ()
    erased_at: tuple[str, ...] = ()
    pending: str = ""


@dataclass(frozen=True)
class Erased:
    """Who was erased, as one process asks it."""

    key: bytes
    hashes: frozenset[str]
    mentions: Mentions = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mentions", Mentions(self.key, self.hashes))

    def is_of(self, name: str, frame: pl.DataFrame) -> pl.Series:
        """Return which rows of the raw object ``name`` are of somebody on the list, or hang on what is."""
        found = pl.repeat(False, len(frame), dtype=pl.Boolean, eager=True)  # a value, not a flag
        for hashes in row_hashes(self.key, name, frame):
            found |= hashes.is_in(self.hashes).fill_null(value=False)
        return found

    def without_mentions(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Take addresses and numbers on the list out of texts of other people's rows of the object ``name``."""
        texts = [column for column in read_contract()[name].columns if column.type in ("text", "list")]
        changed = []
        for column in texts:
            series = self.mentions.redacted(frame[column.name], with_phones=column.personal)
            if series is not None:
                changed.append(series)
        return frame.with_columns(changed) if changed else frame


def read_erased_list(home: Home) -> ErasedList:
    """Return the list; an empty one where nobody was ever erased.

    Raises:
        WismoError: the file is damaged. Without it erased people could come back, so nothing is loaded.
    """
    path = erased_path(home)
    if not path.exists():
        return ErasedList()
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return ErasedList(tuple(body["hashes"]), tuple(body["erased_at"]), str(body["pending"]))
    except (ValueError, KeyError, TypeError):
        raise WismoError(
            f"{path} cannot be read. It says who was erased, so without it they could come back with the next export. "
            "Restore it from a backup."
        ) from None


def read_erased(home: Home, say: Callable[[str], None] = lambda _: None) -> Erased | None:
    """Return who was erased, or None where nobody was.

    Raises:
        WismoError: the list is damaged, or the customer key is missing or another one.
    """
    kept = read_erased_list(home)
    return Erased(read_key(home, say, create=False), frozenset(kept.hashes)) if kept.hashes else None


def add_erased(home: Home, hashes: Iterable[str]) -> ErasedList:
    """Add somebody's hashes, with the mark that the erasure is not finished; on disk when this returns."""
    kept = read_erased_list(home)
    added = ErasedList(tuple(sorted({*kept.hashes, *hashes})), (*kept.erased_at, now_utc()), PURGE)
    _write(home, added)
    return added


def mark(home: Home, pending: str) -> None:
    """Say what is still to be done: PURGE, PUBLISH, or nothing."""
    kept = read_erased_list(home)
    if kept.pending != pending:
        _write(home, replace(kept, pending=pending))


def erased_path(home: Home) -> Path:
    """Return the list's file."""
    return home.root / "erased.json"


def _write(home: Home, erased: ErasedList) -> None:
    write_text(erased_path(home), json.dumps(asdict(erased), indent=1) + "\n")
    erased_path(home).chmod(0o600)
