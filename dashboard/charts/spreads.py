"""How long something takes: half of it within, nine in ten within."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dashboard.canvas import fold, layout
from dashboard.clock import lasted
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look

# Where a person would put marks between a second and three weeks, in hours.
MARKS = (1 / 3600, 1 / 60, 1, 24, 336)
MARK_WORDS = ("1 s", "1 min", "1 h", "1 day", "14 days")
# Powers of ten beside the ends, for the words that stand there.
ROOM = 1.1


def spreads(frame: pl.DataFrame, look: Look) -> Drawing:
    """Return a line per row from where half are done to where nine in ten are, on a scale of ratios.

    ``frame``: ``label``, ``p50_hours``, ``p90_hours`` (empty where they are not known) and ``is_strong``, which rows
    stand out. Rows keep their order from the top; one without a half is left blank.
    """
    data = []
    for row in frame.iter_rows(named=True):
        half, most = row["p50_hours"], row["p90_hours"]
        label, colour = fold(row["label"], longest=16), look.accent if row["is_strong"] else look.faint
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
                "text": [f" {lasted(hours)} " for hours in known],
                "textposition": ["middle left", "middle right"][: len(known)] or "middle left",
                "cliponaxis": False,
                "hovertemplate": f"{label}: {', '.join(told)}<extra></extra>",
            }
        )
    ends = [hours for hours in (*frame["p50_hours"], *frame["p90_hours"]) if hours]
    low, high = math.log10(min(ends, default=0.1)) - ROOM, math.log10(max(ends, default=10)) + ROOM
    axes = {
        "xaxis": {
            "type": "log",
            "range": [low, high],
            "tickvals": list(MARKS),
            "ticktext": list(MARK_WORDS),
            "tickangle": 0,
        },
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    margin = {"l": 8, "r": 16, "t": 24, "b": 28}
    return Drawing(data, layout(look, 80 + 46 * max(frame.height, 2), axes, showlegend=False, margin=margin))
