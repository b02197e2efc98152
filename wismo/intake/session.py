"""What the files of one load share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.intake.ledger import is_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.amount import Amount
    from wismo.intake.known import Known
    from wismo.intake.ledger import LedgerEntry
    from wismo.privacy.erased import Erased


@dataclass(frozen=True)
class Session:
    """What the files of one `wismo load` share.

    ``scratch`` holds unfinished files; ``ledger`` the entries that count, by file hash and object; ``known`` the
    records that they gave; ``erased`` the people whose records are left out, where there are any.
    """

    home: Home
    scratch: Path
    loaded_at: str
    say: Amount
    is_dry: bool
    ledger: dict[tuple[str, str], LedgerEntry]
    known: Known
    erased: Erased | None = None

    def tame(self, name: str) -> str:
        """Return a file's name without the address of anybody who was erased."""
        return self.erased.mentions.redact(name) if self.erased else name

    def has_whole(self, sha256: str, objects: Iterable[str]) -> bool:
        """Tell whether the disk still has what a file gave of some objects."""
        entries = [self.ledger.get((sha256, name)) for name in objects]
        return all(is_whole(self.home, entry) for entry in entries if entry)
