"""Picking out of an answer by week what two weeks are compared on. Nothing is added up here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from dashboard.figures import figure, too_few

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from dashboard.registry import Metric
    from wismo.periods import Weeks

# Members of dimensions that are nobody in particular: they stand in charts and are no finding.
NOBODY = ("unmatched", "unassigned")


@dataclass(frozen=True)
class Reading:
    """A metric in one week; a value that too little stands behind is None, its counts stay."""

    value: float | None = None
    n: float | None = None
    numerator: float | None = None


@dataclass(frozen=True)
class Card:
    """A metric in the headline week, the week before and the same week last year."""

    metric: Metric
    now: Reading
    before: Reading
    year_before: Reading


def card(metric: Metric, frame: pl.DataFrame, weeks: Weeks, since: date | None = None) -> Card:
    """Return the card of a metric from its answer by week.

    From the week of ``since`` on, the first with data, a count that has no row is 0.
    """
    return Card(
        metric, *(_reading(metric, frame, week, since) for week in (weeks.last, weeks.before, weeks.year_before))
    )


def versus(metric: Metric, frame: pl.DataFrame, dimension: str, weeks: Weeks) -> pl.DataFrame:
    """Return each member's headline week beside the week before, the largest first.

    Columns: the dimension, ``value``, ``before``, ``n``, ``numerator``, ``shown``; values that rest on too
    little are NULL and named so in ``shown``.
    """
    now = frame.filter(pl.col("period") == weeks.last)
    before = frame.filter(pl.col("period") == weeks.before).select(dimension, before="value", before_n="n")
    both = now.join(before, on=dimension, how="full", coalesce=True)
    if metric.kind == "count":
        both = both.with_columns(pl.col("value", "before", "n", "before_n").fill_null(0))
    enough = pl.col("before_n") >= metric.smallest_n
    both = both.with_columns(before=pl.when(enough).then(pl.col("before")))
    return with_words(metric, both).sort("value", "n", dimension, descending=[True, True, False], nulls_last=True)


def with_words(metric: Metric, frame: pl.DataFrame, *, short: bool = False) -> pl.DataFrame:
    """Return the frame with ``shown``, the figure as text with its n, and ``value`` NULL where n is too small.

    ``short`` leaves the n away, and the text empty where n is too small; then ``said`` has it all.
    """
    parts = frame.select("value", "n", "numerator").rows()
    texts = {"shown": [words(metric, value, n, numerator) for value, n, numerator in parts]}
    if short:
        texts["said"] = texts["shown"]
        texts["shown"] = ["" if too_few(metric, n) else figure(metric, value) for value, n, _ in parts]
    enough = pl.col("n") >= metric.smallest_n
    named = {name: pl.Series(column, dtype=pl.String) for name, column in texts.items()}
    return frame.with_columns(value=pl.when(enough).then(pl.col("value")), **named)


def words(metric: Metric, value: float | None, n: float | None, numerator: float | None) -> str:
    """Return a figure with what it rests on, or the bare count where that is too little."""
    if metric.kind == "count":
        return figure(metric, value)
    if n is None:
        return "no data"
    if n == 0 and numerator:
        return f"{numerator:,.0f}, no rate"
    if too_few(metric, n):
        return f"{numerator:,.0f} of {n:,.0f}, too few" if numerator is not None else f"n = {n:,.0f}, too few"
    return f"{figure(metric, value)} (n = {n:,.0f})"


def largest(frame: pl.DataFrame, dimension: str, most: int) -> list[str]:
    """Return the members of an answer with the largest n, at most ``most``; the frame has one row each."""
    return frame.sort("n", dimension, descending=[True, False])[dimension].head(most).to_list()


def highest(frame: pl.DataFrame, *dimensions: str) -> dict[str, Any] | None:
    """Return the row with the highest known value whose members are all somebody; None where there is none."""
    somebody = ~pl.any_horizontal(pl.col(dimensions).is_in(NOBODY)) if dimensions else pl.lit(value=True)
    known = frame.filter(pl.col("value").is_not_null() & (pl.col("value") > 0) & somebody)
    order = known.sort("value", *dimensions, descending=[True] + [False] * len(dimensions))
    return order.row(0, named=True) if order.height else None


def _reading(metric: Metric, frame: pl.DataFrame, week: date, since: date | None) -> Reading:
    place = frame["period"].index_of(week)
    if place is None:
        return Reading(0, 0) if metric.kind == "count" and since and week >= since else Reading()
    value, n, numerator = (frame[name][place] for name in ("value", "n", "numerator"))
    return Reading(None if too_few(metric, n) else value, n, numerator)
