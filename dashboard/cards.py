"""The cards of the headline week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import say, signals
from dashboard.compare import Card, card
from dashboard.figures import change, figure, rests_on
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.page import Here

ACROSS = 3


def row(at: Here, names: Sequence[str]) -> None:
    """Draw a card per metric, three beside each other."""
    for place in range(0, len(names), ACROSS):
        for column, name in zip(st.columns(ACROSS), names[place : place + ACROSS], strict=False):
            with column.container(border=True, height="stretch", key=f"card_{name}", gap="xsmall"):
                _draw(at, name)


def _draw(at: Here, name: str) -> None:
    metric = at.metric(name)
    try:
        frame = at.ask(name, start=min(at.weeks.year_before, at.weeks.before))
    except WismoError as error:
        say.metric(metric.label, "–", more=metric.description)
        say.caption(str(error))
        return
    drawn = card(metric, frame, at.weeks)
    say.metric(
        metric.label,
        figure(metric, drawn.now.value),
        change(metric, drawn.now.value, drawn.before.value),
        delta_color="off",
        delta_description="vs the week before",
        more=f"{metric.description} ({metric.term})",
    )
    if judged := signals.verdict(at.snapshot, metric, at.filters, at.weeks.last):
        # The sentence names members as they are called in the data.
        say.badge(judged.words, colour=judged.colour, more=judged.sentence)
    say.caption(" · ".join(_below(at, drawn)))


def _below(at: Here, drawn: Card) -> list[str]:
    metric = drawn.metric
    lines = []
    yearly = change(metric, drawn.now.value, drawn.year_before.value)
    if yearly:
        aligned = " (by distance from Black Friday)" if at.weeks.is_aligned else ""
        lines.append(f"{yearly} vs the same week last year{aligned}")
    else:
        lines.append("no figure for the same week last year")
    if rests := rests_on(metric, drawn.now.n, drawn.now.numerator):
        lines.append(rests)
    if ignored := at.filters.ignored(metric.dimensions):
        lines.append(f"not narrowed by {' and '.join(ignored).lower()}")
    return lines
