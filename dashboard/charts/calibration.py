"""What was foretold beside what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look


def calibration(frame: pl.DataFrame, look: Look) -> Drawing:
    """Return a point with its interval per bin, over the line on which foretold and seen are the same.

    ``frame``: ``foretold_share``, ``seen_share``, ``seen_lower``, ``seen_upper`` (shares) and ``sentence``.
    """
    foretold, seen = frame["foretold_share"].to_list(), frame["seen_share"].to_list()
    upper, lower = frame["seen_upper"].to_list(), frame["seen_lower"].to_list()
    most = 1.06 * max([*foretold, *upper], default=0.01)
    same = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, most],
        "y": [0, most],
        "line": {"color": look.faint, "width": 1.4, "dash": "dot"},
        "hoverinfo": "skip",
    }
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": foretold,
        "y": seen,
        "marker": {"color": look.accent, "size": 9},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [high - share for high, share in zip(upper, seen, strict=True)],
            "arrayminus": [share - low for share, low in zip(seen, lower, strict=True)],
            "color": look.accent,
            "thickness": 1.4,
        },
        "text": frame["sentence"].to_list(),
        "hovertemplate": "%{text}<extra></extra>",
    }
    note = {
        "text": "as foretold", "x": 0.9 * most, "y": 0.9 * most, "xanchor": "right", "yanchor": "bottom",
        "showarrow": False, "font": {"size": 12, "color": look.faint},
    }  # fmt: skip
    title = {"standoff": 6, "font": {"size": 13}}
    axes = {
        "xaxis": {"range": [0, most], "tickformat": ".0%", "title": title | {"text": "wrote within 72 h, foretold"}},
        "yaxis": {"range": [0, most * 1.08], "tickformat": ".0%", "title": title | {"text": "seen"}},
    }
    margin = {"l": 56, "r": 8, "t": 8, "b": 48}
    return Drawing([same, points], layout(look, 360, axes, showlegend=False, margin=margin, annotations=[note]))
