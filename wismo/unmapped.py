"""Words of vendors that no seed translates, and the line that would."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

SHOWN = 10
_STATES = (
    "label_created, picked_up, in_transit, out_for_delivery, delivery_attempted, available_for_pickup, exception, "
    "delivered, returning, returned, lost, cancelled, unknown"
)
# By kind: what the words are, the seed that translates them, what to write for the question mark.
KINDS = {
    "status": ("statuses of tracking events", "status_map.csv", f"one of {_STATES}"),
    "carrier": ("carriers", "carrier_aliases.csv", "a carrier of seeds/carriers.csv"),
    "three_pl": ("3PLs", "three_pl_aliases.csv", "a 3PL of seeds/three_pls.csv"),
    "channel": ("channels", "channels.csv", "one of email, chat, sms, phone, social, form, api, other"),
}


# Only a status is a vendor's own: one line of any other seed holds for every feed and vendor that has the word.
_WORDS = """
    select string_agg(distinct vendor, ', ' order by vendor), word, substatus, sum(row_count)::bigint as row_count
    from unmapped_words
    where kind = ?
    group by case when kind = 'status' then vendor end, word, substatus
    order by row_count desc, min(vendor), word, substatus nulls first
"""


@dataclass(frozen=True)
class Word:
    """A word, who has it and how many records hold it; ``substatus`` is a status' finer word."""

    vendor: str
    word: str
    substatus: str | None
    row_count: int


def unmapped_sentences(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str | None]]:
    """Yield every kind of word with what to do about those that are unmapped, or None where all are mapped.

    ``connection`` is to a snapshot; one from before the table existed yields nothing.
    """
    tables = {row[0] for row in connection.execute("show tables").fetchall()}
    if "unmapped_words" not in tables:
        return
    for kind in KINDS:
        rows = connection.execute(_WORDS, [kind]).fetchall()
        yield kind, _sentence(kind, [Word(*row) for row in rows]) if rows else None


def seed_line(kind: str, word: Word) -> str:
    """Return the line of CSV that maps a word; the question mark is for a person to fill in."""
    if kind == "status":
        fields = [word.vendor, word.word, word.substatus or "*", "?", "", "false", "false", "inferred", "own data"]
    else:
        fields = [word.word, "?"]
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(fields)
    return text.getvalue()


def _sentence(kind: str, words: list[Word]) -> str:
    what, seed, choice = KINDS[kind]
    head = f"{len(words)} {what} are in no seed. Add to seeds/{seed}, with {choice} for the question mark:"
    lines = [f"{seed_line(kind, word)}   ({word.row_count:,} times, {word.vendor})" for word in words[:SHOWN]]
    more = [f"and {len(words) - SHOWN} more"] if len(words) > SHOWN else []
    return "\n    ".join([head, *lines, *more])
