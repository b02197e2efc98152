"""The labels of one kind as one file, replaced whole: whoever reads the folder sees the labels of one moment.

A hash lies beside the file. Labels that the disk damaged are made anew like those that were never made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from wismo.errors import WismoError
from wismo.intake.disk import file_hash, place, write_text
from wismo.score.tickets import raw_relation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb

LABELS = "labels.parquet"
_BATCH_ROWS = 25_000


@dataclass(frozen=True)
class LabelFile:
    """Where labels lie, their columns, all text, and the columns that name what a label is of."""

    folder: Path
    columns: tuple[str, ...]
    key: tuple[str, ...]


def keep_labels(
    connection: duckdb.DuckDBPyConnection,
    file: LabelFile,
    asked: str,
    same: tuple[str, ...],
    version: str,
    *,
    told_apart: str = "labels.*",
) -> None:
    """Make the table ``kept``: labels of this version whose columns ``same`` are still those of a row of ``asked``.

    Where ``asked`` says ``is_removed``, the text is gone and its label stays, whatever version made it; ``told_apart``
    selects it, with what can still be told without the text.

    Raises:
        WismoError: the labels are damaged, and of some the text is gone, so that they cannot be made anew.
    """
    damaged = _damaged(file)
    gone = connection.execute(f"select count(*) from {asked} where is_removed").fetchone()  # noqa: S608 - a table of ours
    if damaged and gone and gone[0]:
        raise WismoError(
            f"{damaged[0]} was damaged on the disk, and what {gone[0]:,} of the messages said is known from it alone: "
            "their words are gone (message_retention_days). Put it and its .sha256 back from a backup; or delete it, "
            "and those messages count as asking for nothing."
        )
    for path in damaged:
        path.unlink(missing_ok=True)
    connection.execute(
        f"create temp table kept as select labels.* from {_relation(file)} as labels "  # noqa: S608
        f"semi join (select * from {asked} where not is_removed) using ({', '.join(same)}) where model_version = ?",
        [version],
    )
    connection.execute(
        f"insert into kept by name select {told_apart} from {_relation(file)} as labels "  # noqa: S608
        f"inner join {asked} as asked using ({', '.join(file.key)}) where asked.is_removed"
    )


def refresh_labels(
    connection: duckdb.DuckDBPyConnection,
    file: LabelFile,
    unlabelled: duckdb.DuckDBPyRelation,
    labelled: Callable[[pl.DataFrame], pl.DataFrame],
    scored: Path,
) -> int:
    """Label what has no label, batch by batch; return how many that were.

    ``labelled`` turns rows of ``unlabelled`` into rows of the file; ``scored`` is a path for the new ones until
    all are there. Needs the table ``kept``. A file that is already right stays as it is.
    """
    empty = pl.DataFrame(schema=dict.fromkeys(file.columns, pl.String)).to_arrow()
    count = 0
    with pq.ParquetWriter(scored, empty.schema) as writer:
        writer.write_table(empty)
        for batch in unlabelled.to_arrow_reader(_BATCH_ROWS):
            frame = pl.from_arrow(batch)
            if isinstance(frame, pl.DataFrame) and frame.height:
                writer.write_table(labelled(frame).to_arrow().cast(empty.schema))
                count += frame.height
    columns = ", ".join(file.columns)
    stale_sql = f"select count(*) from (select {columns} from {_relation(file)} except select {columns} from kept)"  # noqa: S608
    [(stale,)] = connection.execute(stale_sql).fetchall()
    if count or stale or not any(file.folder.glob("*.parquet")):
        _replace(connection, file, scored)
    return count


def put_labels(whole: Path, final: Path) -> None:
    """Put a finished file of labels in its place, with the hash by which damage is found."""
    digest = file_hash(whole)
    place(whole, final)
    write_text(_hash_path(final), digest)


def _relation(file: LabelFile) -> str:
    return raw_relation(file.folder, file.columns)


def _damaged(file: LabelFile) -> list[Path]:
    """Return the files of labels that are not what was written."""
    return [path for path in sorted(file.folder.glob("*.parquet")) if not _is_whole(path)]


def _is_whole(path: Path) -> bool:
    try:
        return pq.read_metadata(path).num_rows == 0 or file_hash(path) == _hash_path(path).read_text("ascii")
    except (OSError, ValueError, pa.ArrowException):
        return False


def _hash_path(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _replace(connection: duckdb.DuckDBPyConnection, file: LabelFile, scored: Path) -> None:
    """Put kept and new labels in place of whatever the folder holds."""
    # Not *.parquet until it is whole: readers take every such file of the folder.
    whole = file.folder / "labels.tmp"
    connection.read_parquet(str(scored)).create_view("scored")
    columns = ", ".join(file.columns)
    connection.sql(
        f"select {columns} from kept union all select {columns} from scored order by {', '.join(file.key)}"  # noqa: S608
    ).write_parquet(str(whole))
    final = file.folder / LABELS
    put_labels(whole, final)
    for other in file.folder.glob("*.parquet"):
        if other != final:
            other.unlink()
