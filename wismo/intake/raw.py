"""Raw Parquet: one file per object and loaded file, all text, all columns of the contract."""

from __future__ import annotations

import re
import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from wismo.errors import WismoError
from wismo.intake.contract import read_contract
from wismo.intake.disk import load_lock, place
from wismo.intake.records import from_hex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np

    from wismo.home import Home
    from wismo.intake.seen import Seen

EMPTY = "0-empty.parquet"
# Stands where a text was that is older than a brand keeps texts.
REMOVED = "[removed]"
_ROWS = 1 << 17  # held at a time where a file is read again
_OURS = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}\.parquet")

# Written by the scoring step, not by intake; listed so that the relation exists before any scoring.
LABEL_COLUMNS = (
    "source_system", "source_account", "ticket_id", "model_version", "is_wismo_phrase", "words_confidence",
    "customer_reason", "helpdesk_reason", "language", "mentions_return", "says_delivered", "says_not_received",
    "order_refs", "tracking_refs", "intent_label", "tag_label", "text_key",
)  # fmt: skip
REPLY_LABEL_COLUMNS = (
    "source_system", "source_account", "ticket_id", "message_id", "model_version", "is_acknowledgement",
    "gives_status", "gives_eta", "eta_date", "text_key", "repeat_key",
)  # fmt: skip
# Made by the build itself from the other raw feeds.
DERIVED = {"ticket_labels": LABEL_COLUMNS, "reply_labels": REPLY_LABEL_COLUMNS}


def ensure_raw(home: Home, *, is_held: bool = False) -> None:
    """Make every ``raw/<object>/`` hold at least an empty, fully typed Parquet file.

    Also clears away what an interrupted load left, unless a load is running; ``is_held`` says that the caller holds
    the load lock.
    """
    relations = {name: raw_object.raw_columns for name, raw_object in read_contract().items()}
    for name, columns in {**relations, **DERIVED}.items():
        path = home.raw / name / EMPTY
        if _columns(path) != columns:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(".empty")
            schema = pa.schema([(column, pa.string()) for column in columns])
            # Not `empty_table()`, which imports pandas for nothing: a third of a second and 60 MB.
            pq.write_table(pa.Table.from_batches([], schema), temporary, compression="zstd")
            place(temporary, path)
    try:
        with nullcontext() if is_held else load_lock(home):
            settle(home)
    except WismoError:
        return  # the load that runs settles its own


def settle(home: Home) -> None:
    """Remove Parquet of intake's that no ledger entry vouches for: unfinished or replaced. Call under the lock.

    Files with other names (a benchmark's, say) are not ours to remove. What an entry vouched for that cannot be read
    stays until its file is loaded again: only then is it sure that nothing is lost.
    """
    from wismo.intake.ledger import ledger_folder, stored_for, survey

    found = survey(home)
    vouched = {entry.parquet for entry in found.entries}
    vouched |= {f"{path.parent.name}/{path.name}" for lost in found.lost for path in stored_for(home, lost)}
    for name in read_contract():
        for path in (home.raw / name).glob("*.parquet"):
            if _OURS.fullmatch(path.name) and f"{name}/{path.name}" not in vouched:
                path.unlink()
    unfinished = [*ledger_folder(home).glob(".*.json.*"), *home.root.glob(".brand.yml.*")]
    for path in [*found.replaced, *unfinished]:
        path.unlink()
    shutil.rmtree(staging(home), ignore_errors=True)


def staging(home: Home) -> Path:
    """Return the folder of unfinished files; on the same disk as raw, so that a rename is atomic."""
    return home.raw / ".staging"


def _columns(path: Path) -> tuple[str, ...] | None:
    try:
        return tuple(pq.read_schema(path).names)
    except (OSError, pa.ArrowException):
        return None


class ParquetStage:
    """An unfinished Parquet file of one object that grows batch by batch."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rows = 0
        self._schema = pa.schema([(column, pa.string_view()) for column in columns])
        self._writer: pq.ParquetWriter | None = None

    def write(self, frame: pl.DataFrame) -> None:
        """Add the frame's rows as one row group."""
        if self._writer is None:
            # Where most values differ, trying a dictionary costs a third of the writing time for nothing.
            repeated = [name for name in self._schema.names if frame[name].n_unique() < len(frame) / 4]
            # Statistics only beside a dictionary: DuckDB 2.0 answers `is null` with every row where a column without
            # one holds one value and NULLs.
            self._writer = pq.ParquetWriter(
                self.path,
                self._schema,
                compression="zstd",
                use_dictionary=repeated,
                write_statistics=repeated,
                # Hex digits of a hash neither repeat nor compress, and are all as long: half the time to write.
                column_encoding={"_record": "DELTA_LENGTH_BYTE_ARRAY"},
                store_schema=False,
            )
        table = frame.select(self._schema.names).to_arrow(compat_level=pl.CompatLevel.newest())
        self._writer.write_table(table)
        self.rows += len(frame)

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._writer is not None:
            self._writer.close()


def keep_new(staged: Path, rows: int, known: Seen) -> int:
    """Rewrite ``staged`` without records that are ``known``; return how many of its ``rows`` remain.

    No two of its own records are equal.
    """
    found = sum(int(known.has(hashes).sum()) for hashes in record_hashes(staged)) if rows and len(known) else 0
    if 0 < found < rows:
        with pq.ParquetFile(staged) as file:
            rest = ParquetStage(staged.with_suffix(".rest"), tuple(file.schema_arrow.names))
            for batch in file.iter_batches(_ROWS):
                is_new = ~known.has(from_hex(batch.column("_record")))
                if is_new.any():
                    rest.write(pl.DataFrame(batch).filter(pl.Series(is_new)))
        rest.close()
        rest.path.replace(staged)
    return rows - found


def record_hashes(path: Path) -> Iterator[np.ndarray]:
    """Yield the hashes of a raw file's records, in order, some at a time: n rows of 16 bytes."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS, columns=["_record"]):
            yield from_hex(batch.column(0))
