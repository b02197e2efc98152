"""How soon WISMO tickets are answered, with somebody there and without, and whether the day we named came true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, coverage, findings, metrics, out_of_hours, page, panel, say, sidebar
from dashboard.clock import lasted
from dashboard.filters import TITLES
from dashboard.tables import as_table
from wismo.errors import WismoError

if TYPE_CHECKING:
    from dashboard.page import Here

WAITS = {"first_response_time": "First answer", "first_eta_time": "First answer that says where or when"}
STAFFED = ("staffed", "unstaffed", "not_known")
FURTHER = {
    "p50_hours": "Half answered within (hours)",
    "p90_hours": "Nine in ten within (hours)",
    "share_over_24h": "Not answered after 24 h (%)",
}
KEPT = ("eta_kept", "first_reply_eta_share")


def how_soon(at: Here) -> None:
    """Draw the waits by whether somebody was there and who answered, or by channel; over all weeks of the snapshot."""
    left, right = st.columns(2)
    with left:
        name = sidebar.choice("Until the", list(WAITS), "wait", WAITS)
    with right:
        cut = sidebar.choice("Group by", ["handled_by", "channel"], "wait_by", TITLES)
    metric = at.metric(name)
    try:
        found = metrics.query(at.snapshot, name, by=["staffed", cut])
    except WismoError as error:
        say.info(str(error))
        return
    if found.is_empty():
        page.nothing(
            "No answer can be timed.",
            "No WISMO ticket says when it was answered.",
            "Load the helpdesk's messages or its first-response times.",
        )
        return
    _out_of_hours(at)
    page.tell_whole(at, whose="all weeks of the snapshot")
    found = found.sort(cut, pl.col("staffed").cast(pl.Enum(STAFFED)))
    total = metrics.query(at.snapshot, name)["n"][0]
    labels = [
        f"{at.look.label(cut, member)}, {at.look.label('staffed', staffed).lower()}"
        for member, staffed in found.select(cut, "staffed").iter_rows()
    ]
    drawn = found.with_columns(label=pl.Series(labels), is_strong=pl.col("staffed") == STAFFED[0])
    panel.chart(
        "waits",
        charts.spreads(drawn, at.look),
        as_table(metric, found, at.look, further=FURTHER),
        title=_compared(metrics.query(at.snapshot, name, by=["staffed"]), WAITS[name]),
        about=f"{WAITS[name]} to WISMO tickets, in hours of the clock from when it was opened: dot, half within; bar, "
        f"nine in ten within; the scale is one of ratios. All weeks of the snapshot, n = {total:,.0f}; filters do not "
        f"narrow it. A row with n below {metric.smallest_n} is blank."
        + (f" {coverage.NOT_YOURS}" if coverage.is_placeholder(at) else ""),
    )


def kept(at: Here) -> None:
    """Draw how often the day we named came true, and how often the first answer told anything."""
    cut = sidebar.choice("Group by", ["handled_by", "channel", "root_cause", "carrier"], "kept_by", TITLES)
    for column, name in zip(st.columns(2, gap="medium"), KEPT, strict=True):
        with column:
            _shares(at, name, cut)


def _shares(at: Here, name: str, cut: str) -> None:
    metric = at.metric(name)
    whole = at.ask(name, grain="all")
    found = at.ask(name, by=[cut], grain="all")
    found = found.filter(pl.col("n") > 0)
    if found.is_empty():
        page.nothing(
            f"{metric.label}: nothing to judge.",
            "No answer of these weeks has been read, or none named a day that is past.",
            "Load the helpdesk's messages, so that answers can be read.",
        )
        return
    ranked = compare.with_words(metric, found).sort("value", "n", cut, descending=[True, True, False], nulls_last=True)
    if out_of_hours.nothing_known(metric, ranked):
        return
    value, n, numerator = whole.select("value", "n", "numerator").row(0)
    panel.chart(
        name,
        charts.ranked(ranked, at.look, cut, figures=".0%"),
        as_table(metric, found, at.look),
        title=f"{metric.label}: {compare.words(metric, value, n, numerator)}",
        about=f"{metric.description} {page.span(at)}, n = {n:,.0f}.",
        alt=findings.largest_now(metric, ranked, cut, at.look, page.span(at)),
    )


def _out_of_hours(at: Here) -> None:
    """Say who dealt with what came when nobody was there."""
    found = at.ask("unstaffed_contacts", by=["handled_by"], grain="all").filter(pl.col("value") > 0)
    if found.is_empty():
        return
    parts = [
        f"{at.look.label('handled_by', member)} {count:,.0f}"
        for member, count in found.sort("value", "handled_by", descending=[True, False])
        .select("handled_by", "value")
        .iter_rows()
    ]
    say.text(f"Who answered what came when nobody was there, {page.span(at)}: {', '.join(parts)}.")


def _compared(by_hours: pl.DataFrame, what: str) -> str:
    """Return the finding: half within so long with somebody there, and without."""
    halves = dict(by_hours.select("staffed", "value").iter_rows())
    there, nobody = (halves.get(name) for name in STAFFED[:2])
    if there is None or nobody is None:
        return f"{what}: half within, nine in ten within"
    return f"{what}: half within {lasted(there)} when somebody is there, {lasted(nobody)} when nobody is"
