"""The same figure over time for several members, one small panel below the other."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.theme import Look

PANEL = 88


def trends(
    frame: pl.DataFrame, look: Look, dimension: str, order: Sequence[str], *, figures: str, days: Sequence[date] = ()
) -> Drawing:
    """Return one panel per member with its name above it, all of one height and one scale; a missing value breaks.

    ``frame``: ``period``, the dimension, ``value``, ``n``. Points carry ``[week, member]``. ``days`` get a dotted line.
    """
    highest = max([value for value in frame["value"] if value is not None], default=1) or 1
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {"xaxis": {"anchor": f"y{len(order)}" if len(order) > 1 else "y"}}
    step = 1 / max(len(order), 1)
    axis = {"gridcolor": look.grid, "zerolinecolor": look.grid, "fixedrange": True, "tickformat": figures}
    further: dict[str, Any] = {}
    for place, member in enumerate(order):
        own = frame.filter(pl.col(dimension) == member)
        number = "" if place == 0 else f"{place + 1}"
        label = escape(look.label(dimension, member))
        top = 1 - place * step
        own_axis = {"domain": [top - 0.96 * step, top - 0.26 * step], "range": [0, 1.05 * highest], "nticks": 3}
        if place == 0:
            axes["yaxis"] = own_axis | {"tickformat": figures}
        else:
            further[f"yaxis{number}"] = axis | own_axis
        weeks = own["period"].to_list()
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": weeks,
                "y": own["value"].to_list(),
                "yaxis": f"y{number}",
                "name": label,
                "connectgaps": False,
                "line": {"color": look.colour(dimension, member), "width": 2},
                "customdata": [[week.isoformat(), member, n] for week, n in zip(weeks, own["n"], strict=True)],
                "hovertemplate": f"{label}<br>week of %{{x|%d %b %Y}}: %{{y:{figures}}} "
                "(n = %{customdata[2]:,.0f})<extra></extra>",
            }
        )
        notes.append(
            {
                "text": label, "x": 0, "y": top - 0.02 * step, "xref": "paper", "yref": "paper", "xanchor": "left",
                "yanchor": "top", "showarrow": False, "font": {"size": 13, "color": look.text},
            }
        )  # fmt: skip
    shapes = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 1,
            "line": {"width": 1.2, "dash": "dot", "color": look.faint},
        }
        for day in days
    ]  # fmt: skip
    margin = {"l": 44, "r": 8, "t": 4, "b": 28}
    tall = 40 + PANEL * max(len(order), 1)
    return Drawing(
        data, layout(look, tall, axes, showlegend=False, margin=margin, annotations=notes, shapes=shapes, **further)
    )
