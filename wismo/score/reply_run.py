"""Scores what the shop wrote to its customers and keeps the labels beside raw: labels only, no words.

Like the labels of tickets: one file, replaced whole. A reply whose text, time and zone, phrases and code are
the same as last time keeps its label.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from wismo.intake.brand import read_brand
from wismo.intake.key import text_salt
from wismo.intake.raw import REMOVED, REPLY_LABEL_COLUMNS
from wismo.score.direction import directed_sql, rule_file
from wismo.score.label_file import LabelFile, keep_labels, refresh_labels
from wismo.score.replies import label_replies
from wismo.score.reply_phrases import FILE, read_reply_phrases
from wismo.score.tickets import KEY, raw_relation

if TYPE_CHECKING:
    from wismo.home import Home

_MEMORY = "1GB"
# A promise stands at the top. The rest of a very long message is quoted history.
_READ_LENGTH = 6_000
_CODE = ("replies.py", "reply_dates.py", "reply_phrases.py", "reply_run.py", "text.py")
_TICKETS = (*KEY, "requester_id", "updated_at", "_record")
_MESSAGES = (
    *KEY, "message_id", "author_id", "created_at", "direction", "is_public", "is_automated", "body", "_record",
)  # fmt: skip
_CONTACTS = ("source_system", "source_account", "contact_id", "role", "updated_at", "_record")
_LABEL_KEY = ("source_system", "source_account", "message_id")

_NEWEST = """
create temp table {name} as
select source_system, source_account, {key}, arg_max({value}, (coalesce(updated_at, ''), _record)) as {value}
from {relation}
where {value} is not null
group by all
"""
_REPLIES = """
create temp table replies as
select source_system, source_account, ticket_id, message_id, written, body,
    body = $removed as is_removed, md5($salt || concat_ws(chr(31), written, body)) as text_key
from (
    select source_system, source_account, ticket_id, message_id, left(body, {length}) as body, direction,
        strftime(timezone($zone, created_at::timestamptz), '%Y-%m-%d %H:%M:%S') as written, is_public, is_automated,
        row_number() over (partition by source_system, source_account, message_id order by _record desc) as version_rank
    from directed
)
where version_rank = 1 and lower(direction) = 'out' and lower(is_public) is distinct from 'false'
    and lower(is_automated) is distinct from 'true' and trim(body) <> ''
"""


def score_replies(home: Home, seeds: Path) -> int:
    """Label every public reply that no rule sent; return how many had to be scored anew.

    Writes ``raw/reply_labels/labels.parquet`` with the columns ``REPLY_LABEL_COLUMNS``, all text, one row per
    message in the order of their keys: ``eta_date`` a day in the brand's zone, ``text_key`` a hash of what was
    read, ``repeat_key`` one of a text that tells nothing,
    without names and numbers. Raises WismoError where the seed cannot be used.
    """
    zone = read_brand(home).time_zone
    version = reply_model_version(seeds)
    phrases = read_reply_phrases(seeds / FILE)
    folder = home.raw / "reply_labels"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".score-", dir=home.root) as scratch,
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": scratch}) as connection,
        duckdb.connect() as hashing,
    ):
        salt = text_salt(home).hex()
        _gather(connection, home, zone, salt)
        file = LabelFile(folder, REPLY_LABEL_COLUMNS, _LABEL_KEY)
        keep_labels(connection, file, "replies", (*_LABEL_KEY, "ticket_id", "text_key"), version)
        unlabelled = connection.sql(
            f"select * exclude (is_removed) from replies anti join kept using ({', '.join(_LABEL_KEY)})"  # noqa: S608
        )

        def labelled(frame: pl.DataFrame) -> pl.DataFrame:
            told = label_replies(_timed(frame), phrases).with_columns(model_version=pl.lit(version))
            return _as_text(hashing, told, salt)

        return refresh_labels(connection, file, unlabelled, labelled, Path(scratch) / "scored.parquet")


def reply_model_version(seeds: Path) -> str:
    """Return what the labels depend on besides the text and the moment, as 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in [*(Path(__file__).parent / name for name in _CODE), rule_file(), seeds / FILE]:
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


def _gather(connection: duckdb.DuckDBPyConnection, home: Home, zone: str, salt: str) -> None:
    """Make the table ``replies``: key, ``written`` on the brand's clock, ``body``, ``is_removed``, ``text_key``."""
    connection.execute("set TimeZone = 'UTC'")
    for name, key, value, folder, columns in (
        ("requesters", "ticket_id", "requester_id", "tickets", _TICKETS),
        ("roles", "contact_id", "role", "contacts", _CONTACTS),
    ):
        relation = raw_relation(home.raw / folder, columns)
        connection.execute(_NEWEST.format(name=name, key=key, value=value, relation=relation))
    messages = raw_relation(home.raw / "ticket_messages", _MESSAGES)
    connection.execute(f"create temp view directed as {directed_sql(messages, 'requesters')}")
    connection.execute(_REPLIES.format(length=_READ_LENGTH), {"zone": zone, "salt": salt, "removed": REMOVED})


def _timed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("written").str.to_datetime("%Y-%m-%d %H:%M:%S"))


def _as_text(hashing: duckdb.DuckDBPyConnection, labelled: pl.DataFrame, salt: str) -> pl.DataFrame:
    """Bring labels into the form of raw: all text, and a hash in place of the words."""
    hashing.register("labelled", labelled)
    columns = ", ".join(f"cast({name} as varchar) as {name}" for name in REPLY_LABEL_COLUMNS)
    frame = hashing.sql(
        f"select {columns} from (select *, md5($salt || repeated) as repeat_key from labelled)",  # noqa: S608
        params={"salt": salt},
    ).pl()
    hashing.unregister("labelled")
    return frame
