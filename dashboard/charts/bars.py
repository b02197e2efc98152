"""One horizontal bar per member."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look


def ranked(frame: pl.DataFrame, look: Look, dimension: str, *, figures: str, before: str | None = None) -> Drawing:
    """Return one horizontal bar per row, in the frame's order from the top.

    ``frame``: the dimension, ``value``, ``shown`` (the figure in words); with ``before`` also ``before``,
    drawn as a tick under that name. ``figures`` is the format of the axis.
    """
    members = frame[dimension].to_list()
    labels = [fold(look.label(dimension, member)) for member in members]
    height = 34 if any("<br>" in label for label in labels) else 28
    values = frame["value"].to_list()
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": values,
        "marker": {"color": [look.colour(dimension, member) for member in members]},
        "text": frame["shown"].to_list(),
        "textposition": "none",
        "customdata": [[member] for member in members],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    compared = frame["before"].to_list() if before else values
    ends = [max(value or 0, other or 0) for value, other in zip(values, compared, strict=True)]
    words = {
        "type": "scatter",
        "mode": "text",
        "y": labels,
        "x": ends,
        "text": [f"  {text}" for text in frame["shown"]],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    ticks = {
        "type": "scatter",
        "mode": "markers",
        "y": labels,
        "x": compared,
        "marker": {"symbol": "line-ns", "size": 15, "line": {"width": 2.4, "color": look.text}},
        "hovertemplate": f"%{{y}}, {escape(before or '')}: %{{x:{figures}}}<extra></extra>",
    }
    # Room to the right for the words behind the longest bar.
    room = 1.12 + 0.05 * max(map(len, frame["shown"]), default=0)
    axes = {
        "xaxis": {"range": [0, room * (max(ends, default=0) or 1)], "tickformat": figures, "nticks": 5},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    tall = 70 + height * max(len(members), 2)
    margin = {"l": 8, "r": 8, "t": 8, "b": 24}
    frame_of = layout(look, tall, axes, showlegend=False, bargap=0.28, margin=margin)
    return Drawing([bars, words, ticks] if before else [bars, words], frame_of)
