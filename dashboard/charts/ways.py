"""One thing measured in several ways, per member: a mark per way on one line."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.theme import Look

SYMBOLS = ("circle", "diamond", "square", "triangle-up")


def ways(
    frame: pl.DataFrame,
    look: Look,
    dimension: str,
    members: Sequence[str],
    titles: Mapping[str, str],
    *,
    figures: str = ".0%",
) -> Drawing:
    """Return a row per member with one mark per way, its interval beside it; ways differ by shape and place.

    ``frame``: the dimension, ``way``, ``value``, ``lower``, ``upper``, ``shown``; no mark without a value. ``titles``
    gives the ways in their order and what they are called.
    """
    names = [fold(look.label(dimension, member), 18) for member in members]
    spots = {member: len(members) - 1 - place for place, member in enumerate(members)}
    many = len(titles)
    data = []
    for place, (way, title) in enumerate(titles.items()):
        own = frame.filter((pl.col("way") == way) & pl.col(dimension).is_in(list(members)))
        known = own.filter(pl.col("value").is_not_null()).to_dicts()
        values = [row["value"] for row in known]
        shift = (many - 1) / 2 - place
        # In the legend a way has its shape alone: colours are the members'.
        data.append(
            {
                "type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": escape(title),
                "marker": {"symbol": SYMBOLS[place], "size": 10, "color": look.faint}, "hoverinfo": "skip",
            }
        )  # fmt: skip
        data.append(
            {
                "type": "scatter", "mode": "markers+text", "name": escape(title), "x": values, "showlegend": False,
                "y": [spots[row[dimension]] + 0.24 * shift for row in known],
                "text": [f" {row['value']:{figures}}" for row in known], "textposition": "middle right",
                "textfont": {"size": 12},
                "customdata": [[row[dimension], escape(row["shown"])] for row in known],
                "marker": {
                    "symbol": SYMBOLS[place], "size": 10, "line": {"width": 1.4, "color": look.text},
                    "color": [look.colour(dimension, row[dimension]) for row in known],
                },
                "error_x": {
                    "type": "data", "symmetric": False, "color": look.faint, "thickness": 1.4, "width": 0,
                    "array": [row["upper"] - row["value"] for row in known],
                    "arrayminus": [row["value"] - row["lower"] for row in known],
                },
                "hovertemplate": f"{escape(title)}: %{{customdata[1]}}<extra></extra>",
            }
        )  # fmt: skip
    everything = [row for row in frame["value"].to_list() if row is not None]
    low = min(everything, default=0)
    axes = {
        "xaxis": {"tickformat": figures, "range": [max(0, low - 0.08), 1.09], "nticks": 6},
        "yaxis": {
            "tickvals": list(spots.values()), "ticktext": names, "automargin": True, "tickfont": {"size": 13},
            "range": [-0.6, len(members) - 0.4], "showgrid": False,
        },
    }  # fmt: skip
    legend = {"orientation": "h", "y": 1.02, "x": 0, "yanchor": "bottom", "font": {"size": 13}}
    margin = {"l": 8, "r": 8, "t": 26 * many, "b": 28}
    height = margin["t"] + 34 + (26 * many) * max(len(members), 1)
    return Drawing(data, layout(look, height, axes, showlegend=True, legend=legend, margin=margin))
