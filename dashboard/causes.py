"""Which causes bring most of the questions, whether one of them changed, and with whom each is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, findings, page, panel, reference, sidebar
from dashboard.figures import figure
from dashboard.filters import TITLES
from dashboard.published import statistic
from dashboard.tables import as_table, quiet
from wismo.many import many
from wismo.periods import WEEK, spoken
from wismo.statistics.pareto import how_many_are_most, pareto

if TYPE_CHECKING:
    from dashboard.page import Here

CUTS = ["root_cause", "owner"]
PLURALS = {"root_cause": "causes", "owner": "owners"}
PARTIES = ["carrier", "three_pl", "region", "channel"]
LINES, COLUMNS = 8, 8


def ranking(at: Here) -> None:
    """Draw causes or owners by tickets, their rates by week, and where each is met."""
    cut = sidebar.choice("Group by", CUTS, "group", TITLES)
    found = pareto(at.ask("wismo_tickets", by=[cut], grain="all"), cut)
    if found.is_empty():
        page.empty("No WISMO ticket is left under these filters.")
    left, right = st.columns(2, gap="medium")
    with left:
        _most(at, found, cut)
    with right:
        _trend(at, found, cut)
    _met(at, found, cut)


def _most(at: Here, found: pl.DataFrame, cut: str) -> None:
    tickets = at.metric("wismo_tickets")
    total = at.ask(tickets.name, grain="all")["value"][0]
    counted = as_table(tickets, found, at.look).with_columns(
        (100 * found["share"]).round(1).alias("Share (%)"),
        (100 * found["running_share"]).round(1).alias("Share down to here (%)"),
    )
    panel.chart(
        "causes",
        charts.pareto(found, at.look, cut),
        counted,
        title=most_words(found, cut, at),
        about=f"WISMO tickets, {page.span(at)}, n = {total:,.0f}. The line: the share of all tickets down to there. "
        f"{proven_words(at)}",
        places=[cut],
    )


def most_words(found: pl.DataFrame, cut: str, at: Here) -> str:
    """Return how few members bring most of the tickets; who leads, where a single one does."""
    first, most = found.row(0, named=True), how_many_are_most(found["running_share"].to_list())
    if most > 1:
        return (
            f"{most} of {found.height} {PLURALS[cut]} are {100 * found['running_share'][most - 1]:.0f} % of the tickets"
        )
    return f"{at.look.label(cut, first[cut])} alone: {100 * first['share']:.0f} % of the tickets"


def proven_words(at: Here) -> str:
    """Return for how many tickets it is proven whose turn it was: it stands beside every chart of owners."""
    answer = at.ask("owner_proven_share", grain="all")
    value, n = answer.select("value", "n").row(0)
    share = figure(at.metric("owner_proven_share"), value, n)
    return f"Whose turn it was is proven for {share} of them (n = {n:,.0f})."


def _trend(at: Here, found: pl.DataFrame, cut: str) -> None:
    rate = at.metric("wismo_rate")
    order = found[cut].head(LINES).to_list()
    weekly = at.ask(rate.name, by=[cut], narrowed={cut: order})
    shown = quiet(rate, weekly)
    if shown["value"].is_null().all():
        page.too_few_to_draw(rate, "week")
        return
    launches = reference.marks(at.snapshot, at.weeks.first, at.weeks.last_day)
    launched = "; ".join(f"{mark.label}, {mark.day:%-d %b %Y}" for mark in launches)
    panel.chart(
        "cause_trend",
        charts.trends(shown, at.look, cut, order, figures=".1f", days=[mark.day for mark in launches]),
        as_table(rate, weekly, at.look),
        title=changed_words(at, cut),
        about=f"WISMO per 100 orders by week, the {len(order)} with most tickets, {page.span(at)}"
        f"{page.resting_on(at, rate)} orders.{f' Dotted: {launched}.' if launched else ''}",
        alt=findings.over_time(rate, weekly, cut, at.look),
        places=["period", cut],
    )


def changed_words(at: Here, cut: str) -> str:
    """Return whose rate left its own normal weeks, as the trend judged the headline week; nothing under filters."""
    judged = statistic(at.snapshot, "trend_signals", metric="wismo_rate", dimension=cut)
    if judged.is_empty() or at.filters.chosen:
        return f"WISMO per 100 orders by {TITLES[cut].lower()}"
    # Rare causes are judged four weeks at a time: the last ones that ended by the headline week's end.
    length = pl.duration(weeks=pl.col("weeks"))
    ended = pl.col("week_start") + length
    end = pl.lit(at.weeks.last + WEEK)
    found = judged.filter((ended <= end) & (ended > end - length) & (pl.col("verdict") == "changed"))
    if found.is_empty():
        return f"No {TITLES[cut].lower()} moved beyond its own normal weeks"
    changed = found.sort("changed_since", "member").select("member", "changed_since").iter_rows()
    return "Changed: " + ", ".join(
        f"{at.look.label(cut, member)} since the week of {spoken(since)}" for member, since in changed
    )


def _met(at: Here, found: pl.DataFrame, cut: str) -> None:
    party = sidebar.choice("Where each is met: across", PARTIES, "across", TITLES)
    tickets = at.metric("wismo_tickets")
    crossed = compare.with_words(tickets, at.ask(tickets.name, by=[cut, party], grain="all"))
    columns = compare.largest(at.ask(tickets.name, by=[party], grain="all"), party, COLUMNS)
    panel.chart(
        "cause_by_party",
        charts.cells(crossed, at.look, cut, party, rows=found[cut].to_list(), columns=columns),
        as_table(tickets, crossed, at.look),
        title=met_words(crossed, cut, party, at),
        about=f"WISMO tickets by {TITLES[cut].lower()} and {TITLES[party]}, {page.span(at)}. Whoever ships more is "
        "asked about more: the pages of partners set these counts against what each shipped.",
        places=[cut, party],
    )


def met_words(crossed: pl.DataFrame, cut: str, party: str, at: Here) -> str:
    """Return the cell with most tickets; those of nobody we know are in the chart and are no finding."""
    top = compare.highest(crossed, party, cut)
    if top is None:
        return f"No {TITLES[party].lower()} is known for these tickets"
    one, other = at.look.label(cut, top[cut]), at.look.label(party, top[party])
    return f"Most in one cell: {other}, {one}, {many(top['value'], 'ticket')}"
