"""Which records raw holds already: looked up in passing for a few files, kept at hand for many."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wismo.intake.raw import keep_new, record_hashes
from wismo.intake.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from wismo.intake.ledger import LedgerEntry

# From so many files of an object on, reading raw again for each costs more than sorting all of its hashes once.
_MANY = 16


class Known:
    """What raw holds of every object while one load runs. Call ``close`` at the end."""

    def __init__(self, raw: Path, scratch: Path, ledger: Mapping[tuple[str, str], LedgerEntry]) -> None:
        self._raw = raw
        self._scratch = scratch
        self._ledger = ledger
        self._files: Counter[str] = Counter()
        self._at_hand: dict[str, Seen] = {}

    def keep_new(self, name: str, sha256: str, staged: Path, rows: int, seen: Seen) -> int:
        """Rewrite a file's records of an object without those that other files gave; return how many remain.

        ``seen`` has the hashes of the ``rows`` records.
        """
        self._files[name] += 1
        if rows == 0:
            return 0
        is_replaced = (sha256, name) in self._ledger
        if is_replaced:
            self.forget(name)
        if self._files[name] >= _MANY and not is_replaced:
            return keep_new(staged, rows, self._all(name))
        passing = Seen(self._scratch, f"{staged.stem}.old")
        for path in self._paths(name, sha256):
            for hashes in record_hashes(path):
                passing.add(hashes[seen.has(hashes)])
        try:
            return keep_new(staged, rows, passing)
        finally:
            passing.close()

    def add(self, name: str, path: Path) -> None:
        """Take what a file gave of an object for known from now on."""
        if name in self._at_hand:
            for hashes in record_hashes(path):
                self._at_hand[name].add(hashes)

    def forget(self, name: str) -> None:
        """Look again what raw holds of an object: something was taken out of it."""
        if name in self._at_hand:
            self._at_hand.pop(name).close()

    def close(self) -> None:
        """Forget everything."""
        for name in list(self._at_hand):
            self.forget(name)

    def _all(self, name: str) -> Seen:
        if name not in self._at_hand:
            self._at_hand[name] = Seen(self._scratch, f"{name}.known")
            for path in self._paths(name, None):
                for hashes in record_hashes(path):
                    self._at_hand[name].add(hashes)
        return self._at_hand[name]

    def _paths(self, name: str, but: str | None) -> Iterator[Path]:
        for (sha256, of), entry in list(self._ledger.items()):
            if of == name and entry.parquet and sha256 != but:
                yield self._raw / entry.parquet
