"""Columns taken from a second file: the seller of an order, the customer behind an order's customer id."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError
from wismo.intake.dialect import with_dialect
from wismo.intake.files import inspect, list_files
from wismo.intake.reading import columns_of, read

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.intake.rules import Entry, Lookup


@dataclass(frozen=True)
class LookupTable:
    """Looked-up rows by key, in memory: the first row of a key wins, files in order of name."""

    frame: pl.DataFrame
    digest: str


def read_lookup(lookup: Lookup, entry: Entry, folders: list[Path]) -> LookupTable:
    """Read the lookup's file from the first of ``folders`` that has it.

    Raises:
        WismoError: no folder has it, a column is missing, a record of it cannot be read.
    """
    paths = _find(lookup.file, folders)
    if not paths:
        raise WismoError(
            f"{entry.label} looks things up in {lookup.file}, which is neither beside the file nor beside sources.yml."
        )
    frames, digest = [], hashlib.sha256()
    for path in paths:
        file = inspect(path, path.name)
        digest.update(file.sha256.encode())
        written = with_dialect(replace(entry, delimiter=""), file)
        missing = [name for name in (lookup.key, *lookup.take.values()) if name not in columns_of(file, written)]
        if missing:
            raise WismoError(f"{path.name}, used as a lookup, has no column {', '.join(missing)}.")
        for batch in read(file, written, {lookup.key, *lookup.take.values()}):
            if batch.broken:
                raise WismoError(
                    f"{path.name}, used as a lookup: record {batch.broken[0].row}: {batch.broken[0].reason}. Mend it."
                )
            frames.append(_first_rows(batch.values, lookup))
    frame = pl.concat(frames).unique(subset="_key", keep="first", maintain_order=True)
    return LookupTable(frame, digest.hexdigest())


def add_columns(values: pl.DataFrame, lookup: Lookup, table: LookupTable) -> pl.DataFrame:
    """Return ``values`` with the columns of ``lookup.take``; NULL where the key is not found. Order is kept."""
    keyed = values.drop(list(lookup.take), strict=False).with_columns(pl.col(lookup.on).str.strip_chars().alias("_key"))
    return keyed.join(table.frame, on="_key", how="left", maintain_order="left").drop("_key")


def _first_rows(values: pl.DataFrame, lookup: Lookup) -> pl.DataFrame:
    taken = [pl.col(old).alias(new) for new, old in lookup.take.items()]
    keyed = values.select(pl.col(lookup.key).str.strip_chars().alias("_key"), *taken)
    return keyed.filter(pl.col("_key").is_not_null()).unique(subset="_key", keep="first", maintain_order=True)


def _find(pattern: str, folders: list[Path]) -> list[Path]:
    for folder in folders:
        if folder.is_dir():
            try:
                files = list_files(folder)
            except WismoError:
                continue
            found = [path for path, name in files if fnmatch(name, pattern) or fnmatch(path.name, pattern)]
            if found:
                return found
    return []
