"""What a load says of each file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wismo.errors import safe
from wismo.intake.vendors import describe, why_left_out

if TYPE_CHECKING:
    from wismo.intake.files import SourceFile
    from wismo.intake.ledger import LedgerEntry
    from wismo.intake.object_load import ObjectLoad
    from wismo.intake.rules import Entry


@dataclass(frozen=True)
class FileReport:
    """What became of one file: ``records = loaded + duplicates + quarantined``, over all its objects.

    ``error`` says why a file was refused as a whole (then nothing of it was loaded). ``reasons`` counts
    quarantined records by what is wrong with them. ``erased`` counts records, beside the others, that were left
    out because their person was erased. ``note`` tells that the file was loaded before, or is not one to load.
    """

    file: str
    format: str = ""
    sha256: str = ""
    records: int = 0
    loaded: int = 0
    duplicates: int = 0
    quarantined: int = 0
    error: str | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    note: str | None = None
    erased: int = 0


def report_of(file: SourceFile, loads: list[ObjectLoad], entries: list[LedgerEntry]) -> FileReport:
    """Sum what became of a file's records over the objects that it fills."""
    reasons: Counter[str] = Counter()
    for entry in entries:
        reasons.update({safe(reason): count for reason, count in entry.reasons.items()})
    filled = [entry.object for entry in entries if entry.rows] or [entries[0].object]
    # Entries of sources.yml leave rows out because they were told to; a vendor's format, those that are no more.
    erased = sum(entry.erased for entry in entries)
    left_out = sum(entry.not_applicable for entry in entries) if loads[0].entries[0].format else 0
    return FileReport(
        file=file.name,
        format=f"{describe(file.kind, loads[0].entries[0])} as {', '.join(filled)}",
        sha256=file.sha256,
        records=sum(entry.records for entry in entries),
        loaded=sum(entry.loaded for entry in entries),
        duplicates=sum(entry.duplicates for entry in entries),
        quarantined=sum(entry.quarantined for entry in entries),
        reasons=dict(reasons.most_common()),
        note=_left_out(loads[0].entries[0], left_out, erased),
        erased=erased,
    )


def _left_out(entry: Entry, left_out: int, erased: int) -> str | None:
    parts = [f"left out, as {why_left_out(entry)}: {left_out}"] if left_out else []
    parts += [f"left out, as their people were erased: {erased}"] if erased else []
    return "; ".join(parts) or None
