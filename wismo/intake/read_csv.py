"""CSV in constant memory, with every record counted twice.

One counter follows only quotation marks and line ends; the other is the parser. Where they disagree the
file holds a stray quotation mark, and any reading of it would be a guess: it is refused.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv

from wismo.errors import WismoError
from wismo.intake.batch import Batch, Broken
from wismo.intake.csv_shape import UNNAMED, check_header, is_separator_line, odd_records, split_record, stray_quote
from wismo.intake.encoding import text_pieces
from wismo.intake.files import MAX_RECORD_BYTES, SourceFile
from wismo.intake.kinds import EMPTY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_LOOK_AHEAD = 20


def csv_header(file: SourceFile, encoding: str, delimiter: str) -> tuple[list[str], str]:
    """Return the column names, trimmed, and the header as it stands in the file.

    Commas without a name behind the last column are left out: `read_csv` sees to it that nothing is there.

    Raises:
        WismoError: no header, a name twice, a title instead, NUL or bytes that are not in the encoding.
    """
    whole, text = _whole_header(file, encoding, delimiter)
    names = list(whole)
    while not names[-1]:
        names.pop()
    return names, text


# Whoever tells what a file is asks, and then whoever reads it.
@lru_cache(maxsize=4)
def _whole_header(file: SourceFile, encoding: str, delimiter: str) -> tuple[tuple[str, ...], str]:
    chunk = next(_chunks(file, encoding, delimiter), None)
    if chunk is None:
        raise WismoError(EMPTY)
    text = _decode(chunk.record(0), 0, encoding).strip("\r\n")
    if "\x00" in text:
        raise WismoError("The header holds NUL bytes. If the file is UTF-16, write encoding: utf-16 in sources.yml.")
    names = split_record(text, delimiter)
    below = [chunk.record(position).decode(errors="replace") for position in range(1, len(chunk.ends))[:_LOOK_AHEAD]]
    check_header(names, delimiter, below)
    return tuple(" ".join(name.splitlines()) for name in names), text


def read_csv(file: SourceFile, encoding: str, delimiter: str, columns: Collection[str]) -> Iterator[Batch]:
    """Yield the file's records; ``columns`` names those to read (each must be in the header).

    Raises:
        WismoError: a quotation mark that is never closed or out of place, a record over the size cap, text
            that is not in the encoding, a second header with other columns.
    """
    header, _ = _whole_header(file, encoding, delimiter)
    wanted = [name for name in header if name and name in columns] or [next(filter(None, header))]
    before = -1  # the header is a record too, but not one that counts
    for whole in _chunks(file, encoding, delimiter):
        chunk = whole.without_first() if before < 0 else whole
        before = max(before, 0)
        if len(chunk.ends):
            yield _parse(chunk, header, wanted, delimiter, encoding, before)
        before += len(chunk.ends)


def record_ends(text: bytes) -> np.ndarray:
    """Return where each record of ``text`` ends: after every line end outside quotation marks."""
    data = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        returns = np.flatnonzero(data[:-1] == ord("\r"))
        ends = np.union1d(ends, returns[data[returns + 1] != ord("\n")])
    if b'"' in text:
        quotes = np.flatnonzero(data == ord('"'))
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return ends + 1


@dataclass(frozen=True)
class _Chunk:
    """Whole records: the text, and where each record that is not a blank line starts and ends."""

    text: bytes
    starts: np.ndarray
    ends: np.ndarray

    @classmethod
    def cut(cls, text: bytes, ends: np.ndarray) -> _Chunk:
        starts = np.concatenate(([0], ends[:-1]))
        first_bytes = np.frombuffer(text, np.uint8)[starts]
        is_filled = (first_bytes != ord("\n")) & (first_bytes != ord("\r"))
        return cls(text, starts[is_filled], ends[is_filled])

    def without_first(self) -> _Chunk:
        cut = self.ends[0]
        return _Chunk(self.text[cut:], self.starts[1:] - cut, self.ends[1:] - cut)

    def record(self, position: int) -> bytes:
        return self.text[self.starts[position] : self.ends[position]]

    def original(self, position: int) -> str:
        return self.record(position).decode().rstrip("\r\n")


def _chunks(file: SourceFile, encoding: str, delimiter: str) -> Iterator[_Chunk]:
    """Cut the content at ends of records; a chunk holds at least one record, a `sep=` line is none."""
    is_first = True
    for chunk in _whole_chunks(file, encoding):
        has_mark = is_first and is_separator_line(chunk.record(0), delimiter)
        is_first = False
        rest = chunk.without_first() if has_mark else chunk
        if len(rest.ends):
            yield rest


def _whole_chunks(file: SourceFile, encoding: str) -> Iterator[_Chunk]:
    rest = b""
    for piece in text_pieces(file, encoding):
        text = rest + piece
        ends = record_ends(text)
        cut = int(ends[-1]) if len(ends) else 0
        chunk = _Chunk.cut(text[:cut], ends) if cut else None
        rest = text[cut:]
        longest = 0 if chunk is None else int(np.max(chunk.ends - chunk.starts, initial=0))
        if max(longest, len(rest)) > MAX_RECORD_BYTES:
            raise WismoError(
                f"A record is longer than {MAX_RECORD_BYTES >> 20} MB. Usually a quotation mark is never closed; "
                "export the file again."
            )
        if chunk and len(chunk.ends):
            yield chunk
    if rest.count(b'"') % 2:
        lines = rest.rstrip(b"\r\n").count(b"\n") + 1
        raise WismoError(
            f"A quotation mark in the last {lines} lines of the file is never closed, so the last record is cut off. "
            "Export the file again."
        )
    if rest.strip(b"\r\n"):
        yield _Chunk.cut(rest + b"\n", np.array([len(rest) + 1]))


def _decode(text: bytes, before: int, encoding: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        row = before + int(np.searchsorted(record_ends(text), error.start, side="right")) + 1
        raise WismoError(
            f"Around record {row} the text is not {encoding}. Write the file's encoding: (often latin-1 or "
            "cp1252) at its source in sources.yml."
        ) from None


def _parse(
    chunk: _Chunk, header: Sequence[str], wanted: list[str], delimiter: str, encoding: str, before: int
) -> Batch:
    _decode(chunk.text, before, encoding)
    table, invalid = _arrow(chunk.text, header, wanted, delimiter)
    stray = stray_quote(chunk.text, delimiter)
    if stray is not None or table.num_rows + len(invalid) != len(chunk.ends):
        if stray is None:
            row = _first_disagreement(chunk, header, delimiter)
        else:
            row = int(np.searchsorted(chunk.ends, stray, side="right")) + 1
        raise WismoError(
            f"Record {before + row} has a quotation mark in the middle of a value, so where it ends is a guess. "
            "Put the value in quotation marks and double the ones inside, or export the file again."
        )
    is_valid = np.ones(len(chunk.ends), bool)
    is_valid[[position for position, _ in invalid]] = False
    valid = np.flatnonzero(is_valid)
    faults = {
        position: f"the record has {count} value{'s' * (count != 1)} where the header has {len(header)} columns"
        for position, count in invalid
    }
    values = pl.DataFrame(table)
    odd = odd_records(
        values, header, lambda place: split_record(chunk.original(valid[place]), delimiter), valid + before
    )
    faults |= {int(valid[place]): reason for place, reason in odd.items()}
    broken = tuple(
        Broken(before + position + 1, chunk.original(position), reason) for position, reason in sorted(faults.items())
    )
    good = valid if len(faults) == len(invalid) else valid[[position not in faults for position in valid.tolist()]]
    kept = values.select(wanted)
    kept = kept if len(good) == len(valid) else kept.filter(pl.Series(np.isin(valid, good)))
    return Batch(kept, good + before + 1, broken, lambda index: chunk.original(good[index]))


def _arrow(
    chunk: bytes, header: Sequence[str], wanted: list[str], delimiter: str
) -> tuple[pa.Table, list[tuple[int, int]]]:
    invalid: list[tuple[int, int]] = []

    def note(row: pa_csv.InvalidRow) -> str:
        invalid.append((row.number - 1, row.actual_columns))
        return "skip"

    names = [name or f"{UNNAMED}{place}" for place, name in enumerate(header)]
    last = max(place for place, name in enumerate(header) if name)
    included = [*wanted, *names[last + 1 :]]  # what stands behind the last name must be empty
    table = pa_csv.read_csv(
        io.BytesIO(chunk),
        # One block and one thread: otherwise pyarrow does not tell the number of an invalid row.
        read_options=pa_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(chunk) + 1),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note),
        convert_options=pa_csv.ConvertOptions(
            include_columns=included,
            column_types=dict.fromkeys(included, pa.large_string()),
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,
        ),
    )
    return table, invalid


def _first_disagreement(chunk: _Chunk, header: Sequence[str], delimiter: str) -> int:
    """Return the first record (from 1) up to which the two counts differ."""
    wanted = [next(filter(None, header))]
    low, high = 0, len(chunk.ends)
    while high - low > 1:
        middle = (low + high) // 2
        table, invalid = _arrow(chunk.text[: chunk.ends[middle - 1]], header, wanted, delimiter)
        if table.num_rows + len(invalid) == middle:
            low = middle
        else:
            high = middle
    return high
