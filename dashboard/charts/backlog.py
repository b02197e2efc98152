"""What waits, by its age: one bar per member, parted by age."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.theme import Look

# From fresh to old; the older, the darker (on a dark page, the lighter).
SHADES_LIGHT = ("#CFE3F3", "#9CC6E6", "#5FA2D3", "#2B77B2", "#0B4A7E")
SHADES_DARK = ("#20405A", "#2C5F88", "#3D82B8", "#6FADDD", "#B5DAF6")


def waiting(frame: pl.DataFrame, look: Look, dimension: str, members: Sequence[str]) -> Drawing:
    """Return a bar per member, from the freshest to the oldest, with each count in its part.

    ``frame``: the dimension, ``age``, ``age_order`` (0 is the freshest), ``n``, ``overdue``.
    """
    names = {member: fold(look.label(dimension, member), 18) for member in members}
    shades = SHADES_DARK if look.is_dark else SHADES_LIGHT
    data = []
    for place, age in frame.select("age_order", "age").unique().sort("age_order").iter_rows():
        own = frame.filter((pl.col("age") == age) & pl.col(dimension).is_in(list(members)))
        data.append(
            {
                "type": "bar", "orientation": "h", "name": escape(age), "x": own["n"].to_list(),
                "y": [names[member] for member in own[dimension]],
                "marker": {"color": shades[place % len(shades)], "line": {"width": 1, "color": look.background}},
                "text": [f"{n:,}" for n in own["n"]], "textposition": "inside", "insidetextanchor": "middle",
                "textangle": 0,
                # The lighter shades carry dark figures: the first three, or the last two on a dark page.
                "insidetextfont": {"color": "#12161C" if (place > 2) == look.is_dark else "#FFFFFF"},
                "customdata": [[overdue] for overdue in own["overdue"]],
                "hovertemplate": f"%{{y}}, {escape(age)}: %{{x:,.0f}}, %{{customdata[0]:,.0f}} overdue<extra></extra>",
            }
        )  # fmt: skip
    axes = {
        "xaxis": {"tickformat": ",d", "nticks": 5},
        "yaxis": {
            "automargin": True, "showgrid": False, "tickfont": {"size": 13}, "categoryorder": "array",
            "categoryarray": [names[member] for member in members][::-1],
        },
    }  # fmt: skip
    legend = {"orientation": "h", "y": 1.02, "x": 0, "yanchor": "bottom", "font": {"size": 13}, "traceorder": "normal"}
    margin = {"l": 8, "r": 8, "t": 62, "b": 28}
    tall = margin["t"] + 36 + 44 * max(len(members), 1)
    return Drawing(data, layout(look, tall, axes, barmode="stack", showlegend=True, legend=legend, margin=margin))
