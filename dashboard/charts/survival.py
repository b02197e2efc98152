"""The share still waiting, by how long, with what chance leaves open."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from dashboard.canvas import layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.theme import Look


def survival(frame: pl.DataFrame, look: Look, dimension: str, order: Sequence[str], *, x_title: str) -> go.Figure:
    """Return one falling curve per member over ``hours``, with its interval behind it and its name on it.

    ``frame``: the dimension, ``hours``, ``unscanned``, ``lower``, ``upper``, ``at_risk``; a curve ends where its
    shares do.
    """
    data = []
    known = frame.filter(pl.col("unscanned").is_not_null()).sort("hours")
    for member in order:
        own, colour = known.filter(pl.col(dimension) == member), look.colour(dimension, member)
        hours, label = own["hours"].to_list(), escape(look.label(dimension, member))
        # A thin line in the curve's own colour keeps the interval visible where two of them lie on each other.
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
    notes = [
        {
            "x": hour, "y": share, "text": escape(look.label(dimension, member)), "showarrow": True, "arrowwidth": 1.2,
            "arrowcolor": look.colour(dimension, member), "ax": 34, "ay": -22, "arrowhead": 0, "xanchor": "left",
            "font": {"size": 13, "color": look.text},
        }
        for member, hour, share in _label_places(known, dimension, order)
    ]  # fmt: skip
    return go.Figure(data, layout(look, 380, axes, showlegend=False, annotations=notes))


def _label_places(known: pl.DataFrame, dimension: str, order: Sequence[str]) -> list[tuple[str, int, float]]:
    """Return where each curve's name points to: its last hour at or above a height of its own, so that none collide."""
    places = []
    for at, member in enumerate(order):
        own = known.filter(pl.col(dimension) == member)
        reached = own.filter(pl.col("unscanned") >= 0.85 - 0.15 * (at % 6))
        if own.height:
            hour, share = (
                (reached if reached.height else own).select("hours", "unscanned").row(-1 if reached.height else 0)
            )
            places.append((member, hour, share))
    return places
