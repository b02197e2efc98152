"""What a chart shows, in a sentence, for those who hear it instead of seeing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from dashboard.registry import Metric
    from dashboard.theme import Look


def largest_now(metric: Metric, ranked: pl.DataFrame, dimension: str, look: Look, when: str) -> str:
    """Return who leads a ranked chart and who is last. ``ranked``: the dimension, ``value``, ``shown``."""
    known = ranked.filter(pl.col("value").is_not_null())
    if known.is_empty():
        return f"{metric.label} {when}: too few to tell."
    first, last = known.row(0, named=True), known.row(-1, named=True)
    opening = f"{metric.label} {when}: highest {look.label(dimension, first[dimension])} with {first['shown']}"
    if known.height == 1:
        return f"{opening}."
    return f"{opening}, lowest {look.label(dimension, last[dimension])} with {last['shown']}, of {known.height} shown."


def over_time(metric: Metric, frame: pl.DataFrame, dimension: str, look: Look, x: str = "period") -> str:
    """Return each line's first and last known value. ``frame``: ``x``, the dimension, ``value``."""
    parts = []
    known = frame.filter(pl.col("value").is_not_null()).sort(dimension, x)
    for own in known.partition_by(dimension, maintain_order=True):
        first, last = own["value"][0], own["value"][-1]
        scale = 100 if metric.format == "percent" else 1
        parts.append(f"{look.label(dimension, str(own[dimension][0]))} from {scale * first:.1f} to {scale * last:.1f}")
    if not parts:
        return f"{metric.label} by week: too few to tell."
    return f"{metric.label} by week, first and last week shown: {'; '.join(parts)}."
