"""One line per member over time or any other scale."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import layout, seasons
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from dashboard.canvas import Band, Mark
    from dashboard.theme import Look


def lines(  # noqa: PLR0913 - a chart has this many parts
    frame: pl.DataFrame,
    look: Look,
    dimension: str,
    order: Sequence[str],
    *,
    figures: str,
    x: str = "period",
    x_title: str = "",
    bands: Iterable[Band] = (),
    marks: Iterable[Mark] = (),
) -> Drawing:
    """Return one line per member over ``x``; a missing value breaks the line.

    ``frame``: ``x``, the dimension, ``value``, ``n``. Points carry ``[x, member]`` for selections.
    """
    # Long names stand one to a line below the chart, short ones beside each other.
    legend_lines = len(order) if max((len(look.label(dimension, name)) for name in order), default=0) > 18 else 2
    data = []
    for member in order:
        own = frame.filter(frame[dimension] == member)
        label = escape(look.label(dimension, member))
        places = own[x].to_list()
        data.append(
            {
                "type": "scatter",
                "x": places,
                "y": own["value"].to_list(),
                "name": label,
                # A point between two gaps is no line, and without a marker nothing of a line can be chosen.
                "mode": "lines+markers",
                "marker": {"size": 6 if own.height < 16 else 3},
                "line": {"color": look.colour(dimension, member), "width": 2.2},
                "connectgaps": False,
                "customdata": [[str(place), member, n] for place, n in zip(places, own["n"].to_list(), strict=True)],
                "hovertemplate": f"{label}<br>%{{x}}: %{{y:{figures}}} (n = %{{customdata[2]:,.0f}})<extra></extra>",
            }
        )
    axes = {
        "xaxis": {"title": {"text": x_title, "font": {"size": 13}, "standoff": 6}},
        "yaxis": {"tickformat": figures, "rangemode": "tozero"},
    }
    low = -0.24 if x_title else -0.12
    legend = {"orientation": "h", "y": low, "x": 0, "yanchor": "top", "font": {"size": 13}}
    behind = seasons(look, bands, marks, frame[x].to_list())
    frame_of = layout(look, 330 + 21 * legend_lines, axes, showlegend=len(order) > 1, legend=legend, **behind)
    return Drawing(data, frame_of)
