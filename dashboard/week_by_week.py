"""WISMO tickets week by week, and who had how many of them in the last full one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, compare, headlines, page, panel, reference, sidebar, signals
from dashboard.figures import figure
from dashboard.filters import TITLES
from dashboard.tables import as_table
from wismo.labels import OWNER_LABELS
from wismo.periods import spoken

if TYPE_CHECKING:
    import polars as pl

    from dashboard.compare import Card
    from dashboard.page import Here

# In the names of charts and files.
CUTS = {"root_cause": "cause", "owner": "owner"}
METRIC, RATE = "wismo_tickets", "wismo_rate"


def section(at: Here, total: Card) -> None:
    """Draw both beside each other, by root cause or by owner. ``total`` is the card of all WISMO tickets."""
    cut = sidebar.choice("Weeks by", list(CUTS), "trend", TITLES)
    weekly = at.ask(METRIC, by=[cut], start=min(at.weeks.first, at.weeks.before))
    trend, share = st.columns([3, 2], gap="medium")
    with trend:
        _weeks(at, cut, weekly, total)
    with share:
        _week(at, cut, weekly, total)


def _weeks(at: Here, cut: str, weekly: pl.DataFrame, total: Card) -> None:
    metric, first = at.metric(METRIC), at.weeks.first
    drawn = weekly.filter(weekly["period"] >= first)
    normal = signals.normal_weeks(at.snapshot, RATE, at.filters, first, at.weeks.last)
    target = signals.target_weeks(at.snapshot, at.ask(RATE), at.filters)
    whole = at.ask(METRIC, grain="all")["value"]
    lines = [f"{metric.label} by {TITLES[cut].lower()} and week, {page.span(at)}, n = {whole[0] or 0:,.0f}."]
    if at.weeks.partial:
        lines.append(f"The week of {spoken(at.weeks.partial)} is not complete and left out.")
    if normal is not None:
        lines.append("Between the grey lines: a normal week at this time of year and this volume of orders.")
    if target is not None:
        lines.append("Dashed: what the target allows at this volume of orders.")
    panel.chart(
        f"wismo_by_{CUTS[cut]}",
        charts.stacked_weeks(
            drawn,
            at.look,
            cut,
            reference.cause_order(at.snapshot) if cut == "root_cause" else list(OWNER_LABELS),
            normal=normal,
            target=target,
            **page.behind(at, first),
        ),
        as_table(metric, drawn, at.look),
        title=headlines.of_the_week(total, None if normal is None else normal.filter(period=at.weeks.last)),
        about=" ".join(lines),
        places=["period", cut],
    )


def _week(at: Here, cut: str, weekly: pl.DataFrame, total: Card) -> None:
    metric = at.metric(METRIC)
    ranked = compare.versus(metric, weekly, cut, at.weeks)
    n = total.now.value or 0
    about = f"{metric.label} of the week of {spoken(at.weeks.last)}, n = {n:,.0f}. Tick: the week before."
    if cut == "owner":
        about += _proven(at)
    panel.chart(
        f"{CUTS[cut]}s_of_the_week",
        charts.ranked(ranked, at.look, cut, figures=",d", before="the week before"),
        as_table(metric, weekly.filter(weekly["period"] == at.weeks.last), at.look),
        title=headlines.leader(metric, ranked, cut, at.look),
        about=about,
        places=[cut],
    )


def _proven(at: Here) -> str:
    proven = at.ask("owner_proven_share", grain="all", start=at.weeks.last)
    if proven.is_empty():
        return ""
    share = figure(at.metric("owner_proven_share"), *proven.select("value", "n").row(0))
    return f" The owner is proven for {share} of them."
