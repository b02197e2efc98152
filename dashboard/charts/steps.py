"""From one figure to another, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look


def steps(frame: pl.DataFrame, look: Look) -> Drawing:
    """Return bars from ``start`` to ``end``, one below the other, the first and the last from 0.

    ``frame``: ``label``, ``start``, ``end``, ``effect``, ``is_told_from_noise``, and ``places``, what a bar carries
    for selections, NULL for none. Steps that can be told from noise say so; the others are pale.
    """
    last = frame.height - 1
    bars, words = [], []
    for place, row in enumerate(frame.iter_rows(named=True)):
        is_whole = place in {0, last}
        is_pale = not (is_whole or row["is_told_from_noise"])
        bars.append({"color": look.faint if is_whole else look.accent, "opacity": 0.5 if is_pale else 1.0})
        figure = f"{row['end']:.2f}" if is_whole else f"{row['effect']:+.2f}"
        words.append(figure if is_whole or is_pale else f"<b>{figure}</b> stands out")
    labels = [fold(label) for label in frame["label"]]
    starts, ends = frame["start"].to_list(), frame["end"].to_list()
    data = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "base": starts,
        "x": [end - start for start, end in zip(starts, ends, strict=True)],
        # The edge keeps a pale bar that is thin in sight.
        "marker": {
            "color": [bar["color"] for bar in bars],
            "opacity": [bar["opacity"] for bar in bars],
            "line": {"width": 1.2, "color": [bar["color"] for bar in bars]},
        },
        "customdata": frame["places"].to_list(),
        "text": [f" {word} " for word in words],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    room = 1.3 * max([*starts, *ends])
    axes = {
        "xaxis": {"range": [min(0.0, *starts, *ends), room], "tickformat": ".1f", "nticks": 5},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    margin = {"l": 8, "r": 8, "t": 8, "b": 24}
    return Drawing(data, layout(look, 70 + 34 * frame.height, axes, showlegend=False, bargap=0.28, margin=margin))
