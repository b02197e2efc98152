"""Which records raw holds already: looked up in passing for a few files, kept at hand for many."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import pyarrow as pa

from wismo.intake.raw import keep_new, record_hashes
from wismo.intake.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy as np

    from wismo.intake.ledger import LedgerEntry

# From so many files of an object on, reading raw again for each costs more than sorting all of its hashes once.
_MANY = 16
# So few records are sorted in no time, and so many are too many to look up at every batch.
_FEW = 1 << 20
_MOST = 1 << 24


class Known:
    """What raw holds of every object while one load runs. Call ``close`` at the end."""

    def __init__(self, raw: Path, scratch: Path, ledger: Mapping[tuple[str, str], LedgerEntry]) -> None:
        self._raw = raw
        self._scratch = scratch
        self._ledger = ledger
        self._files: Counter[str] = Counter()
        self._at_hand: dict[str, Seen] = {}

    def at_hand(self, name: str, sha256: str) -> Seen | None:
        """Return what files other than this one gave of an object, to be asked batch by batch.

        None where ``keep_new`` must take it out at the end: that is slower, as the file is then written twice.
        """
        self._files[name] += 1
        if (sha256, name) in self._ledger:  # what the file itself gave before is replaced, and does not count
            self.forget(name)
            return None
        records = sum(entry.loaded for (_, of), entry in self._ledger.items() if of == name)
        if records > _MOST:
            self.forget(name)
            return None
        if name in self._at_hand or records <= _FEW or self._files[name] >= _MANY:
            return self._all(name)
        return None

    def keep_new(self, name: str, sha256: str, staged: Path, rows: int, seen: Seen) -> int:
        """Rewrite a file's records of an object without those that other files gave; return how many remain.

        ``seen`` has the hashes of the ``rows`` records.
        """
        if rows == 0:
            return 0
        passing = Seen(self._scratch, f"{staged.stem}.old")
        for hashes in self._hashes(name, sha256):
            passing.add(hashes[seen.has(hashes)])
        try:
            return keep_new(staged, rows, passing)
        finally:
            passing.close()

    def add(self, name: str, seen: Seen) -> None:
        """Take what a file gave of an object for known from now on; ``seen`` is empty afterwards."""
        if name in self._at_hand:
            self._at_hand[name].absorb(seen)

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
            for hashes in self._hashes(name, None):
                self._at_hand[name].add(hashes)
        return self._at_hand[name]

    def _hashes(self, name: str, but: str | None) -> Iterator[np.ndarray]:
        for (sha256, of), entry in list(self._ledger.items()):
            if of == name and entry.parquet and sha256 != but:
                # What is damaged counts as not known: its file is to be loaded again, and gives the rest then.
                with suppress(OSError, pa.ArrowException, ValueError):
                    yield from record_hashes(self._raw / entry.parquet)
