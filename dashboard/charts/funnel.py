"""Each member's ratio on the limits within which chance alone would leave it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look

ROW = 46


def funnel(frame: pl.DataFrame, look: Look, dimension: str, *, x_title: str) -> Drawing:
    """Return a row per member, the one with most to be expected on top, where limits are narrowest.

    ``frame``: ``party``, ``expected``, ``ratio``, ``shown`` (words at the point), ``is_outside`` and the four
    ``funnel_*`` limits of the ratio. Without a ratio a row has its words alone. The darker bar holds 95 % of what
    chance leaves, the paler one 99.8 %; a point outside is filled, one within is hollow.
    """
    rows = frame.sort("expected", nulls_last=False).to_dicts()
    names = [fold(look.label(dimension, row["party"]), 18) for row in rows]
    judged = [(name, row) for name, row in zip(names, rows, strict=True) if row["ratio"] is not None]
    band, deep = ("rgba(150,165,190,0.20)", "rgba(150,165,190,0.34)") if look.is_dark else (
        "rgba(90,110,140,0.13)", "rgba(90,110,140,0.24)",
    )  # fmt: skip
    limits = [
        {
            "type": "bar", "orientation": "h", "y": [name for name, _ in judged], "width": 0.52,
            "base": [row[f"funnel_{level}_lower"] for _, row in judged],
            "x": [row[f"funnel_{level}_upper"] - row[f"funnel_{level}_lower"] for _, row in judged],
            "marker": {"color": colour}, "hoverinfo": "skip",
        }
        for level, colour in (("998", band), ("95", deep))
    ]  # fmt: skip
    colours = [look.colour(dimension, row["party"]) for _, row in judged]
    points = {
        "type": "scatter",
        "mode": "markers",
        "y": [name for name, _ in judged],
        "x": [row["ratio"] for _, row in judged],
        "customdata": [[row["party"]] for _, row in judged],
        "text": [escape(row["sentence"]) for _, row in judged],
        "marker": {
            "size": 13, "color": [
                colour if row["is_outside"] else look.background
                for colour, (_, row) in zip(colours, judged, strict=True)
            ],
            "line": {"width": 2.6, "color": colours},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    most = max([1.0, *(max(row["ratio"], row["funnel_998_upper"]) for _, row in judged)])
    words = {
        "type": "scatter", "mode": "text", "y": names, "textposition": "middle right", "hoverinfo": "skip",
        "x": [most * 1.04] * len(rows),
        "text": [escape(row["shown"]) for row in rows], "textfont": {"size": 13}, "cliponaxis": False,
    }  # fmt: skip
    axes = {
        "xaxis": {
            "range": [0, most * 1.6], "title": {"text": x_title, "font": {"size": 13}, "standoff": 6},
            "tickformat": ".1f", "nticks": 7,
        },
        "yaxis": {
            "automargin": True, "showgrid": False, "tickfont": {"size": 13}, "categoryorder": "array",
            "categoryarray": names, "range": [-0.6, len(names) - 0.4],
        },
    }  # fmt: skip
    average = {
        "type": "line", "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1, "layer": "above",
        "line": {"color": look.faint, "width": 1.6, "dash": "dot"},
    }  # fmt: skip
    margin = {"l": 8, "r": 8, "t": 8, "b": 44}
    frame_of = layout(
        look, 60 + ROW * max(len(rows), 2), axes, showlegend=False, barmode="overlay", margin=margin, shapes=[average]
    )
    return Drawing([*limits, points, words], frame_of)
