"""How a figure is written: by its metric's format, and not at all where too little stands behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.registry import Metric

NOTHING = "–"
AXES = {"percent": ".0%", "per_100": ".1f", "hours": ".0f"}


def figure(metric: Metric, value: float | None, n: float | None = None) -> str:
    """Return the figure as text; a dash where it is unknown or ``n`` is below the metric's smallest."""
    if value is None or too_few(metric, n):
        return NOTHING
    return written(metric, value)


def written(metric: Metric, value: float) -> str:
    """Return a known figure as text in the metric's format."""
    match metric.format:
        case "percent":
            return f"{100 * value:.1f} %"
        case "per_100" | "factor":
            return f"{value:.2f}"
        case "hours":
            return f"{value:,.1f} h"
        case "currency":
            return f"{metric.unit} {value:,.0f}"
        case _:
            return f"{value:,.0f}"


def axis(metric: Metric) -> str:
    """Return how an axis writes the metric's figures, as Plotly wants it."""
    return AXES.get(metric.format, ",d")


def too_few(metric: Metric, n: float | None) -> bool:
    """Return whether ``n`` is too small for the figure to say anything."""
    return n is not None and n < metric.smallest_n


def change(metric: Metric, now: float | None, before: float | None) -> str | None:
    """Return the difference with its sign, a share's in points; None where one of the two is unknown."""
    if now is None or before is None:
        return None
    difference = now - before
    match metric.format:
        case "percent":
            return f"{100 * difference:+.1f} points"
        case "per_100" | "factor":
            return f"{difference:+.2f}"
        case "hours":
            return f"{difference:+,.1f} h"
        case _:
            return f"{difference:+,.0f}"


def rests_on(metric: Metric, n: float | None, numerator: float | None = None) -> str:
    """Return what stands behind a figure; below the smallest n it says so and gives the count."""
    if metric.kind == "count" or n is None:
        return ""
    if too_few(metric, n):
        count = f"{numerator:,.0f} of {n:,.0f}" if numerator is not None else f"n = {n:,.0f}"
        return f"{count}: fewer than {metric.smallest_n}, so no figure"
    return f"n = {n:,.0f}"
