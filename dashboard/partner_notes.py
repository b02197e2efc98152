"""What to ask a 3PL or a carrier about the orders and parcels that wait there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import page, panel, say, sidebar
from dashboard.partners import UNKNOWN
from dashboard.warehouse import has_table, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboard.page import Here
    from dashboard.theme import Look
    from dashboard.warehouse import Snapshot

# Whose turn it is, and the column that names the party of that kind.
PARTIES = {"three_pl": "three_pl", "carrier": "carrier"}
KINDS = {"three_pl": "3PL", "carrier": "carrier"}
ANY = "*"
# So many stand below a text to copy; the file has all.
MOST_NAMED = 25


def section(at: Here, lines: pl.DataFrame) -> None:
    """Draw, for a partner that is chosen, a text to send per root cause with the parcels it is about, and their file.

    ``lines`` are those of ``open_list.on_their_way``.
    """
    say.subheader("What to ask whom it waits at")
    if not has_table(at.snapshot, "partner_messages"):
        page.nothing("There are no texts for partners.", "The snapshot is older than they are.", "Run `wismo build`.")
        return
    waiting = {f"{owner}:{party}": found for owner, party, found in _by_party(lines)}
    if not waiting:
        page.nothing(
            "Nothing in the list waits at a 3PL or a carrier by name.",
            "It is nobody's turn there, or the orders and parcels name none.",
            "Load the 3PL's and the tracker's exports, or clear a filter at the left.",
        )
        return
    titles = {key: _title(at.look, key) for key in waiting}
    key = sidebar.one_of("Partner", list(titles), "ask_partner", titles, otherwise="Choose a 3PL or a carrier")
    if key is None:
        say.caption(f"Parties with something to ask about: {', '.join(titles.values())}.")
        return
    found = with_questions(waiting[key], questions(at.snapshot))
    for row in found.unique("question", keep="first", maintain_order=True).iter_rows(named=True):
        own = found.filter(pl.col("question") == row["question"])
        more = f"; the first {MOST_NAMED} are named, the file has all" if own.height > MOST_NAMED else ""
        say.caption(f"{at.look.label('root_cause', row['root_cause'])}, n = {own.height:,}{more}.")
        st.code(note(own), language=None, wrap_lines=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        say.caption(f"As a file for {titles[key]}:")
        panel.download(f"questions_{key.replace(':', '_')}", as_table(found, at.look), at)


def with_questions(lines: pl.DataFrame, texts: Mapping[tuple[str, str], str]) -> pl.DataFrame:
    """Return the lines that have a text, with it as ``question``: that of their root cause, else of their owner."""
    found = [
        texts.get((owner, cause)) or texts.get((owner, ANY))
        for owner, cause in lines["owner", "root_cause"].iter_rows()
    ]
    return lines.with_columns(pl.Series("question", found, dtype=pl.String)).drop_nulls("question")


def note(lines: pl.DataFrame) -> str:
    """Return one text to send: the question, and below it the orders and parcels it is about, one a line."""
    named = [
        f"{number} (order {order})" if number else f"order {order}"
        for order, number in lines["order_name", "tracking_number"].head(MOST_NAMED).iter_rows()
    ]
    return "\n".join([lines["question"][0], "", *named])


def as_table(lines: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the lines as their file: what the partner knows them by first, with the question and what we know."""

    def named(column: str, title: str) -> pl.Series:
        return pl.Series(title, [look.label(column, member) for member in lines[column]], dtype=pl.String)

    return lines.select(
        pl.col("tracking_number").alias("Tracking number"),
        pl.col("order_name").alias("Order"),
        pl.col("question").alias("Question"),
        named("root_cause", "Root cause"),
        pl.col("reason").alias("Reason"),
        pl.col("promised_date").alias("Promised"),
        named("carrier", "Carrier"),
        named("three_pl", "3PL"),
    )


@lru_cache(maxsize=8)
def questions(snapshot: Snapshot) -> Mapping[tuple[str, str], str]:
    """Return the texts of the seed ``partner_messages`` by owner and root cause."""
    told = rows(snapshot, "select owner, root_cause, text from wismo.main.partner_messages")
    return {(owner, cause): text for owner, cause, text in told.iter_rows()}


def _by_party(lines: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    for owner, column in PARTIES.items():
        known = lines.filter((pl.col("owner") == owner) & (pl.col(column) != UNKNOWN))
        parts: dict[Any, pl.DataFrame] = known.partition_by(column, as_dict=True, maintain_order=True)
        yield from ((owner, party, found) for (party,), found in parts.items())


def _title(look: Look, key: str) -> str:
    owner, _, party = key.partition(":")
    return f"{look.label(PARTIES[owner], party)} ({KINDS[owner]})"
