"""What each step of a decision wins against what it costs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look


def tradeoff(frame: pl.DataFrame, look: Look, *, x_title: str, y_title: str) -> Drawing:
    """Return a path from step to step, each named beside its point. ``frame``: ``label``, ``cost``, ``gain``.

    To the right costs more, upwards wins more; the first step is how things are.
    """
    labels = [escape(label) for label in frame["label"]]
    costs, gains = frame["cost"].to_list(), frame["gain"].to_list()
    # Names lie on the side where the chart has room.
    half = max(costs, default=0) / 2
    sides = ["top left" if cost > half else "bottom right" for cost in costs]
    path = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": costs,
        "y": gains,
        "text": [f"  {label}  " for label in labels],
        "textposition": sides,
        "cliponaxis": False,
        "line": {"color": look.accent, "width": 2},
        "marker": {
            "size": 12,
            "color": look.accent,
            "symbol": ["circle-open" if not place else "circle" for place in range(len(labels))],
        },
        "hovertemplate": "%{text}: tickets %{y:,d}, customers %{x:,d}<extra></extra>",
    }
    small = {"size": 13}
    axes = {
        "xaxis": {
            "title": {"text": escape(x_title), "font": small, "standoff": 8}, "tickformat": ",d", "nticks": 5,
            "range": [-0.03 * (max(costs, default=0) or 1), 1.08 * (max(costs, default=0) or 1)],
        },
        "yaxis": {
            "tickformat": ",d", "rangemode": "tozero", "nticks": 6,
            "range": [-0.16 * (max(gains, default=0) or 1), 1.12 * (max(gains, default=0) or 1)],
            "title": {"text": escape(y_title), "font": small, "standoff": 6},
        },
    }  # fmt: skip
    margin = {"l": 60, "r": 12, "t": 12, "b": 56}
    return Drawing(path, layout(look, 360, axes, showlegend=False, margin=margin))
