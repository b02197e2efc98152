"""The figures of the headline week, and titles of charts: what is seen in them, in one short sentence, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.figures import written

if TYPE_CHECKING:
    from dashboard.compare import Card
    from dashboard.registry import Metric
    from dashboard.theme import Look

# On the cards of the weekly review and in its digest.
KPIS = (
    "wismo_rate", "wismo_tickets", "wismo_share", "first_eta_time", "first_scan_lag", "on_time_promise",
    "handling_cost",
)  # fmt: skip
MOST_NAMED = 2


def of_the_week(card: Card, normal: pl.DataFrame | None) -> str:
    """Return how the headline week's count lies to a normal week, or to the weeks it is compared with.

    ``normal`` has at most the row of that week: ``lower`` and ``upper``.
    """
    now = card.now.value or 0
    opening = f"{now:,.0f} {card.metric.label}"
    if normal is not None and normal.height:
        lower, upper = normal.select("lower", "upper").row(0)
        place = "fewer than" if now < lower else "more than" if now > upper else "as many as"
        return f"{opening}, {place} a normal week brings ({lower:,.0f} to {upper:,.0f})"
    then = [
        f"{reading.value:,.0f} {words}"
        for reading, words in ((card.before, "the week before"), (card.year_before, "in the same week last year"))
        if reading.value is not None
    ]
    return f"{opening}, {' and '.join(then)}" if then else f"{opening} last week"


def leader(metric: Metric, ranked: pl.DataFrame, dimension: str, look: Look) -> str:
    """Return who leads a ranked chart, and where they stood before. ``ranked`` is an answer of ``compare.versus``."""
    known = ranked.filter(pl.col("value").is_not_null() & (pl.col("value") > 0))
    if known.is_empty():
        return f"No {metric.label} in this week" if metric.kind == "count" else f"{metric.label}: too few to tell"
    most = known["value"][0]
    first = known.filter(pl.col("value") == most)
    shown = first["shown"][0]
    if first.height > MOST_NAMED:
        return f"{first.height} share the most, {shown} each"
    # Causes and owners are whole phrases, so they stand in quotation marks; carriers and such are names.
    mark = ("“", "”") if dimension in {"root_cause", "owner"} else ("", "")
    names = " and ".join(f"{mark[0]}{look.label(dimension, member)}{mark[1]}" for member in first[dimension])
    if first.height == MOST_NAMED:
        return f"{names} lead with {shown} each"
    before = first["before"][0]
    then = "" if before is None else f"; {written(metric, before)} the week before"
    return f"{names} leads with {shown}{then}"
