"""What a vendor format is, and the records that its reader finds in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import polars as pl

from wismo.intake.batch import Batch, Broken
from wismo.intake.parsed import trim
from wismo.intake.read_csv import read_csv
from wismo.intake.read_jsonl import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry

Batches = dict[str, Batch]


@dataclass(frozen=True)
class Shape:
    """One kind of JSON record of a vendor: how it is told from others, and what it becomes.

    ``matches`` looks at a record (its keys, seldom a value). ``add`` puts what it finds in the record into
    the objects; it gets the record's place in the part, to give to ``Found.add``. ``together`` makes what reads
    many records at once, where there is such a way: it gives what ``add`` would.
    """

    name: str
    matches: Callable[[dict[str, Any]], bool]
    add: Callable[[Mapping[str, Found], int, dict[str, Any], Entry], None]
    together: Callable[[Entry], Together] | None = None


class Together(Protocol):
    """Records of one shape in a part of a file, read many at once."""

    positions: list[int]  # of the records that were taken

    def take(self, position: int, record: dict[str, Any], /) -> bool:
        """Take a record; False where ``Shape.add`` must read it."""
        ...

    def frames(self) -> dict[str, tuple[np.ndarray, pl.DataFrame]] | None:
        """Return what was found, by object, with positions; None where ``Shape.add`` must read all that was taken."""
        ...


@dataclass(frozen=True)
class VendorFormat:
    """One kind of export of one vendor.

    ``vendor`` is its word in sources.yml and the name of the source where no sources.yml names it.
    ``objects`` names the raw objects that the reader fills, with the columns it fills, the first of them
    the one that unreadable records are counted for; ``read`` yields one batch per object for each part of
    the file. Tables are told by their column names (``recognises``), JSON by its records (``shapes``).
    ``default_zone`` is the zone of times that name none; without it such times are refused; ``says_zone``
    where that zone is an assumption that a person should see; ``fixes_zone`` where it holds whatever
    sources.yml says of the vendor's other files. ``fields`` are the columns of ours that an
    account's own fields may fill. ``version`` rises when the same file is to be read anew. ``when`` says for
    which of the rows found the format holds; the others are counted and left out.
    """

    name: str
    vendor: str
    title: str
    kinds: tuple[str, ...]
    objects: Mapping[str, tuple[str, ...]]
    read: Callable[[SourceFile, Entry], Iterator[Batches]]
    recognises: Callable[[Collection[str]], bool] | None = None
    shapes: tuple[Shape, ...] = ()
    default_zone: str | None = None
    says_zone: bool = False
    fixes_zone: bool = False
    fields: tuple[str, ...] = ()
    version: int = 1
    when: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


@dataclass
class Found:
    """The records of one object in a part of a file, in order, each with its place in that part."""

    columns: tuple[str, ...]
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    frames: list[tuple[np.ndarray, pl.DataFrame]] = field(default_factory=list)

    def add(self, position: int, values: Mapping[str, str | None]) -> None:
        """Add a record; columns that ``values`` leaves out are empty."""
        self.rows.append(tuple(map(values.get, self.columns)))
        self.positions.append(position)

    def extend(self, positions: np.ndarray, frame: pl.DataFrame) -> None:
        """Add records in columns; columns that ``frame`` leaves out are empty."""
        self.frames.append((positions, frame))

    def refuse(self, position: int, reason: str) -> None:
        """Set a whole record aside, with what is wrong with it as the end of a sentence: "the record ..."."""
        self.refused.append((position, reason))

    def withdraw(self, position: int) -> None:
        """Take back what was added for the record at ``position``, the last one that was read."""
        while self.positions and self.positions[-1] == position:
            self.positions.pop()
            self.rows.pop()

    def batch(self, numbers: Sequence[int], original: Callable[[int], str], read: int) -> Batch:
        """Return the records as a batch; ``numbers`` are the record numbers of the part's places."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        values = pl.DataFrame(
            [pl.Series(name, cells, dtype=pl.String) for name, cells in zip(self.columns, columns, strict=True)]
        )
        positions = np.array(self.positions, dtype=np.int64)
        for more, frame in self.frames:
            values = pl.concat([values, frame], how="diagonal")
            positions = np.concatenate((positions, more))
        if (np.diff(positions) < 0).any():
            order = np.argsort(positions, kind="stable")
            values, positions = values[order], positions[order]
        refused = [Broken(int(numbers[at]), original(at), f"the record {reason}") for at, reason in self.refused]
        broken = [*self.broken, *refused]
        return exploded(values, positions, numbers, original, broken, read)


def exploded(
    values: pl.DataFrame,
    positions: np.ndarray,
    numbers: Sequence[int] | np.ndarray,
    original: Callable[[int], str],
    broken: Sequence[Broken],
    read: int,
) -> Batch:
    """Return a batch of records found inside ``read`` records of a file.

    ``positions`` says in which of the file's readable records each was found, ``numbers`` gives those
    records' numbers and ``original`` their text.
    """
    rows = np.asarray(numbers, dtype=np.int64)[positions] if len(positions) else np.array([], dtype=np.int64)
    return Batch(values, rows, tuple(broken), lambda index: original(int(positions[index])), read)


def text(value: object) -> str | None:
    """Return a JSON value as text, trimmed; None where it is null or empty."""
    if type(value) is str:
        return value.strip() or None
    return None if value is None else as_text(value).strip() or None


def inside(value: object, *path: str) -> object:
    """Return what lies under nested keys; None where something on the way is missing."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def objects_in(value: object) -> list[dict]:
    """Return the objects of an array, or of an object's values."""
    if isinstance(value, dict):
        value = list(value.values())
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


class Table:
    """A part of a CSV file; columns are found by name whatever the case, and may be missing.

    ``nothing`` is the vendor's own word for an empty cell.
    """

    def __init__(self, batch: Batch, nothing: str | None = None) -> None:
        self.batch = batch
        self.values = batch.values
        self.names = {name.strip().casefold(): name for name in self.values.columns}
        self._trimmed = trim(self.values)
        if nothing is not None:
            self._trimmed = self._trimmed.with_columns(pl.all().replace(nothing, None))

    def column(self, *names: str) -> pl.Series:
        """Return the first of ``names`` that is filled in each row: trimmed text, NULL where empty."""
        found = [self._trimmed[self.names[name.casefold()]] for name in names if name.casefold() in self.names]
        if not found:
            return pl.repeat(None, len(self.values), dtype=pl.String, eager=True)
        first = found[0]
        for other in found[1:]:
            first = first.fill_null(other)
        return first


def tables(file: SourceFile, entry: Entry, header: Collection[str], nothing: str | None = None) -> Iterator[Table]:
    """Yield a CSV file in parts with the columns of ``header``; ``nothing`` as in ``Table``."""
    for batch in read_csv(file, entry.encoding, entry.delimiter, header):
        yield Table(batch, nothing)


def row_by_row(table: Table, columns: Mapping[str, pl.Series]) -> Batch:
    """Return a batch that has one record for every row of the table."""
    values = pl.DataFrame([series.alias(name) for name, series in columns.items()])
    source = table.batch
    return Batch(values, source.rows, source.broken, source.original, len(source.rows) + len(source.broken))
