"""How long something takes: half of it within, nine in ten within."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.canvas import fold, layout
from dashboard.clock import lasted

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look

# Where a person would put marks between a second and three weeks, in hours.
MARKS = (1 / 3600, 10 / 3600, 1 / 60, 10 / 60, 1, 6, 24, 96, 336)
MARK_WORDS = ("1 s", "10 s", "1 min", "10 min", "1 h", "6 h", "1 day", "4 days", "14 days")


def spreads(frame: pl.DataFrame, look: Look) -> go.Figure:
    """Return a line per row from where half are done to where nine in ten are, on a scale of ratios.

    ``frame``: ``label``, ``p50_hours``, ``p90_hours`` (empty where they are not known) and ``is_strong``, which rows
    stand out. Rows keep their order from the top; one without a half is left blank.
    """
    data = []
    for row in frame.iter_rows(named=True):
        half, most = row["p50_hours"], row["p90_hours"]
        label, colour = fold(row["label"]), look.accent if row["is_strong"] else look.faint
        known = [hours for hours in (half, most) if hours is not None]
        told = [f"half within {lasted(half)}"] if half is not None else ["too few to tell"]
        told += [f"nine in ten within {lasted(most)}"] if most is not None else []
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": known or [None],
                "y": [label] * max(len(known), 1),
                "line": {"color": colour, "width": 3},
                "marker": {"color": colour, "size": 12, "symbol": ["circle", "line-ns-open"][: len(known)] or "circle"},
                "text": [lasted(hours) for hours in known],
                "textposition": "top center",
                "cliponaxis": False,
                "hovertemplate": f"{label}: {', '.join(told)}<extra></extra>",
            }
        )
    ends = [hours for hours in (*frame["p50_hours"], *frame["p90_hours"]) if hours]
    low, high = _log(min(ends, default=0.1)) - 0.5, _log(max(ends, default=10)) + 0.5
    axes = {
        "xaxis": {"type": "log", "range": [low, high], "tickvals": list(MARKS), "ticktext": list(MARK_WORDS)},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    margin = {"l": 8, "r": 16, "t": 24, "b": 28}
    return go.Figure(data, layout(look, 80 + 46 * max(frame.height, 2), axes, showlegend=False, margin=margin))


def _log(hours: float) -> float:
    """Return the power of ten, which is how Plotly wants the ends of a logarithmic axis."""
    return math.log10(hours)
