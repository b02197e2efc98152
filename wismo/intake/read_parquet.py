"""Parquet: typed columns become the text that a careful CSV would have held."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from wismo.errors import WismoError
from wismo.intake.batch import Batch
from wismo.intake.files import SourceFile, open_binary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ROWS = 50_000
_YEARS = (-62_135_596_800_000_000, 253_402_300_799_999_999)  # of 1 to 9999, in microseconds since 1970
# What days, hours and zones raise that Arrow can write and Python does not know.
_NOT_PYTHON = (OverflowError, ValueError, LookupError)
_BYTES = 64 << 20  # of a batch as it stands in the file: rows of wide tables can be long


def parquet_columns(file: SourceFile) -> list[str]:
    """Return the file's column names.

    Raises:
        WismoError: the file is damaged, or names a column twice.
    """
    with open_binary(file) as stored:
        names = _open(stored).schema_arrow.names
    doubled = sorted(name for name, count in Counter(names).items() if count > 1)
    if doubled:
        raise WismoError(f"The file names the columns {', '.join(doubled[:40])} more than once. Rename one of them.")
    return names


def read_parquet(file: SourceFile, columns: Collection[str]) -> Iterator[Batch]:
    """Yield the file's records with all columns as text; times with a zone become UTC, others stay local.

    NaN counts as empty. ``columns`` are those that somebody reads: the others are only kept for the
    quarantine, so that what is no text there does no harm.

    Raises:
        WismoError: the file is damaged, holds fewer rows than it says, changed while it was read, or one of
            ``columns`` has a type that is no text, number or time.
    """
    before = 0
    with open_binary(file) as stored:
        parquet = _open(stored)
        try:
            for batch in parquet.iter_batches(batch_size=_batch_rows(parquet.metadata)):
                # Arrow takes bytes for text unseen; polars then panics at what is no UTF-8.
                batch.validate(full=True)
                values = pl.DataFrame(
                    {name: _read_column(batch.column(name), name, columns) for name in batch.schema.names}
                )
                yield Batch(
                    values,
                    np.arange(before + 1, before + batch.num_rows + 1),
                    (),
                    lambda index, values=values: json.dumps(values.row(index, named=True), ensure_ascii=False),
                )
                before += batch.num_rows
        except (pa.ArrowException, OSError):
            raise WismoError("The Parquet file is damaged. Export it again.") from None
        status = os.fstat(stored.fileno())
    if (status.st_size, status.st_mtime_ns) != (file.size, file.modified_ns):
        raise WismoError("The file changed while it was read. Load it again when it is complete.")
    if before != parquet.metadata.num_rows:
        raise WismoError(f"The file announces {parquet.metadata.num_rows} records but holds {before}. Export it again.")


def _batch_rows(metadata: pq.FileMetaData) -> int:
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    return max(1, min(_ROWS, _BYTES * metadata.num_rows // max(size, 1)))


def _open(stored: object) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(stored)
    except (pa.ArrowException, OSError, UnicodeDecodeError):  # the last where a name is no text
        raise WismoError("The Parquet file is damaged. Export it again.") from None


def _read_column(column: pa.Array, name: str, wanted: Collection[str]) -> pl.Series:
    kind = column.type
    try:
        if not (pa.types.is_duration(kind) or pa.types.is_interval(kind)):
            return _as_text(column)
    except (pa.ArrowException, pl.exceptions.PolarsError, *_NOT_PYTHON):
        pass
    if name in wanted:
        raise WismoError(f"The column {name} holds {kind} that is no text. Write it as text, or leave it out.")
    return pl.Series([_shown(cell) for cell in column], dtype=pl.String)


def _shown(cell: pa.Scalar) -> str | None:
    """Return a value that nobody reads, for the quarantine."""
    try:
        value = cell.as_py()
    except _NOT_PYTHON:
        return f"a {cell.type} that is not known"
    return None if value is None else str(value)


def _as_text(column: pa.Array) -> pl.Series:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_nested(kind):
        texts = [
            None if item is None else json.dumps(item, ensure_ascii=False, default=str) for item in column.to_pylist()
        ]
        return pl.Series(texts, dtype=pl.String)
    if pa.types.is_timestamp(kind):
        return _moments(column, kind)
    if pa.types.is_floating(kind):
        # With its .0 or exponent: an id that was made a float has lost digits and must not pass for whole.
        return pl.Series([None if n is None or n != n else repr(n) for n in column.to_pylist()], dtype=pl.String)  # noqa: PLR0124  # NaN
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        column = column.cast(pa.binary()).cast(pa.string())
    return pl.Series(column.cast(pa.large_string()))


def _moments(column: pa.Array, kind: pa.TimestampType) -> pl.Series:
    """Return times as text; those that are far from any year with four digits as the number that they are stored as.

    Raises:
        ArrowInvalid: a number is too great for microseconds.
    """
    # Whatever zone the column is for (only its writer may know it), with one its values count from 1970 in UTC.
    counts = pl.Series(column.cast(pa.timestamp("us", tz="UTC" if kind.tz else None), safe=kind.unit != "ns"))
    counts = counts.cast(pl.Int64)
    is_far = ~counts.is_between(*_YEARS)
    text = (
        counts.set(is_far, None).cast(pl.Datetime("us")).dt.strftime(f"%Y-%m-%dT%H:%M:%S%.6f{'Z' if kind.tz else ''}")
    )
    return text.fill_null(counts.cast(pl.String)) if is_far.any() else text
