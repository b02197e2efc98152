"""The ledger: what became of every record of every file, one JSON file per load, never changed.

``records = loaded + duplicates + quarantined`` holds for every entry. An entry is written after its
Parquet is in place, so Parquet without an entry is an unfinished load.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from wismo.intake.disk import write_text

if TYPE_CHECKING:
    from wismo.home import Home


@dataclass(frozen=True)
class LedgerEntry:
    """What became of the records of one file for one object.

    ``rows`` counts the file's records; where a vendor's record holds several of this object, or none, it
    counts those, and ``file_records`` the records of the file that were searched for them. ``unreadable``
    are those of ``rows`` that have no columns; ``entries`` how many entries of sources.yml read them for
    this object. ``not_applicable`` counts rows that an entry's ``when`` leaves out; all others are
    ``records``, and so are those ``erased``: of people who were erased, whether they were loaded once or
    were left out from the first. ``parquet`` is relative to ``raw/`` (None: nothing was new), ``quarantine`` to
    ``quarantine/``.
    """

    object: str
    source_system: str
    source_account: str
    file: str
    sha256: str
    load_id: str
    format: str
    rows: int
    unreadable: int
    entries: int
    not_applicable: int
    records: int
    loaded: int
    duplicates: int
    quarantined: int
    loaded_at: str
    reasons: dict[str, int] = field(default_factory=dict)
    parquet: str | None = None
    quarantine: str | None = None
    file_records: int | None = None
    erased: int = 0


def write_entry(home: Home, entry: LedgerEntry) -> None:
    """Add an entry; it is on disk when this returns."""
    moment = entry.loaded_at.replace(":", "").replace("-", "")
    path = home.raw / "ledger" / f"{moment}-{entry.object}-{entry.load_id}.json"
    write_text(path, json.dumps(asdict(entry), indent=1, ensure_ascii=False) + "\n")


def take_back(home: Home, entry: LedgerEntry, load_id: str, loaded_at: str) -> LedgerEntry:
    """Write that a file holds nothing of an entry's object any more: sources.yml says now what else it is."""
    counts = ("rows", "unreadable", "not_applicable", "records", "loaded", "duplicates", "quarantined", "erased")
    none = {"reasons": {}, "parquet": None, "quarantine": None, "file_records": None, **dict.fromkeys(counts, 0)}
    empty = replace(entry, load_id=load_id, loaded_at=loaded_at, **none)
    shutil.rmtree(home.quarantine / entry.object / entry.sha256[:12], ignore_errors=True)
    write_entry(home, empty)
    return empty


def read_ledger(home: Home) -> list[LedgerEntry]:
    """Return the entries that count, oldest first: of one file and object the latest load alone."""
    current: dict[tuple[str, str], LedgerEntry] = {}
    for path in sorted((home.raw / "ledger").glob("*.json")):
        entry = LedgerEntry(**json.loads(path.read_text(encoding="utf-8")))
        current[entry.sha256, entry.object] = entry
    return sorted(current.values(), key=lambda entry: (entry.loaded_at, entry.object, entry.load_id))


def balance(home: Home) -> list[str]:
    """Return one sentence per ledger entry that does not add up or whose Parquet does not agree with it."""
    problems = []
    for entry in read_ledger(home):
        place = f"{entry.file} ({entry.object})"
        if entry.records != entry.loaded + entry.duplicates + entry.quarantined:
            problems.append(f"{place}: {entry.records} records, but what became of them adds up to another number.")
        readable = (entry.rows - entry.unreadable) * entry.entries
        if readable != entry.records - entry.unreadable + entry.not_applicable + entry.erased:
            problems.append(f"{place}: {entry.rows} rows, but they do not add up to records and rows left out.")
        stored = _rows(home, entry)
        if stored != entry.loaded:
            problems.append(f"{place}: the ledger says {entry.loaded} records were loaded, raw holds {stored}.")
    return problems


def _rows(home: Home, entry: LedgerEntry) -> int:
    if entry.parquet is None:
        return 0
    try:
        return pq.read_metadata(home.raw / entry.parquet).num_rows
    except (OSError, pa.ArrowException):
        return 0
