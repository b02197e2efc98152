"""The chart of one order: what happened to it, what its customer was told, and when they wrote."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.canvas import layout

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look

# From the top down: what the customer did and was told above what happened to the parcel.
LANES = {
    "ticket": "Customer wrote",
    "notification": "We wrote",
    "promise": "Promised",
    "order": "Order",
    "label": "Label",
    "scan": "Carrier scan",
}
SYMBOLS = {
    "ticket": "diamond", "notification": "triangle-up", "promise": "line-ns", "order": "square", "label": "square",
    "scan": "circle",
}  # fmt: skip


def timeline(events: pl.DataFrame, look: Look) -> go.Figure:
    """Return one lane per kind of event over time. ``events``: ``occurred_at`` (UTC), ``kind``, ``words``.

    A dotted line runs down from each ticket, so that what had happened by then stands to its left.
    """
    shades = {
        "ticket": look.colour("owner", "three_pl"), "notification": look.colour("owner", "notification"),
        "promise": look.text, "order": look.faint, "label": look.faint, "scan": look.accent,
    }  # fmt: skip
    present = [kind for kind in LANES if kind in events["kind"]]
    data = []
    for kind in present:
        own = events.filter(events["kind"] == kind)
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": own["occurred_at"].to_list(),
                "y": [LANES[kind]] * own.height,
                "name": LANES[kind],
                "marker": {
                    "size": 13,
                    "symbol": SYMBOLS[kind],
                    "color": shades[kind],
                    "line": {"width": 2.5 if kind == "promise" else 1, "color": shades[kind]},
                },
                "text": [escape(words) for words in own["words"]],
                "hovertemplate": "%{text}<br>%{x|%a %d %b %Y, %H:%M} UTC<extra></extra>",
            }
        )
    tickets = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": moment, "x1": moment, "y0": 0, "y1": 1,
            "line": {"width": 1.2, "dash": "dot", "color": shades["ticket"]},
        }
        for moment in events.filter(events["kind"] == "ticket")["occurred_at"]
    ]  # fmt: skip
    lanes = {"categoryorder": "array", "categoryarray": [LANES[kind] for kind in reversed(present)], "automargin": True}
    margin = {"l": 8, "r": 16, "t": 12, "b": 48}
    frame_of = layout(look, 126 + 38 * len(present), {"yaxis": lanes}, showlegend=False, margin=margin, shapes=tickets)
    return go.Figure(data, frame_of)
