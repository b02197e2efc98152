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

from wismo.intake.disk import file_hash, moment_after, write_text
from wismo.many import many

if TYPE_CHECKING:
    from pathlib import Path

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
    ``quarantine/``. ``parquet_sha256`` is what the Parquet hashes to (None: written before that was kept).
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
    parquet_sha256: str | None = None
    erased: int = 0


def write_entry(home: Home, entry: LedgerEntry) -> None:
    """Add an entry; it is on disk when this returns."""
    moment = entry.loaded_at.replace(":", "").replace("-", "")
    path = ledger_folder(home) / f"{moment}-{entry.object}-{entry.load_id}.json"
    write_text(path, json.dumps(asdict(entry), indent=1, ensure_ascii=False) + "\n")


def take_back(home: Home, entry: LedgerEntry, load_id: str, loaded_at: str) -> LedgerEntry:
    """Write that a file holds nothing of an entry's object any more: sources.yml says now what else it is."""
    counts = ("rows", "unreadable", "not_applicable", "records", "loaded", "duplicates", "quarantined", "erased")
    nothing = ("parquet", "quarantine", "file_records", "parquet_sha256")
    none = {"reasons": {}, **dict.fromkeys(nothing), **dict.fromkeys(counts, 0)}
    empty = replace(entry, load_id=load_id, loaded_at=moment_after(entry.loaded_at, loaded_at), **none)
    shutil.rmtree(home.quarantine / entry.object / entry.sha256[:12], ignore_errors=True)
    write_entry(home, empty)
    return empty


@dataclass(frozen=True)
class Survey:
    """What the ledger's folder holds.

    ``entries`` are those that count, oldest first: of one file and object the latest load alone. ``lost`` are files
    that cannot be read, and ``replaced`` those of them that a later load of the same file makes up for.
    """

    entries: list[LedgerEntry]
    lost: list[Path]
    replaced: list[Path]


def survey(home: Home) -> Survey:
    """Read every entry."""
    current: dict[tuple[str, str], LedgerEntry] = {}
    newest: dict[tuple[str, str], str] = {}  # by object, and load or start of the file's hash
    broken = []
    for path in sorted(ledger_folder(home).glob("*.json")):
        if entry := _read(path):
            current[entry.sha256, entry.object] = entry
            for mark in (entry.load_id, entry.sha256[:16]):
                newest[entry.object, mark] = path.name
        else:
            broken.append(path)
    replaced = [path for path in broken if any(newest.get(mark, "") > path.name for mark in _marks(home, path))]
    entries = sorted(current.values(), key=lambda entry: (entry.loaded_at, entry.object, entry.load_id))
    return Survey(entries, [path for path in broken if path not in replaced], replaced)


def read_ledger(home: Home) -> list[LedgerEntry]:
    """Return the entries that count and can be read, oldest first; ``survey`` has the others."""
    return survey(home).entries


def stored_for(home: Home, lost: Path) -> list[Path]:
    """Return the Parquet that an entry vouched for which cannot be read any more: its name says so."""
    name, load_id = lost.stem.split("-", 2)[1:] if lost.stem.count("-") >= 2 else ("", "")
    return list((home.raw / name).glob(f"*-{load_id}.parquet")) if load_id else []


def ledger_folder(home: Home) -> Path:
    """Return the folder of the entries."""
    return home.raw / "ledger"


def balance(home: Home) -> list[str]:
    """Return one sentence per ledger entry that does not add up or whose Parquet does not agree with it."""
    found = survey(home)
    problems = [_loss(home, path) for path in found.lost]
    for entry in found.entries:
        place = f"{entry.file} ({entry.object})"
        if entry.records != entry.loaded + entry.duplicates + entry.quarantined:
            problems.append(
                f"{place}: {many(entry.records, 'record')}, but what became of them adds up to another number."
            )
        readable = (entry.rows - entry.unreadable) * entry.entries
        if readable != entry.records - entry.unreadable + entry.not_applicable + entry.erased:
            problems.append(f"{place}: {many(entry.rows, 'row')}, but they do not add up to records and rows left out.")
        stored = _rows(home, entry)
        if stored != entry.loaded:
            problems.append(f"{place}: the ledger has {many(entry.loaded, 'loaded record')}, raw holds {stored}.")
        elif not is_whole(home, entry):
            problems.append(f"{place}: its records in raw/{entry.parquet} were damaged on the disk.")
    return problems


def is_whole(home: Home, entry: LedgerEntry) -> bool:
    """Tell whether an entry's Parquet is there and, byte for byte, what was written."""
    if entry.parquet is None:
        return True
    try:
        if entry.parquet_sha256 is not None:
            return file_hash(home.raw / entry.parquet) == entry.parquet_sha256
    except OSError:
        return False
    return _rows(home, entry) == entry.loaded


def _read(path: Path) -> LedgerEntry | None:
    """Return an entry, or None where the file is none: cut short, overwritten, or of another name."""
    try:
        entry = LedgerEntry(**json.loads(path.read_bytes()))
    except (ValueError, TypeError, RecursionError):
        return None
    return entry if path.stem.endswith(f"-{entry.object}-{entry.load_id}") else None


def _marks(home: Home, lost: Path) -> list[tuple[str, str]]:
    """Return what a later entry of the same file would be known by."""
    name, load_id = lost.stem.split("-", 2)[1:] if lost.stem.count("-") >= 2 else ("", "")
    return [(name, load_id), *((name, path.name[:16]) for path in stored_for(home, lost))]


def _loss(home: Home, lost: Path) -> str:
    entry = f"raw/ledger/{lost.name} cannot be read"
    for path in stored_for(home, lost):
        try:
            named = pq.read_table(path, columns=["_file"]).column(0)[0]
        except (OSError, pa.ArrowException, IndexError):
            continue
        return f"{named} ({path.parent.name}): {entry}, which vouched for it."
    return f"{entry}; it told of a file whose records were duplicates or refused, or are damaged too."


def _rows(home: Home, entry: LedgerEntry) -> int:
    if entry.parquet is None:
        return 0
    try:
        return pq.read_metadata(home.raw / entry.parquet).num_rows
    except (OSError, pa.ArrowException):
        return 0
