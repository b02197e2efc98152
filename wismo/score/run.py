"""Scores the tickets in raw Parquet and keeps their labels beside them.

Labels are one file, replaced whole: whoever reads the folder sees the labels of one moment. A ticket
whose text, phrases and code are the same as last time keeps its label.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow.parquet as pq

from wismo.intake.brand import read_brand
from wismo.intake.disk import place
from wismo.score.direction import rule_file
from wismo.score.labels import label, make_scorer
from wismo.score.model import FILES
from wismo.score.phrases import REASONS
from wismo.score.tickets import KEY, gather, raw_relation

if TYPE_CHECKING:
    from wismo.home import Home
    from wismo.intake.brand import Brand
    from wismo.score.labels import Scorer

LABEL_COLUMNS = (
    *KEY, "model_version", "is_wismo_phrase", "words_confidence", "customer_reason", "helpdesk_reason",
    "language", "mentions_return", "says_delivered", "says_not_received", "order_refs", "tracking_refs",
    "intent_label", "tag_label", "text_key",
)  # fmt: skip
_BATCH_ROWS = 25_000
_MEMORY = "1GB"


def score_raw(home: Home, seeds: Path) -> int:
    """Label every ticket in raw; return how many had to be scored anew.

    Writes ``raw/ticket_labels/labels.parquet`` with the columns ``LABEL_COLUMNS``, all text, one row per
    ticket in the order of their keys. Raises WismoError where a seed or a brand's pattern cannot be used.
    """
    brand = read_brand(home)
    version = model_version(brand, seeds)
    scorer = make_scorer(brand, seeds)
    folder = home.raw / "ticket_labels"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".score-", dir=home.root) as scratch,
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": scratch}) as connection,
    ):
        gather(connection, home, seeds / "tag_map.csv", REASONS)
        labels = raw_relation(folder, LABEL_COLUMNS)
        connection.execute(
            f"create temp table kept as select labels.* from {labels} as labels semi join current_tickets "  # noqa: S608
            "using (source_system, source_account, ticket_id, text_key) where model_version = ?",
            [version],
        )
        scored = Path(scratch) / "scored.parquet"
        count = _score_new(connection, scorer, version, scored)
        stale_sql = f"select count(*) - (select count(*) from kept) from {labels}"  # noqa: S608
        [(stale,)] = connection.execute(stale_sql).fetchall()
        if count or stale or not any(folder.glob("*.parquet")):
            _replace_labels(connection, folder, scored)
    return count


def model_version(brand: Brand, seeds: Path) -> str:
    """Return what the labels depend on besides the text, as 16 hexadecimal digits."""
    digest = hashlib.sha256(repr(astuple(brand)).encode())
    code = Path(__file__).parent.glob("*.py")
    for path in [*sorted(code), *FILES, rule_file(), seeds / "wismo_phrases.csv", seeds / "tag_map.csv"]:
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


def _score_new(connection: duckdb.DuckDBPyConnection, scorer: Scorer, version: str, path: Path) -> int:
    """Write labels of the tickets that have none to ``path``, batch by batch; return their number."""
    reader = connection.sql(
        "select * exclude (reason_rank), ?[reason_rank] as helpdesk_reason "
        "from current_tickets anti join kept using (source_system, source_account, ticket_id)",
        params=[list(REASONS)],
    ).to_arrow_reader(_BATCH_ROWS)
    empty = pl.DataFrame(schema=dict.fromkeys(LABEL_COLUMNS, pl.String)).to_arrow()
    count = 0
    with pq.ParquetWriter(path, empty.schema) as writer:
        writer.write_table(empty)
        for batch in reader:
            frame = pl.from_arrow(batch)
            if isinstance(frame, pl.DataFrame) and frame.height:
                writer.write_table(_as_text(label(frame, scorer), version).to_arrow().cast(empty.schema))
                count += frame.height
    return count


def _as_text(frame: pl.DataFrame, version: str) -> pl.DataFrame:
    """Bring labels into the form of raw: all text, lists as JSON."""
    return frame.with_columns(
        pl.col(pl.Boolean).cast(pl.String),
        pl.col("words_confidence").cast(pl.String),
        order_refs=_json("order_refs"),
        tracking_refs=_json("tracking_refs"),
        model_version=pl.lit(version),
    ).select(LABEL_COLUMNS)


def _json(column: str) -> pl.Expr:
    """Return a list of references as JSON text."""
    quoted = pl.concat_str(pl.lit('"'), pl.element().str.replace_all(r'["\\]', ""), pl.lit('"'))
    return pl.concat_str(pl.lit("["), pl.col(column).list.eval(quoted).list.join(","), pl.lit("]"))


def _replace_labels(connection: duckdb.DuckDBPyConnection, folder: Path, scored: Path) -> None:
    """Put kept and new labels in place of whatever the folder holds."""
    # Not *.parquet until it is whole: readers take every such file of the folder.
    whole = folder / "labels.tmp"
    connection.read_parquet(str(scored)).create_view("scored")
    columns = ", ".join(LABEL_COLUMNS)
    connection.sql(
        f"select {columns} from kept union all select {columns} from scored order by {', '.join(KEY)}"  # noqa: S608
    ).write_parquet(str(whole))
    final = folder / "labels.parquet"
    place(whole, final)
    for other in folder.glob("*.parquet"):
        if other != final:
            other.unlink()
