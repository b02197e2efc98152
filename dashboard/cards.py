"""The cards of the headline week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import reference, say, signals
from dashboard.compare import card
from dashboard.figures import change, figure, rests_on
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.compare import Card
    from dashboard.page import Here
    from dashboard.registry import Metric

ACROSS = 4
# Labels that fit on a card of a quarter of the page; the definition stands in the help.
SHORT = {
    "wismo_share": "Share of all tickets",
    "on_time_promise": "On time, first promise",
    "first_scan_lag": "Label to scan, slowest tenth",
    "first_eta_time": "Answer with where or when",
}
TICKETS = "wismo_tickets"


def row(at: Here, names: Sequence[str]) -> None:
    """Draw a card per metric, four beside each other, and what all of them have in common in the place after them."""
    for place in range(0, len(names), ACROSS):
        part = names[place : place + ACROSS]
        columns = st.columns(ACROSS)
        for column, name in zip(columns, part, strict=False):
            with column.container(border=True, height="stretch", key=f"card_{name}", gap="xsmall"):
                _draw(at, at.metric(name))
        if len(part) < ACROSS:
            with columns[len(part)]:
                _explain(at)


def _draw(at: Here, metric: Metric) -> None:
    label, more = SHORT.get(metric.name, metric.label), f"{metric.description} ({metric.term})"
    # The first week drawn may be later than those compared with, or earlier.
    start = min(at.weeks.year_before, at.weeks.before, at.weeks.first)
    try:
        frame = at.ask(metric.name, start=start)
    except WismoError:
        say.metric(label, "–", more=more)
        say.caption("Not worked out under these filters; choose one carrier, 3PL, region or channel alone.")
        return
    drawn = card(metric, frame, at.weeks, reference.first_full_week(at.snapshot))
    say.metric(
        label,
        figure(metric, drawn.now.value),
        change(metric, drawn.now.value, drawn.before.value),
        delta_color="off",
        delta_description="vs week before",
        more=more,
    )
    if judged := signals.verdict(at.snapshot, metric, at.filters, at.weeks.last):
        say.badge(judged.words, colour=judged.colour, more=judged.sentence)
    say.caption(" · ".join(_below(at, drawn)))


def _below(at: Here, drawn: Card) -> list[str]:
    metric = drawn.metric
    yearly = change(metric, drawn.now.value, drawn.year_before.value)
    lines = [f"{yearly} vs last year" if yearly else "no figure for last year"]
    if metric.name == TICKETS:
        normal = signals.normal_weeks(at.snapshot, "wismo_rate", at.filters, at.weeks.last, at.weeks.last)
        if normal is not None:
            lower, upper = normal.select("lower", "upper").row(0)
            lines.append(f"normal: {lower:,.0f} to {upper:,.0f}")
    if rests := rests_on(metric, drawn.now.n, drawn.now.numerator):
        lines.append(rests)
    if ignored := at.filters.ignored(metric.dimensions):
        lines.append(f"not narrowed by {' and '.join(ignored).lower()}")
    return lines


def _explain(at: Here) -> None:
    """Say once what would otherwise stand on every card."""
    last_year = "Last year: the week that began on "
    if at.weeks.year_before < reference.first_full_week(at.snapshot):
        sentence = "The data does not go back to the same week last year."
    elif at.weeks.is_aligned:
        sentence = f"{last_year}{at.weeks.year_before:%-d %b %Y}, as far from Black Friday as this one."
    else:
        sentence = f"{last_year}{at.weeks.year_before:%-d %b %Y}."
    say.caption(
        f"{sentence} Changes are grey: only a verdict says whether a figure moved more than weeks differ anyway."
    )
