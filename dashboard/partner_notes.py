"""What to ask a 3PL or a carrier about the orders and parcels that are there."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import metrics, page, panel, say, sidebar
from dashboard.open_list import MOST_LINES, on_their_way
from dashboard.partners import UNKNOWN
from dashboard.warehouse import has_column, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboard.page import Here
    from dashboard.theme import Look
    from dashboard.warehouse import Snapshot

OPEN = "open_parcels"
ASKED, BOTH = "partner_to_ask", "both"
# Who can be asked, and what one of that kind is called; a column of the same name says which one it is.
KINDS = {"three_pl": "3PL", "carrier": "carrier"}
ANY = "*"
# So many stand below a text to copy.
MOST_NAMED = 25


def section(at: Here) -> None:
    """Draw, for a partner that is chosen, a text to send per root cause with what it is about, and a file."""
    say.subheader("What to ask whom it waits at")
    if not has_column(at.snapshot, "open_shipments", ASKED):
        page.nothing("There are no texts for partners.", "The snapshot is older than they are.", "Run `wismo build`.")
        return
    waiting = dict(_waiting(at))
    if not waiting:
        page.nothing(
            "There is nothing to ask a 3PL or a carrier by name.",
            "Nothing is overdue or in trouble there, or the orders and parcels name none.",
            "Load the 3PL's and the tracker's exports, or clear a filter at the left.",
        )
        return
    titles = {key: _title(at.look, key) for key in waiting}
    key = sidebar.one_of("Partner", list(titles), "ask_partner", titles, otherwise="Choose a 3PL or a carrier")
    if key is None:
        told = (f"{titles[key]} {count:,.0f}" for key, count in waiting.items())
        say.caption(
            "Orders and parcels that are overdue or in trouble, by whom they are at: the 3PL until a carrier has "
            "scanned them, then the carrier; at both while it is not known which of the two has them. "
            f"{', '.join(told)}."
        )
        return
    found = []
    for cause, count in causes(at, key):
        own = lines_of(at, key, cause)
        more = f"; the first {MOST_NAMED} are named here" if count > MOST_NAMED else ""
        say.caption(f"{at.look.label('root_cause', cause)}, n = {count:,.0f}{more}.")
        st.code(note(own), language=None, wrap_lines=True)
        found.append(own)
    with st.container(horizontal=True, vertical_alignment="center"):
        is_cut = any(own.height == MOST_LINES for own in found)
        first = f", of each root cause the first {MOST_LINES:,}" if is_cut else ""
        say.caption(f"As a file for {titles[key]}{first}:")
        panel.download(f"questions_{key.replace(':', '_')}", as_table(pl.concat(found), at.look), at)


def causes(at: Here, key: str) -> Iterator[tuple[str, float]]:
    """Yield the root causes of what a party is asked about, with how many there are of each, the most first."""
    where = at.filters.where(at.metric(OPEN).dimensions) | _asked_of(at, key)
    found = metrics.query(at.snapshot, OPEN, by=["root_cause"], where=where).filter(pl.col("value") > 0)
    yield from found.sort("value", "root_cause", descending=[True, False])["root_cause", "value"].iter_rows()


def lines_of(at: Here, key: str, cause: str) -> pl.DataFrame:
    """Return what a party is asked about of one root cause with its ``question``, at most ``MOST_LINES``.

    Those whose customers are the likeliest to write come first.
    """
    chosen = dict(at.filters.chosen) | _asked_of(at, key) | {"root_cause": (cause,)}
    lines = on_their_way(at.snapshot, replace(at.filters, chosen=tuple(chosen.items())))
    return lines.with_columns(question=pl.lit(question(at.snapshot, key.partition(":")[0], cause)))


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


def question(snapshot: Snapshot, kind: str, cause: str) -> str:
    """Return what to ask a 3PL or a carrier about a root cause: its own text, else the one for any."""
    texts = _texts(snapshot)
    return texts.get((kind, cause)) or texts[kind, ANY]


@lru_cache(maxsize=8)
def _texts(snapshot: Snapshot) -> Mapping[tuple[str, str], str]:
    """Return the texts of the seed ``partner_messages`` by kind of partner and root cause."""
    told = rows(snapshot, "select partner, root_cause, text from wismo.main.partner_messages")
    return {(kind, cause): text for kind, cause, text in told.iter_rows()}


def _waiting(at: Here) -> Iterator[tuple[str, float]]:
    """Yield kind and party of whoever has something to be asked about, by name, with how many, the most first."""
    where = at.filters.where(at.metric(OPEN).dimensions)
    for kind in KINDS:
        if not _asked_of(at, kind)[ASKED]:
            continue
        found = metrics.query(at.snapshot, OPEN, by=[kind], where=where | _asked_of(at, kind))
        known = found.filter((pl.col(kind) != UNKNOWN) & (pl.col("value") > 0))
        for party, count in known.sort("value", kind, descending=[True, False])[kind, "value"].iter_rows():
            yield f"{kind}:{party}", count


def _asked_of(at: Here, key: str) -> dict[str, tuple[str, ...]]:
    """Return what narrows to the things that a kind of partner, or one of them, is asked about."""
    kind, _, party = key.partition(":")
    # A question may name only members that are there.
    seen = metrics.members(at.snapshot, ASKED)
    asked = tuple(name for name in (kind, BOTH) if name in seen)
    return {ASKED: asked} | ({kind: (party,)} if party else {})


def _title(look: Look, key: str) -> str:
    kind, _, party = key.partition(":")
    return f"{look.label(kind, party)} ({KINDS[kind]})"
