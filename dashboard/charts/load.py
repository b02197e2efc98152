"""How much there was to do by week, above how long it took."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import layout, seasons
from dashboard.charts.weeks import BAR_MS
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from dashboard.canvas import Band
    from dashboard.theme import Look

DASHES = ("solid", "dash", "dot")


def load(
    frame: pl.DataFrame,
    look: Look,
    bars: tuple[str, str],
    lines: Mapping[str, str],
    unit: str,
    bands: Iterable[Band] = (),
) -> Drawing:
    """Return bars per week above lines on the same weeks, each with an axis of its own.

    ``frame``: ``period`` and the columns named. ``bars`` is a column and its title, ``lines`` maps columns to names;
    each line has its own dash, too. ``unit`` stands on their axis.
    """
    weeks = frame["period"].to_list()
    column, title = bars
    data: list[dict[str, object]] = [
        {
            "type": "bar", "x": weeks, "y": frame[column].to_list(), "yaxis": "y2", "name": escape(title),
            "showlegend": False, "offset": 0, "width": BAR_MS, "marker": {"color": look.faint, "opacity": 0.5},
            "hovertemplate": f"week of %{{x|%d %b %Y}}: %{{y:,d}} {escape(title.lower())}<extra></extra>",
        }
    ]  # fmt: skip
    colours = (look.accent, look.accent, look.text)
    for (name, words), colour, dash in zip(lines.items(), colours, DASHES, strict=False):
        data.append(
            {
                "type": "scatter", "mode": "lines", "x": weeks, "y": frame[name].to_list(), "name": escape(words),
                "connectgaps": False, "line": {"color": colour, "width": 2.2, "dash": dash},
                "hovertemplate": f"{escape(words)}, week of %{{x|%d %b %Y}}: %{{y:.1f}} {escape(unit)}<extra></extra>",
            }
        )  # fmt: skip
    small = {"size": 13}
    axes = {
        "xaxis": {"anchor": "y"},
        "yaxis": {
            "domain": [0, 0.62], "rangemode": "tozero", "tickformat": ".0f",
            "title": {"text": escape(unit), "font": small, "standoff": 4},
        },
    }  # fmt: skip
    upper = {
        "domain": [0.7, 1], "rangemode": "tozero", "tickformat": ",d", "nticks": 3, "gridcolor": look.grid,
        "fixedrange": True, "title": {"text": escape(title), "font": small, "standoff": 4},
    }  # fmt: skip
    legend = {"orientation": "h", "y": -0.1, "x": 0, "yanchor": "top", "font": small}
    margin = {"l": 60, "r": 8, "t": 20, "b": 32}
    behind = seasons(look, bands, (), weeks)
    return Drawing(data, layout(look, 480, axes, yaxis2=upper, legend=legend, margin=margin, **behind))
