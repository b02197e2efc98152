"""One door to the three readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.read_csv import csv_header, read_csv
from wismo.intake.read_jsonl import jsonl_columns, read_jsonl
from wismo.intake.read_parquet import parquet_columns, read_parquet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wismo.intake.batch import Batch
    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry


def columns_of(file: SourceFile, entry: Entry) -> list[str]:
    """Return the names of the file's columns (of a JSON file: of its first records).

    Raises:
        WismoError: the file has no readable header.
    """
    if file.kind == "csv":
        return csv_header(file, entry.encoding, entry.delimiter)[0]
    if file.kind in ("json", "jsonl"):
        return jsonl_columns(file, entry.encoding)
    return parquet_columns(file)


def read(file: SourceFile, entry: Entry, columns: Collection[str], allowed: set[str] | None = None) -> Iterator[Batch]:
    """Yield the file's records with at least ``columns``; ``allowed`` limits the keys of JSON records.

    Raises:
        WismoError: the file as a whole cannot be trusted; the sentence says why.
    """
    if file.kind == "csv":
        return read_csv(file, entry.encoding, entry.delimiter, columns)
    if file.kind in ("json", "jsonl"):
        return read_jsonl(file, entry.encoding, columns, allowed)
    return read_parquet(file, columns)
