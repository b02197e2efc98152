"""What the pages of carriers and of 3PLs share: one measure by week, and where each root cause is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, findings, metrics, page, panel, reference, sidebar
from dashboard.figures import axis, change, figure
from dashboard.league import ONE
from dashboard.tables import FURTHER, as_table, quiet
from dashboard.warehouse import has_table
from wismo.errors import WismoError
from wismo.periods import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboard.drawing import Drawing
    from dashboard.page import Here
    from dashboard.registry import Metric

LINES = 8
UNKNOWN = "unassigned"


def known(at: Here, names: Iterable[str]) -> list[str]:
    """Return which metrics the snapshot has; it may be older than some."""
    found = [(name, metrics.registry(at.snapshot).get(name)) for name in names]
    return [name for name, metric in found if metric and (not metric.table or has_table(at.snapshot, metric.table))]


def members(at: Here, party: str) -> list[str]:
    """Return the parties with the most parcels in the weeks drawn; where the party is not known, nobody is measured."""
    found = compare.largest(at.ask("shipments", by=[party], grain="all"), party, LINES + 1)
    return [member for member in found if member != UNKNOWN][:LINES]


def volumes(at: Here, party: str) -> str:
    """Return how many parcels each party shipped in the weeks drawn, so that nobody is judged without it."""
    found = at.ask("shipments", by=[party], grain="all").sort("value", descending=True)
    told = [f"{at.look.label(party, name)} {value:,.0f}" for name, value in found.select(party, "value").iter_rows()]
    return f"Parcels: {', '.join(told)}"


def by_week(at: Here, party: str, choices: Sequence[str]) -> None:
    """Draw a chosen measure of each party by week, and its last full week beside the week before."""
    labels = {name: at.metric(name).label for name in known(at, choices)}
    name = sidebar.choice("Measure", list(labels), "measure", labels)
    metric, order = at.metric(name), members(at, party)
    try:
        weekly = at.ask(name, by=[party], start=min(at.weeks.first, at.weeks.before))
        whole = at.ask(name, start=min(at.weeks.first, at.weeks.year_before))
    except WismoError as error:
        page.nothing(f"{metric.label} cannot be shown under these filters.", str(error), "Clear a filter at the left.")
        return
    if not order or weekly.is_empty():
        page.nothing(
            f"{metric.label} is not known in these weeks.",
            "No parcel or order is left under these filters.",
            "Widen the dates or clear a filter at the left.",
        )
        return
    now = compare.versus(metric, weekly, party, at.weeks).filter(pl.col(party) != UNKNOWN)
    further = {column: title for column, title in FURTHER.items() if column in metric.columns}
    left, right = st.columns([3, 2], gap="medium")
    with left:
        panel.chart(
            "party_trend",
            lines(at, metric, weekly, party, order),
            as_table(metric, weekly, at.look, further=further),
            title=spread(metric, now, party, at),
            about=f"{metric.description} By week, {page.span(at)}. {_together(metric, whole, at)} "
            f"{volumes(at, party)}.",
            alt=findings.over_time(metric, quiet(metric, weekly), party, at.look),
            places=["period", party] if "root_cause" in metric.dimensions else (),
        )
    with right:
        panel.chart(
            "party_week",
            charts.ranked(now, at.look, party, figures=axis(metric), before="the week before"),
            as_table(metric, weekly.filter(weekly["period"] == at.weeks.last), at.look, further=further),
            title=f"Week of {spoken(at.weeks.last)}",
            about=f"{metric.label}, the line on each bar is the week before; n stands beside each.",
            alt=findings.largest_now(metric, now, party, at.look, f"in the week of {spoken(at.weeks.last)}"),
            places=[party] if "root_cause" in metric.dimensions else (),
        )
    page.tell_ignored(at, metric)


def lines(at: Here, metric: Metric, weekly: pl.DataFrame, party: str, order: Sequence[str]) -> Drawing:
    """Return a measure of each party by week; a week that rests on too little is left out."""
    return charts.lines(quiet(metric, weekly), at.look, party, order, figures=axis(metric), **page.behind(at))


def causes(at: Here, party: str) -> None:
    """Draw where each root cause is met, per 100 orders of each party, so that volume is part of the figure."""
    rate, order = at.metric("wismo_rate"), members(at, party)
    crossed = compare.with_words(rate, at.ask("wismo_rate", by=["root_cause", party], grain="all"), short=True)
    crossed = crossed.filter(pl.col(party).is_in(order))
    rows = reference.causes_met(at.snapshot, crossed)
    if not rows:
        page.nothing(
            "No root cause is known in these weeks.",
            "No WISMO ticket is tied to a parcel of a known party.",
            "Widen the dates or clear a filter at the left.",
        )
        return
    top = crossed.filter(pl.col("value").is_not_null()).sort("value", descending=True, nulls_last=True).head(1)
    title = "Too few orders to say where a cause is met most"
    if top.height:
        first = top.row(0, named=True)
        cause, who = at.look.label("root_cause", first["root_cause"]), at.look.label(party, first[party])
        title = f"Met most: {cause} at {who}, {first['shown']} per 100 orders"
    orders = at.ask("orders", by=[party], grain="all").filter(pl.col(party).is_in(order)).sort("n", descending=True)
    told = ", ".join(f"{at.look.label(party, name)} {n:,.0f}" for name, n in orders.select(party, "n").iter_rows())
    panel.chart(
        "party_by_cause",
        charts.cells(crossed, at.look, "root_cause", party, rows=rows, columns=order),
        as_table(rate, crossed.drop("said"), at.look),
        title=title,
        about=f"WISMO tickets per 100 orders recent enough to ask about, by root cause and {ONE[party]}, "
        f"{page.span(at)}. Orders: {told}. A blank cell rests on fewer than {rate.smallest_n} orders; point at one "
        "for its count and n. Differences of small counts are within noise.",
        places=["root_cause", party],
    )


def spread(metric: Metric, now: pl.DataFrame, party: str, at: Here) -> str:
    """Return who is highest and lowest in the last full week, and no more."""
    known = now.filter(pl.col("value").is_not_null())
    if known.height < 2:
        return f"{metric.label}: too few in the last full week to compare"
    ends = [known.row(place, named=True) for place in (0, -1)]
    high, low = (f"{figure(metric, row['value'])} at {at.look.label(party, row[party])}" for row in ends)
    return f"{metric.label} in the last full week: from {low} to {high}"


def _together(metric: Metric, whole: pl.DataFrame, at: Here) -> str:
    """Return all parties together in the last full week, beside the week before and the same week last year."""
    drawn = compare.card(metric, whole, at.weeks)
    if drawn.now.value is None:
        return f"All together in the last full week: too few (n = {drawn.now.n or 0:,.0f})."
    told = f"All together {figure(metric, drawn.now.value)} in the last full week (n = {drawn.now.n:,.0f})"
    for then, when in ((drawn.before, "the week before"), (drawn.year_before, "the same week last year")):
        moved = change(metric, drawn.now.value, then.value)
        told += f", {moved} vs {when}" if moved else f", no figure for {when}"
    return f"{told}."
