"""The load of one file into one object, from its first batch to its ledger entry."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from wismo.errors import WismoError
from wismo.intake.contract import RawObject, read_contract
from wismo.intake.disk import file_hash, moment_after, place
from wismo.intake.key import read_key
from wismo.intake.ledger import LedgerEntry, write_entry
from wismo.intake.lookup import LookupTable, read_lookup
from wismo.intake.mapping import map_records
from wismo.intake.quarantine import QuarantineStage
from wismo.intake.raw import ParquetStage
from wismo.intake.read_csv import csv_header
from wismo.intake.records import add_customer_keys, hex_digits, record_hashes
from wismo.intake.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np

    from wismo.intake.batch import Batch
    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.session import Session

    Parts = list[tuple[Entry, tuple[LookupTable, ...]]]


def plan_loads(session: Session, file: SourceFile, entries: Sequence[Entry], folders: list[Path]) -> list[ObjectLoad]:
    """Return one load per object that ``entries`` fill; ``folders`` are searched for lookups.

    Raises:
        WismoError: a lookup cannot be read, or the entries disagree about how to read the file.
    """
    if len({(entry.encoding, entry.delimiter) for entry in entries}) > 1:
        raise WismoError("The sources that fit this file name different encodings or delimiters. Make them equal.")
    by_object: dict[str, list[tuple[Entry, tuple[LookupTable, ...]]]] = {}
    for entry in entries:
        tables = tuple(read_lookup(lookup, entry, folders) for lookup in entry.lookups)
        by_object.setdefault(entry.object or "", []).append((entry, tables))
    contract = read_contract()
    load_id = _load_id(file, [(contract[name], parts) for name, parts in by_object.items()])
    return [ObjectLoad(session, file, contract[name], parts, load_id) for name, parts in by_object.items()]


class ObjectLoad:
    """Collects a file's records of one object, then commits them: Parquet, quarantine, ledger, in this order."""

    def __init__(
        self,
        session: Session,
        file: SourceFile,
        raw_object: RawObject,
        parts: Parts,
        load_id: str,
    ) -> None:
        self.raw_object = raw_object
        self.entries = [entry for entry, _ in parts]
        self.load_id = load_id
        self._session = session
        self._file = file
        self._parts = parts
        self._counts: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        first = self.entries[0]
        header = csv_header(file, first.encoding, first.delimiter)[1] if file.kind == "csv" else ""
        stem = session.scratch / f"{raw_object.name}-{self.load_id}"
        self._stage = ParquetStage(stem.with_suffix(".parquet"), raw_object.raw_columns)
        self._seen = Seen(session.scratch, stem.name)
        self._quarantine = QuarantineStage(stem.with_suffix(".rejected"), file, header, first.encoding, first.delimiter)
        is_keyed = raw_object.is_personal
        self._key = read_key(session.home, session.say, create=not session.is_dry) if is_keyed else b""

    def take(self, batch: Batch) -> None:
        """Add a batch's records.

        Raises:
            WismoError: times without a zone from a source that names none.
        """
        self._counts["file_records"] += batch.read or 0
        self._counts["rows"] += len(batch.rows) + len(batch.broken)
        self._counts["unreadable"] += len(batch.broken)
        for broken in batch.broken:
            self._reject(broken.row, broken.original, broken.reason)
        for entry, lookups in self._parts:
            mapped = map_records(batch.values, entry, self.raw_object, lookups)
            self._counts["not_applicable"] += len(batch.rows) - len(mapped.frame)
            is_good = mapped.reasons.is_null()
            positions = mapped.positions
            self._accept(mapped.frame.filter(is_good), batch.rows[positions.filter(is_good).to_numpy()])
            if is_good.all():
                continue
            keyed = add_customer_keys(mapped.frame.filter(~is_good), self.raw_object, self._key)
            bad = zip(positions.filter(~is_good), mapped.reasons.filter(~is_good), self._is_kept(keyed), strict=True)
            for position, reason, is_kept in bad:
                if is_kept:
                    self._reject(int(batch.rows[position]), batch.original(position), reason)

    def finish(self, *, is_kept: bool) -> LedgerEntry | None:
        """Commit what was taken (a dry run: only count) and return the ledger entry.

        Where nothing was found and nothing is there to be replaced, there is no entry unless ``is_kept``.
        """
        self._stage.close()
        self._quarantine.close()
        session, file, name = self._session, self._file, self.raw_object.name
        old = session.ledger.get((file.sha256, name))
        if not (is_kept or self._counts["rows"] or old):
            return None
        loaded = self._stage.rows
        if loaded and self._others is None:
            loaded = session.known.keep_new(name, file.sha256, self._stage.path, loaded, self._seen)
        parquet = f"{name}/{file.sha256[:16]}-{self.load_id}.parquet" if loaded else None
        quarantine = f"{name}/{file.sha256[:12]}/{self._quarantine.name}" if self._quarantine.records else None
        entry = LedgerEntry(
            object=name,
            source_system=self.entries[0].name or "named in the file",
            source_account=self.entries[0].account,
            file=file.name,
            sha256=file.sha256,
            load_id=self.load_id,
            format=file.kind,
            rows=self._counts["rows"],
            unreadable=self._counts["unreadable"],
            entries=len(self.entries),
            not_applicable=self._counts["not_applicable"],
            records=self._counts["records"],
            loaded=loaded,
            duplicates=self._counts["repeats"] + self._stage.rows - loaded,
            quarantined=self._quarantine.records,
            loaded_at=moment_after(old.loaded_at, session.loaded_at) if old else session.loaded_at,
            reasons=dict(self._reasons),
            parquet=parquet,
            quarantine=quarantine,
            file_records=self._counts["file_records"] if self.entries[0].format else None,
            erased=self._counts["erased"],
        )
        if not session.is_dry:
            return self._commit(entry)
        return entry

    def close(self) -> None:
        """Close the unfinished files; safe to call twice, and after a disk was full."""
        for part in (self._stage, self._seen, self._quarantine):
            with suppress(OSError):
                part.close()

    def _commit(self, entry: LedgerEntry) -> LedgerEntry:
        home = self._session.home
        if entry.parquet:
            entry = replace(entry, parquet_sha256=file_hash(self._stage.path))
            place(self._stage.path, home.raw / str(entry.parquet))
            self._session.known.add(entry.object, self._seen)
        shutil.rmtree(home.quarantine / entry.object / entry.sha256[:12], ignore_errors=True)
        if entry.quarantine:
            place(self._quarantine.path, home.quarantine / entry.quarantine)
        write_entry(home, entry)
        self._session.ledger[entry.sha256, entry.object] = entry
        return entry

    @cached_property
    def _others(self) -> Seen | None:
        return self._session.known.at_hand(self.raw_object.name, self._file.sha256)

    def _accept(self, frame: pl.DataFrame, rows: np.ndarray) -> None:
        frame = add_customer_keys(frame, self.raw_object, self._key)
        is_kept = self._is_kept(frame)
        frame, rows = frame.filter(is_kept), rows[is_kept.to_numpy()]
        if frame.is_empty():
            return
        self._counts["records"] += len(frame)
        hashes = record_hashes(frame, self.raw_object, self._key)
        fresh = self._seen.add(hashes)
        if self._others is not None:
            fresh &= ~self._others.has(hashes)
        if not fresh.all():
            self._counts["repeats"] += len(fresh) - int(fresh.sum())
            frame, rows, hashes = frame.filter(pl.Series(fresh)), rows[fresh], hashes[fresh]
        if self._session.erased:
            frame = self._session.erased.without_mentions(self.raw_object.name, frame)
        self._stage.write(
            frame.with_columns(
                hex_digits(hashes),
                pl.lit(self._file.name).alias("_file"),
                pl.Series("_row", rows).cast(pl.String),
                pl.lit(self._file.sha256).alias("_sha256"),
                pl.lit(self._session.loaded_at).alias("_loaded_at"),
            )
        )

    def _is_kept(self, frame: pl.DataFrame) -> pl.Series:
        """Return which records are of nobody who was erased, and count the others."""
        if self._session.erased is None or frame.is_empty():
            return pl.repeat(True, len(frame), dtype=pl.Boolean, eager=True)  # a value, not a flag
        is_kept = ~self._session.erased.is_of(self.raw_object.name, frame)
        self._counts["erased"] += len(frame) - int(is_kept.sum())
        return is_kept

    def _reject(self, row: int, original: str, reason: str) -> None:
        if self._session.erased and self._session.erased.mentions.is_in(original):
            self._counts["erased"] += 1
            return
        self._counts["records"] += 1
        self._reasons[reason] += 1
        self._quarantine.write(row, original, reason)


def _load_id(file: SourceFile, objects: list[tuple[RawObject, Parts]]) -> str:
    """Name what the result depends on: the content, how it is read, what it is joined with, the contract."""
    content = {
        "sha256": file.sha256,
        "objects": [_described(raw_object) for raw_object, _ in objects],
        "entries": [{**asdict(entry), "files": ()} for _, parts in objects for entry, _ in parts],
        "lookups": [table.digest for _, parts in objects for _, tables in parts for table in tables],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@cache
def _described(raw_object: RawObject) -> dict[str, Any]:
    return asdict(raw_object)
