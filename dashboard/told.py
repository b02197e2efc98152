"""What customers were told of their parcels, and when: before these moved, and when something went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, findings, metrics, page, panel, sidebar
from dashboard.figures import figure, too_few
from dashboard.filters import TITLES
from dashboard.tables import FURTHER, as_table, quiet
from wismo.periods import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here
    from dashboard.registry import Metric

PARTIES = ["three_pl", "carrier"]
AGES = ["under 12 h", "12 to 24 h", "24 to 48 h", "48 to 72 h", "over 72 h"]


def before_it_moves(at: Here) -> None:
    """Tell the wait between label and first scan: what customers were told, who asked when, and where."""
    told = at.ask("shipping_email_share", grain="all")
    if told.is_empty() or not told["n"][0]:
        page.nothing(
            "When customers were told that their parcel is on its way is not known.",
            "No log of sent messages covers these parcels.",
            "Add your email tool's log as a source of notifications to see who was told before the carrier had it.",
        )
    else:
        page.statement(
            f"{_told(at, 'shipping_email_share', 'of parcels had a shipping email')}; "
            f"{_told(at, 'told_before_scan_share', 'of those emails went out before the carrier had the parcel')}."
        )
    asked = at.metric("unscanned_tickets")
    by_age = at.ask(asked.name, by=["label_age"], grain="all").filter(pl.col("value") > 0)
    party = sidebar.choice("Across", PARTIES, "told_by", TITLES)
    if by_age.is_empty():
        page.nothing(
            "Nobody wrote between label and first scan in these weeks.",
            "No WISMO ticket here is about a parcel with a label and no scan.",
            "Widen the dates or clear a filter at the left to look further.",
        )
    else:
        left, right = st.columns(2, gap="medium")
        with left:
            _asked_by_age(at, asked, by_age)
        with right:
            _asked_by_party(at, asked, party)
    if not told.is_empty() and told["n"][0]:
        _lead_by_week(at, party)


def _asked_by_age(at: Here, asked: Metric, by_age: pl.DataFrame) -> None:
    total, whole = at.ask(asked.name, grain="all")["value"][0], at.ask("wismo_tickets", grain="all")["value"][0]
    places = dict(zip(AGES, range(len(AGES)), strict=True))
    drawn = compare.with_words(asked, by_age).sort(pl.col("label_age").replace_strict(places, default=len(AGES)))
    top = drawn.sort("value", descending=True, maintain_order=True).row(0, named=True)
    panel.chart(
        "asked_by_age",
        charts.ranked(drawn, at.look, "label_age", figures=",d"),
        as_table(asked, drawn, at.look),
        title=f"Most who ask before the first scan do so {top['label_age']} after the label: "
        f"{top['value']:,.0f} of {total:,.0f}",
        about=f"{asked.label}, by hours since the label, {page.span(at)}, n = {total:,.0f} of {whole:,.0f} WISMO "
        "tickets.",
    )


def _asked_by_party(at: Here, asked: Metric, party: str) -> None:
    tickets = compare.with_words(asked, at.ask(asked.name, by=["label_age", party], grain="all"))
    whole = at.ask(asked.name, by=[party], grain="all")
    columns = compare.largest(whole, party, 8)
    top = whole.sort("value", party, descending=[True, False]).row(0, named=True)
    panel.chart(
        "asked_before_scan",
        charts.cells(tickets, at.look, "label_age", party, rows=AGES, columns=columns),
        as_table(asked, tickets, at.look),
        title=f"{at.look.label(party, top[party])} has most of them: {top['value']:,.0f}",
        about=f"The same tickets by {TITLES[party]}. Whoever ships more has more; the lines below do not depend on "
        "how much each ships.",
    )


def when_in_trouble(at: Here) -> None:
    """Say, and draw by carrier, how many customers heard of a parcel's trouble from the shop."""
    metric = at.metric("alert_coverage")
    whole = at.ask(metric.name, by=["carrier"], grain="all")
    if whole.is_empty():
        page.nothing(
            "Whether customers were told of trouble is not known.",
            "No parcel in trouble is known under these filters, or no log of sent messages covers them.",
            "Add your email tool's log as a source of notifications, or widen the dates.",
        )
        return
    page.statement(
        f"{_told(at, 'alert_coverage', 'of customers whose parcel met a problem or passed its day were told')}; "
        f"{_told(at, 'alerted_before_asked_share', 'of those who then asked had been told before')}; "
        f"{_told(at, 'alert_eta_share', 'of the messages named a new day')}. {_waited(at)}"
    )
    page.tell_ignored(at, metric)
    ranked = compare.with_words(metric, whole).sort("value", "carrier", descending=[True, False], nulls_last=True)
    known = ranked.filter(pl.col("value").is_not_null())
    title = f"{metric.label}: too few parcels to compare carriers"
    if known.height > 1:
        most, least = known.row(0, named=True), known.row(-1, named=True)
        title = (
            f"From {figure(metric, least['value'])} at {at.look.label('carrier', least['carrier'])} to "
            f"{figure(metric, most['value'])} at {at.look.label('carrier', most['carrier'])}"
        )
    panel.chart(
        "told_of_trouble",
        charts.ranked(ranked, at.look, "carrier", figures=".0%"),
        as_table(metric, whole, at.look),
        title=title,
        about=f"{metric.description} {page.span(at)}{page.resting_on(at, metric)} parcels.",
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
    value, n = _only(_by_week(at, lead.name, [], {}).filter(pl.col("period") == at.weeks.last))
    week = f"{spoken(at.weeks.last)}{', the whole brand' if at.filters.chosen else ''}"
    half = f"Week of {week}: half were scanned within {figure(lead, value, n)} of the shipping email"
    few = f"Week of {week}: too few shipping emails to say how early they were"
    panel.chart(
        "notification_lead",
        charts.lines(quiet(lead, weekly), at.look, party, order, figures=".0f"),
        as_table(lead, weekly, at.look, further=further),
        title=few if value is None or too_few(lead, n) else half,
        about=f"{lead.label}, half of the parcels, by week of the label, {page.span(at)}, n = {n or 0:,.0f} in the "
        f"last week. Below 0 the scan came before the email. Only a filter on {TITLES[party]} narrows the lines.",
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
    whole = ", whatever the filters say" if at.filters.chosen else ""
    if value is None:
        return f"In the last full week fewer than half were told (n = {n or 0:,.0f}{whole})."
    return f"In the last full week half were told within {figure(metric, value, n)} (n = {n:,.0f}{whole})."


def _only(answer: pl.DataFrame) -> tuple[float | None, float | None]:
    return answer.select("value", "n").row(0) if answer.height else (None, None)
