"""What to ask a 3PL or a carrier about the orders and parcels that wait there."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import metrics, page, panel, say, sidebar
from dashboard.open_list import MOST_LINES, on_their_way
from dashboard.partners import UNKNOWN
from dashboard.warehouse import has_table, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboard.page import Here
    from dashboard.theme import Look
    from dashboard.warehouse import Snapshot

OPEN = "open_parcels"
# Whose turn it is, and the column that names the party of that kind.
PARTIES = {"three_pl": "three_pl", "carrier": "carrier"}
KINDS = {"three_pl": "3PL", "carrier": "carrier"}
ANY = "*"
# So many stand below a text to copy; the file has all.
MOST_NAMED = 25


def section(at: Here) -> None:
    """Draw, for a partner that is chosen, a text to send per root cause with what it is about, and a file."""
    say.subheader("What to ask whom it waits at")
    if not has_table(at.snapshot, "partner_messages"):
        page.nothing("There are no texts for partners.", "The snapshot is older than they are.", "Run `wismo build`.")
        return
    waiting = dict(_waiting(at))
    if not waiting:
        page.nothing(
            "Nothing waits at a 3PL or a carrier by name.",
            "It is nobody's turn there, or the orders and parcels name none.",
            "Load the 3PL's and the tracker's exports, or clear a filter at the left.",
        )
        return
    titles = {key: _title(at.look, key) for key in waiting}
    key = sidebar.one_of("Partner", list(titles), "ask_partner", titles, otherwise="Choose a 3PL or a carrier")
    if key is None:
        told = (f"{titles[key]} {count:,.0f}" for key, count in waiting.items())
        say.caption(f"Orders and parcels that wait there and need somebody there: {', '.join(told)}.")
        return
    found = with_questions(lines_of(at, key), questions(at.snapshot))
    for row in found.unique("question", keep="first", maintain_order=True).iter_rows(named=True):
        own = found.filter(pl.col("question") == row["question"])
        more = f"; the first {MOST_NAMED} are named, the file has all" if own.height > MOST_NAMED else ""
        say.caption(f"{at.look.label('root_cause', row['root_cause'])}, n = {own.height:,}{more}.")
        st.code(note(own), language=None, wrap_lines=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        first = f", the first {MOST_LINES:,}" if found.height == MOST_LINES else ""
        say.caption(f"As a file for {titles[key]}{first}:")
        panel.download(f"questions_{key.replace(':', '_')}", as_table(found, at.look), at)


def lines_of(at: Here, key: str) -> pl.DataFrame:
    """Return the lines of what waits at a party, the likeliest to be asked about first."""
    owner, _, party = key.partition(":")
    chosen = dict(at.filters.chosen) | {"owner": (owner,), PARTIES[owner]: (party,)}
    return on_their_way(at.snapshot, replace(at.filters, chosen=tuple(chosen.items())))


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


def _waiting(at: Here) -> Iterator[tuple[str, float]]:
    """Yield owner and party of whatever waits at somebody by name, with how many, the most first."""
    where = at.filters.where(at.metric(OPEN).dimensions)
    for owner, column in PARTIES.items():
        if owner in where.get("owner", (owner,)):
            found = metrics.query(at.snapshot, OPEN, by=[column], where={**where, "owner": [owner]})
            known = found.filter((pl.col(column) != UNKNOWN) & (pl.col("value") > 0))
            for party, count in known.sort("value", column, descending=[True, False])[column, "value"].iter_rows():
                yield f"{owner}:{party}", count


def _title(look: Look, key: str) -> str:
    owner, _, party = key.partition(":")
    return f"{look.label(PARTIES[owner], party)} ({KINDS[owner]})"
