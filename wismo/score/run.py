"""Scores the tickets in raw Parquet and keeps their labels beside them.

Labels are one file, replaced whole: whoever reads the folder sees the labels of one moment. A ticket
whose text, phrases and code are the same as last time keeps its label.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from wismo.intake.brand import read_brand
from wismo.score.direction import rule_file
from wismo.score.label_file import LabelFile, keep_labels, refresh_labels
from wismo.score.labels import label, make_scorer
from wismo.score.model import FILES
from wismo.score.phrases import REASONS
from wismo.score.tickets import KEY, gather

if TYPE_CHECKING:
    from wismo.home import Home
    from wismo.intake.brand import Brand

LABEL_COLUMNS = (
    *KEY, "model_version", "is_wismo_phrase", "words_confidence", "customer_reason", "helpdesk_reason",
    "language", "mentions_return", "says_delivered", "says_not_received", "order_refs", "tracking_refs",
    "intent_label", "tag_label", "text_key",
)  # fmt: skip
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
        file = LabelFile(folder, LABEL_COLUMNS, KEY)
        # Tags and intents are still there when words are not, and may have changed.
        apart = (
            "labels.* replace (asked.intent_label as intent_label, asked.tag_label as tag_label, "
            f"list_extract({list(REASONS)}, asked.reason_rank) as helpdesk_reason)"
        )
        keep_labels(connection, file, "current_tickets", (*KEY, "text_key"), version, told_apart=apart)
        unlabelled = connection.sql(
            "select * exclude (reason_rank, is_removed), ?[reason_rank] as helpdesk_reason "
            "from current_tickets anti join kept using (source_system, source_account, ticket_id)",
            params=[list(REASONS)],
        )
        return refresh_labels(
            connection,
            file,
            unlabelled,
            lambda frame: _as_text(label(frame, scorer), version),
            Path(scratch) / "scored.parquet",
        )


def model_version(brand: Brand, seeds: Path) -> str:
    """Return what the labels depend on besides the text, as 16 hexadecimal digits."""
    digest = hashlib.sha256(repr(astuple(replace(brand, message_retention_days=None))).encode())
    code = Path(__file__).parent.glob("*.py")
    for path in [*sorted(code), *FILES, rule_file(), seeds / "wismo_phrases.csv", seeds / "tag_map.csv"]:
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


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
