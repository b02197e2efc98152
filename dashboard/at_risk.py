"""What is on its way now: how much of it where, and the list of whom to write to first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import charts, compare, grid, metrics, page, panel, partner_notes, reference, say, sidebar
from dashboard.clock import clock
from dashboard.filters import TITLES
from dashboard.open_list import MOST_LINES, NARROWING, helpdesk_table, line_table, on_their_way
from dashboard.tables import as_table
from dashboard.waiting import WAITING

if TYPE_CHECKING:
    from dashboard.page import Here

OPEN = "open_parcels"
CUTS = ("owner", "root_cause", "carrier", "three_pl")
CHANCE = "Chance to write in 72 h"
MOST_MESSAGES = 6


def as_of(at: Here) -> None:
    """Say for which moment the page holds, and where that is too long ago to act on."""
    through = reference.info(at.snapshot).data_through
    wall = clock(at.snapshot)
    words = f"As of {wall.said(through)} ({wall.zone}), where the data ends; the dates at the left do not narrow it."
    if OPEN in metrics.registry(at.snapshot):
        total, unanswered = (_now(at, name)["value"][0] for name in (OPEN, WAITING))
        words = (
            f"{words} {total:,.0f} orders and parcels are on their way or wait for a label. {unanswered:,.0f} WISMO "
            "tickets wait for an answer."
        )
    page.statement(words)
    if page.is_stale(at):
        say.warning(
            f"This list is {page.age_days(at)} days old: much of it has arrived since. Load newer data and "
            "build before you write to anybody."
        )


def by_party(at: Here) -> None:
    """Draw how many orders and parcels are on their way, by owner, cause, carrier or 3PL."""
    if OPEN not in metrics.registry(at.snapshot):
        page.nothing(
            "How much is on its way is not counted here.",
            "This snapshot was built before it was.",
            "Run `wismo build`.",
        )
        return
    metric = at.metric(OPEN)
    total = _now(at, OPEN)["value"][0]
    if not total:
        page.empty("Nothing is on its way under these filters.")
    cut = sidebar.choice("Group by", CUTS, "open_by", TITLES)
    found = _now(at, OPEN, cut).sort("value", cut, descending=[True, False])
    panel.chart(
        "on_their_way",
        charts.ranked(compare.with_words(metric, found), at.look, cut, figures=",d"),
        as_table(metric, found, at.look),
        title=_most(at, found, cut, total),
        about=f"Orders and parcels on their way at the end of the data, by {_plain(cut)}, n = {total:,.0f}. "
        f"{_not_narrowed(at)}".strip(),
    )


def lines(at: Here) -> None:
    """Draw the list, the first to write to first, with the messages to copy and a file for the helpdesk."""
    found = on_their_way(at.snapshot, at.filters)
    if found.is_empty():
        return
    by_chance = found["contact_probability_72h"].is_not_null().any()
    say.subheader("Whom to write to first")
    say.caption(
        ("By the chance that the customer writes within 72 hours." if by_chance else "By the published rules.")
        + f" {_how_many(at, found)} Choose a row to see its order. Marked as waiting for an answer: the customer has "
        "asked about this order. A ticket about what has arrived since has no line here."
    )
    ids = [(None, order) for order in found["order_id"]]
    grid.draw(
        line_table(found, at.look),
        "list_at_risk",
        "Orders and parcels on their way, the customer most likely to write first",
        height=min(520, 60 + 36 * found.height),
        on_select=lambda: sidebar.to_order("list_at_risk", ids),
        selection_mode="single-row",
        column_config=_columns(found),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        say.caption("For the helpdesk, with names, ids and messages first:")
        panel.download("for_the_helpdesk", helpdesk_table(found, at.look), at)
    say.caption(
        "The file has no name and no address to write to: none is kept here. Your helpdesk finds the customer by the "
        "order's name, the shop's own id of it, or the ids of the tickets that asked about it."
    )
    with st.expander("Messages to copy, of the first in the list"):
        told = found.filter(pl.col("suggested_message").is_not_null())
        told = told.unique("suggested_message", keep="first", maintain_order=True).head(MOST_MESSAGES)
        for row in told.iter_rows(named=True):
            say.caption(f"{at.look.label('root_cause', row['root_cause'])}, as for {row['order_name']}")
            st.code(row["suggested_message"], language=None, wrap_lines=True)
    partner_notes.section(at)


def _most(at: Here, found: pl.DataFrame, cut: str, total: float) -> str:
    """Return the finding: who has the most of it; where no label says whose it is, nobody has."""
    known = found.filter(pl.col(cut) != "unassigned")
    if known.is_empty():
        return f"{total:,.0f} on their way, and no {_plain(cut)} is known yet"
    return f"{at.look.label(cut, known[cut][0])}: {known['value'][0]:,.0f} of {total:,.0f} on their way"


def _plain(cut: str) -> str:
    return TITLES[cut] if cut == "three_pl" else TITLES[cut].lower()


def _now(at: Here, name: str, *by: str) -> pl.DataFrame:
    """Ask what is now, on the one day it is counted on, whatever the dates at the left."""
    where = at.filters.where(at.metric(name).dimensions)
    return metrics.query(at.snapshot, name, by=by, where=where)


def _how_many(at: Here, found: pl.DataFrame) -> str:
    """Say how many lines there are, and which filters do not narrow them."""
    if found.height < MOST_LINES:
        counted = f"n = {found.height:,}."
    else:
        counted = f"The first {MOST_LINES:,} are listed and in the files; the command wismo at-risk has all."
    return f"{counted} {_not_narrowed(at)}".strip()


def _not_narrowed(at: Here) -> str:
    ignored = at.filters.ignored(NARROWING)
    return (
        f"The filter on {' and '.join(ignored).lower()} does not narrow it: nobody has written yet." if ignored else ""
    )


def _columns(found: pl.DataFrame) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "Message to send": st.column_config.TextColumn(width="medium"),
        "Reason": st.column_config.TextColumn(width="large"),
    }
    if (highest := found["contact_probability_72h"].head(1)[0]) is not None:
        columns[CHANCE] = st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100 * highest)
    return columns
