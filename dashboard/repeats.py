"""Orders that are asked about more than once: which causes, and how soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, out_of_hours, page, panel, say
from dashboard.figures import figure, too_few
from dashboard.tables import as_table
from wismo.many import many

if TYPE_CHECKING:
    from dashboard.page import Here

ORDERS, AGAIN, FACTOR = "asked_orders", "asked_again_share", "repeat_contact_factor"
# As they follow one another; what was not asked about again is the rest.
AFTER = ("under 4 h", "4 to 24 h", "1 to 3 days", "3 to 7 days", "over 7 days")


def section(at: Here) -> None:
    """Draw which causes are asked about again, and after how long; then what is not known of hand-offs."""
    whole = at.ask(AGAIN, grain="all")
    n = whole["n"][0] if whole.height else 0
    if not n:
        page.nothing(
            "Nobody can say yet how often an order is asked about twice.",
            "No order first asked about in these weeks has its 30 days behind it, or none was found for its ticket.",
            "Choose earlier dates, or load more weeks.",
        )
        _hand_offs()
        return
    factor = at.metric(FACTOR)
    contacts = at.ask(FACTOR, grain="all").row(0, named=True)
    told = f"{many(contacts['numerator'], 'WISMO contact')} about {many(n, 'order')}"
    if too_few(factor, n):
        say.text(f"{told}, too few for a figure per order.")
    else:
        say.text(
            f"{figure(factor, contacts['value'])} contacts per order asked about ({told}); at 1 nobody asks twice."
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _by_cause(at)
    with right:
        _how_soon(at, whole["numerator"][0])
    _hand_offs()


def _by_cause(at: Here) -> None:
    metric = at.metric(AGAIN)
    value, n, numerator = at.ask(AGAIN, grain="all").select("value", "n", "numerator").row(0)
    found = at.ask(AGAIN, by=["root_cause"], grain="all").filter(pl.col("n") > 0)
    ranked = compare.with_words(metric, found).sort(
        "value", "n", "root_cause", descending=[True, True, False], nulls_last=True
    )
    if out_of_hours.nothing_known(metric, ranked):
        return
    panel.chart(
        "asked_again",
        charts.ranked(ranked, at.look, "root_cause", figures=".0%"),
        as_table(metric, found, at.look),
        title=f"{compare.words(metric, value, n, numerator)} of orders are asked about again",
        about=f"Share of orders asked about again within 30 days, by the cause of the first question; first asked "
        f"about {page.span(at)} and the 30 days over, n = {n:,.0f}.",
        places=["root_cause"],
    )


def _how_soon(at: Here, again: float) -> None:
    metric = at.metric(ORDERS)
    found = at.ask(ORDERS, by=["asked_again_after"], grain="all")
    found = found.filter(pl.col("asked_again_after").is_in(AFTER) & (pl.col("value") > 0))
    if found.is_empty():
        return
    found = found.sort(pl.col("asked_again_after").cast(pl.Enum(AFTER)))
    longest = found.sort("value", "asked_again_after", descending=[True, False]).row(0, named=True)
    panel.chart(
        "second_question",
        charts.ranked(compare.with_words(metric, found), at.look, "asked_again_after", figures=",d"),
        as_table(metric, found, at.look),
        title=f"Of {again:,.0f} asked about again, {longest['value']:,.0f} after {longest['asked_again_after']}",
        about=f"Orders by the time from the first question to the second, {page.span(at)}, n = {again:,.0f}.",
    )


def _hand_offs() -> None:
    page.nothing(
        "How often a ticket changes hands before it is with the right person is not known.",
        "Exports name the person a ticket ended with, and none before.",
        "It takes the helpdesk's log of assignments (Zendesk's or Gorgias' events), which intake does not read.",
    )
