"""When customers ask where their order is, and whether anybody is there to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, out_of_hours, page, panel, say
from dashboard.clock import clock
from dashboard.figures import figure, too_few
from dashboard.out_of_hours import CONTACTS
from dashboard.tables import as_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dashboard.page import Here

PLACEHOLDER = "placeholder"
# Beside every figure that rests on the hours as shipped.
NOT_YOURS = "The staffed hours are those of the sample brand: enter yours in seeds/staffed_hours.csv."


def is_known(at: Here) -> bool:
    """Return whether the snapshot holds the hour in which a contact came."""
    return "opened_hour" in at.metric(CONTACTS).dimensions


def statement(at: Here) -> None:
    """Say how many came when nobody was there; where no hours are known, what to add."""
    contacts = at.ask(CONTACTS, grain="all")["value"][0]
    if not contacts:
        page.empty("No WISMO contact is left under these filters.")
    opening = f"{contacts:,.0f} WISMO contacts came in from {page.span(at)}"
    value, n, numerator = out_of_hours.outside(at)
    if not n:
        page.statement(f"{opening}.")
        out_of_hours.tell_unknown(at)
        return
    metric = at.metric(out_of_hours.SHARE)
    share = f"{numerator:,.0f} of {n:,.0f}" if too_few(metric, n) else compare.words(metric, value, n, numerator)
    page.statement(
        f"{opening}; of those on channels whose hours we know and that take messages at any hour, {share} came when "
        "nobody was there."
    )
    if is_placeholder(at):
        say.caption(NOT_YOURS)


def when(at: Here) -> None:
    """Draw the hours of the week with the staffed ones framed, and beside them what came outside."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _hours(at)
    with right:
        out_of_hours.by_time(at)
        out_of_hours.by_channel(at)


def is_placeholder(at: Here) -> bool:
    """Return whether any of the staffed hours is still ours and not the brand's."""
    return any(source.lower().startswith(PLACEHOLDER) for source in out_of_hours.staffed_spans(at.snapshot)["source"])


def _hours(at: Here) -> None:
    found = at.ask(CONTACTS, by=["opened_weekday", "opened_hour"], grain="all")
    metric, total = at.metric(CONTACTS), at.ask(CONTACTS, grain="all")["value"][0]
    zone = clock(at.snapshot).zone
    spans = list(framed(at, at.filters.where(("channel",)).get("channel")))
    legend = " Framed: hours in which somebody answers on at least one of these channels." if spans else ""
    panel.chart(
        "hours_of_the_week",
        charts.week_hours(found, at.look, spans, "contacts"),
        as_table(metric, found.filter(pl.col("value") > 0), at.look),
        title=_finding(at, found),
        about=f"WISMO contacts by the hour they came, {zone} wall clock, {page.span(at)}, n = {total:,.0f}.{legend}",
    )


def _finding(at: Here, found: pl.DataFrame) -> str:
    value, n, numerator = out_of_hours.outside(at)
    metric = at.metric(out_of_hours.SHARE)
    if n and too_few(metric, n):
        return f"{numerator:,.0f} of {n:,.0f} came when nobody was there: too few for a share"
    if n:
        return f"{figure(metric, value)} came when nobody was there"
    busiest = found.sort("value", "opened_weekday", "opened_hour", descending=[True, False, False]).row(0, named=True)
    hour = f"{at.look.label('opened_weekday', busiest['opened_weekday'])}, {busiest['opened_hour']}:00"
    return f"The fullest hour was {hour}, with {busiest['value']:,.0f}"


def framed(at: Here, channels: Collection[str] | None = None) -> Iterable[tuple[int, float, float]]:
    """Return the staffed spans of some channels, or of all, as weekday, first and last hour."""
    spans = out_of_hours.staffed_spans(at.snapshot)
    for channel, weekday, opens, closes in spans.drop("source").iter_rows():
        if opens < closes and (channels is None or channel in channels):
            yield weekday, _hours_of(opens), _hours_of(closes)


def _hours_of(clock_time: str) -> float:
    hours, minutes = clock_time.split(":")
    return int(hours) + int(minutes) / 60
