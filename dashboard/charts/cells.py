"""Two dimensions crossed, as shaded cells with their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from dashboard.theme import Look


def cells(
    frame: pl.DataFrame, look: Look, row: str, column: str, *, rows: Sequence[str], columns: Sequence[str]
) -> Drawing:
    """Return a table of shaded cells. ``frame``: the two dimensions, ``value``, ``shown``, ``said`` when pointed at.

    Without ``said`` it is what is shown. A cell too small for a figure is blank and says why when pointed at. A
    transparent marker lies on each cell, since a heatmap itself cannot be selected; it carries ``[row, column]``.
    """
    known = {(item[row], item[column]): item for item in frame.iter_rows(named=True)}
    shades = [[known.get((one, other), {}).get("value") for other in columns] for one in rows]
    # The heatmap fits its text to the cells and drops it where they are too small.
    texts = [[known.get((one, other), {}).get("shown", "") for other in columns] for one in rows]
    row_names = [fold(look.label(row, member)) for member in rows]
    names = [look.label(column, member) for member in columns]
    # More letters than that do not stand beside each other on a phone.
    many = len("".join(names)) > 24
    column_names = [fold(name, longest=99 if many else 11) for name in names]
    heat = {
        "type": "heatmap", "z": shades, "text": texts, "texttemplate": "%{text}", "textfont": {"color": look.text},
        "x": column_names, "y": row_names, "colorscale": look.shades,
        "showscale": False, "hoverinfo": "skip", "xgap": 2, "ygap": 2,
    }  # fmt: skip
    points = [
        (column_names[j], row_names[i], known[one, other].get("said", known[one, other]["shown"]), [one, other])
        for i, one in enumerate(rows)
        for j, other in enumerate(columns)
        if (one, other) in known
    ]
    markers = {
        "type": "scatter",
        "mode": "markers",
        "x": [point[0] for point in points],
        "y": [point[1] for point in points],
        "text": [point[2] for point in points],
        "customdata": [point[3] for point in points],
        "marker": {"size": 26, "symbol": "square", "color": "rgba(0,0,0,0)"},
        "hovertemplate": "%{y}, %{x}: %{text}<extra></extra>",
    }
    small = {"tickfont": {"size": 13}, "automargin": True, "showgrid": False, "ticks": ""}
    axes = {
        "yaxis": {"range": [len(rows) - 0.5, -0.5], **small},
        "xaxis": {"range": [-0.5, len(columns) - 0.5], "side": "top", "tickangle": -40 if many else 0, **small},
    }
    margin = {"l": 8, "r": 40 if many else 8, "t": 130 if many else 48, "b": 8}
    return Drawing(
        [heat, markers], layout(look, margin["t"] + 22 + 34 * len(rows), axes, showlegend=False, margin=margin)
    )
