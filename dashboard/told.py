"""What customers were told of their parcels, and when: before these moved, and when something went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, compare, findings, metrics, page, panel, sidebar
from dashboard.figures import figure
from dashboard.filters import TITLES
from dashboard.tables import FURTHER, as_table, quiet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from dashboard.page import Here

PARTIES = ["three_pl", "carrier"]
AGES = ["under 12 h", "12 to 24 h", "24 to 48 h", "48 to 72 h", "over 72 h"]


def before_it_moves(at: Here) -> None:
    """Draw the hours from the shipping email to the scan, and who asked how long after the label."""
    st.text(
        f"{_told(at, 'shipping_email_share', 'of parcels had a shipping email')}; "
        f"{_told(at, 'told_before_scan_share', 'of those emails went out before the carrier had the parcel')}."
    )
    party = sidebar.choice("Across", PARTIES, "told_by", TITLES)
    lead, asked = at.metric("notification_lead"), at.metric("unscanned_tickets")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        resting = page.resting_on(at, lead, start=at.weeks.last)
        st.subheader(f"{lead.label}, half of them, by week{resting and resting + ' in the last'}")
        _lead_by_week(at, party)
    with right:
        tickets = compare.with_words(asked, at.ask(asked.name, by=["label_age", party], grain="all"))
        total = at.ask(asked.name, grain="all")["value"]
        st.subheader(f"{asked.label}, n = {total[0] if len(total) else 0:,.0f}")
        columns = compare.largest(at.ask(asked.name, by=[party], grain="all"), party, 8)
        panel.chart(
            "asked_before_scan",
            charts.cells(tickets, at.look, "label_age", party, rows=AGES, columns=columns),
            as_table(asked, tickets, at.look),
            alt=f"{asked.label} by time since the label and {TITLES[party].lower()}, {page.span(at)}.",
        )


def when_in_trouble(at: Here) -> None:
    """Say, and draw by carrier, how many customers heard of a parcel's trouble from the shop."""
    metric = at.metric("alert_coverage")
    whole = at.ask(metric.name, by=["carrier"], grain="all")
    if whole.is_empty():
        st.info("No parcel in trouble is known under these filters, or no messages were recorded.")
        return
    st.text(
        f"{_told(at, 'alert_coverage', 'of customers whose parcel met a problem or passed its day were told')}; "
        f"{_told(at, 'alerted_before_asked_share', 'of those who then asked had been told before')}; "
        f"{_told(at, 'alert_eta_share', 'of the messages named a new day')}. {_waited(at)}"
    )
    page.tell_ignored(at, metric)
    ranked = compare.with_words(metric, whole).sort("value", "carrier", descending=[True, False], nulls_last=True)
    st.subheader(f"{metric.label}, {page.span(at)}{page.resting_on(at, metric)}")
    panel.chart(
        "told_of_trouble",
        charts.ranked(ranked, at.look, "carrier", figures=".0%"),
        as_table(metric, whole, at.look),
        alt=findings.largest_now(metric, ranked, "carrier", at.look, page.span(at)),
    )


def _lead_by_week(at: Here, party: str) -> None:
    lead = at.metric("notification_lead")
    # The table holds each party by itself: other filters do not narrow it.
    kept = {name: members for name, members in at.filters.where(lead.dimensions).items() if name == party}
    weekly = _by_week(at, lead.name, [party], kept)
    order = compare.largest(at.ask("orders", by=[party], grain="all"), party, 8)
    order = [name for name in order if name != "unassigned"]
    further = {column: title for column, title in FURTHER.items() if column in lead.columns}
    panel.chart(
        "notification_lead",
        charts.lines(quiet(lead, weekly), at.look, party, order, figures=".0f"),
        as_table(lead, weekly, at.look, further=further),
        alt=findings.over_time(lead, quiet(lead, weekly), party, at.look),
    )


def _by_week(at: Here, name: str, by: Sequence[str], where: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    start, end = at.weeks.first, at.weeks.last_day
    return metrics.query(at.snapshot, name, by=by, grain="week", where=where, start=start, end=end)


def _told(at: Here, name: str, words: str) -> str:
    metric, answer = at.metric(name), at.ask(name, grain="all")
    value, n = _only(answer)
    return f"{figure(metric, value, n)} {words} (n = {n or 0:,.0f})"


def _waited(at: Here) -> str:
    """The wait until half were told, in the last full week: an estimate over several weeks cannot be added up."""
    metric = at.metric("alert_delay")
    weekly = _by_week(at, metric.name, [], {})
    value, n = _only(weekly.filter(weekly["period"] == at.weeks.last))
    if value is None:
        return f"In the last full week fewer than half were told (n = {n or 0:,.0f})."
    return f"In the last full week half were told within {figure(metric, value, n)} (n = {n:,.0f})."


def _only(answer: pl.DataFrame) -> tuple[float | None, float | None]:
    return answer.select("value", "n").row(0) if answer.height else (None, None)
