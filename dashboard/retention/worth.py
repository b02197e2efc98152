"""What late parcels cost in margin, and what a day would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, page, panel, reference, say
from dashboard.markup import literal
from dashboard.programme import percent
from dashboard.retention import costs
from dashboard.retention.forest import TITLES
from dashboard.retention.words import LATE, ONE_DAY, between, interval, money, of_100, one, per, sampled, span
from dashboard.tactics import WHOLE, interval_table
from wismo.many import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.page import Here
    from dashboard.retention.words import Row


def worth(at: Here, rows: Sequence[Row]) -> None:
    """Draw what late parcels cost in lines that add up, and say what a day faster, or promised longer, is worth."""
    found = costs.lines(at)
    if not found:
        page.nothing(
            "No margin at risk can be given.",
            "It takes an effect of late parcels that is more than chance, orders whose value is known, and a snapshot "
            "that has the lines.",
            "Load a longer time, or order values, and run `wismo build`.",
        )
        return
    drawn = costs.frame(found)
    day = one(rows, ONE_DAY)
    currency = next(line["currency"] for line in found if line["kind"] == "whole")
    title = "What one day faster would be worth cannot be told from nothing"
    if day is not None and day["margin_at_risk"] is not None:
        amount = f"{money(day, 'margin_at_risk')} {per(day)}"
        title = f"One day faster, or promised one day longer, would be worth about {amount}"
    panel.chart(
        "margin_at_risk",
        charts.intervals(drawn, at.look, x_title=currency, figures=",.0f"),
        interval_table(drawn, TITLES | {"value": f"Amount ({currency})"}),
        title=title,
        about=(
            f"Margin that did not come in the 90 days, {span(found[0])}, with 95 % intervals; n late customers, one "
            f"order each{costs.counted_up(found)}. The first lines add up to all of them. {assumption(at)} {WHOLE}"
        ),
        alt=" ".join(line["sentence"] for line in found),
    )


def in_words(at: Here, rows: Sequence[Row]) -> None:
    """Say what is in the amounts and what is not, and what a day faster, or promised longer, would change."""
    found = costs.lines(at)
    if not found:
        return
    day = one(rows, ONE_DAY)
    say.subheader("What the amounts hold")
    currency = next(line["currency"] for line in found if line["kind"] == "whole")
    say.text(
        f"In the margin: orders in the 90 days after day 30 of customers who pay in {currency}. One order a customer "
        "counts, the first of those days; who ordered again within 30 days of it is not in it."
    )
    say.text(costs.beside(found))
    if day is not None:
        said = day["margin_sentence"]
        say.text(f"Orders that were one day late: {said}" if said else day["sentence"])
    say.text(
        "Promising a day longer would make the same orders timely, but what a longer promise does to sales is not in "
        "the data, and whether the broken promise or the wait is what counts is not told apart."
    )


def margin_share(at: Here) -> float:
    """Return how much of an order's value is taken to be margin."""
    return reference.threshold(at.snapshot, "contribution_margin_share", 0.3)


def assumption(at: Here) -> str:
    """Return what money rests on."""
    return (
        f"Assumes that {percent(margin_share(at))} of an order's value is margin: contribution_margin_share in "
        "seeds/thresholds.csv, a placeholder until you enter your own."
    )


def cards(at: Here, rows: Sequence[Row]) -> None:
    """Draw the three figures that a founder asks for: customers, money, and a day."""
    late, day = one(rows, LATE), one(rows, ONE_DAY)
    for column, key, draw in zip(st.columns(3), ("customers", "margin", "day"), _figures(at, late, day), strict=True):
        label, value, below = draw
        with column.container(border=True, height="stretch", key=f"card_{key}", gap="xsmall"):
            st.metric(label, literal(say.local(value)))
            say.caption(below)


def _figures(at: Here, late: Row | None, day: Row | None) -> list[tuple[str, str, str]]:
    share = percent(margin_share(at))
    customers = ("Of 100 late customers", "–", "not enough data")
    if late is not None and late["effect"] is not None:
        below = (
            f"come back ({interval(late)}) than of alike customers on time; n = {late['exposed_count']:,} late, "
            f"{late['comparison_count']:,} on time{sampled(late)}"
        )
        customers = (customers[0], of_100(late["effect"]), below)
    return [
        customers,
        _amount("Margin at risk", late, f"If {share} of an order's value is margin, a placeholder."),
        _amount("One day faster or longer promised", day, "A part of the margin at risk, not on top of it."),
    ]


def _amount(label: str, row: Row | None, more: str) -> tuple[str, str, str]:
    if row is None or row["margin_at_risk"] is None:
        return label, "–", "not told from nothing, or the value of orders is not known"
    below = f"{between(row)} {per(row)}; n = {many(row['exposed_count'], 'customer')}{sampled(row)}. {more}"
    return label, money(row, "margin_at_risk"), below
