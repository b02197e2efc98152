"""The share still waiting, by how long, with what chance leaves open."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.theme import Look


def survival(frame: pl.DataFrame, look: Look, dimension: str, order: Sequence[str], *, x_title: str) -> Drawing:
    """Return one falling curve per member over ``hours``, with its interval behind it.

    ``frame``: the dimension, ``hours``, ``unscanned``, ``lower``, ``upper``, ``at_risk``; a curve ends where its
    shares do.
    """
    data = []
    known = frame.filter(pl.col("unscanned").is_not_null()).sort("hours")
    for member in order:
        own, colour = known.filter(pl.col(dimension) == member), look.colour(dimension, member)
        hours, label = own["hours"].to_list(), escape(look.label(dimension, member))
        edge = {"type": "scatter", "mode": "lines", "x": hours, "hoverinfo": "skip", "showlegend": False}
        data += [
            edge | {"y": own["lower"].to_list(), "line": {"width": 0}},
            edge | {"y": own["upper"].to_list(), "line": {"width": 0}, "fill": "tonexty", "fillcolor": look.band},
            {
                "type": "scatter", "mode": "lines", "x": hours, "y": own["unscanned"].to_list(), "name": label,
                "line": {"color": colour, "width": 2.4},
                "customdata": [[n] for n in own["at_risk"]],
                "hovertemplate": f"{label}, %{{x}} h: %{{y:.1%}} not scanned "
                "(%{customdata[0]:,.0f} still looked at)<extra></extra>",
            },
        ]  # fmt: skip
    axes = {
        "xaxis": {"title": {"text": x_title, "font": {"size": 13}, "standoff": 6}, "dtick": 24, "range": [0, 170]},
        "yaxis": {"tickformat": ".0%", "range": [0, 1.04]},
    }
    # Falling curves leave the upper right corner free.
    legend = {"x": 1, "y": 1, "xanchor": "right", "yanchor": "top", "font": {"size": 13}, "bgcolor": look.background}
    margin = {"l": 44, "r": 8, "t": 12, "b": 44}
    return Drawing(data, layout(look, 380, axes, showlegend=True, legend=legend, margin=margin))
