"""Several years over each other: the latest strong, those before it pale."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from dashboard.theme import Look

# Of the latest year, and of those before.
WIDTHS = (3.2, 1.8)
DASHES = ("solid", "solid", "dash", "dot")


def overlay(frame: pl.DataFrame, look: Look, *, figures: str, x: str, x_title: str, year: str) -> Drawing:
    """Return one line per ``year`` over ``x``, each named where it ends; a missing value breaks a line.

    ``frame``: ``year`` (text), ``x`` (a number), ``value``, ``n``, ``week`` (its dates in words).
    """
    years = sorted(frame[year].unique(), reverse=True)
    data, notes = [], []
    for place, member in enumerate(years):
        own = frame.filter(pl.col(year) == member).sort(x)
        is_latest = place == 0
        colour = look.accent if is_latest else look.faint
        data.append(
            {
                "type": "scatter", "mode": "lines+markers" if own.height < 4 or is_latest else "lines",
                "x": own[x].to_list(), "y": own["value"].to_list(), "name": escape(member), "connectgaps": False,
                "line": {"color": colour, "width": WIDTHS[not is_latest], "dash": DASHES[min(place, 3)]},
                "opacity": 1.0 if is_latest else 0.85, "marker": {"size": 6},
                "customdata": [[n, escape(week)] for n, week in own.select("n", "week").iter_rows()],
                "hovertemplate": f"{escape(member)}, week of %{{customdata[1]}}: %{{y:{figures}}} "
                "(n = %{customdata[0]:,.0f})<extra></extra>",
            }
        )  # fmt: skip
        known = own.filter(pl.col("value").is_not_null())
        if known.height:
            end, value = known.select(x, "value").row(-1)
            notes.append(
                {
                    "x": end, "y": value, "text": f"<b>{escape(member)}</b>" if is_latest else escape(member),
                    "showarrow": False, "xanchor": "left", "xshift": 7,
                    "yshift": 9 if is_latest else 0, "font": {"size": 13, "color": colour},
                }
            )  # fmt: skip
    places = frame[x].to_list()
    black_friday = {
        "type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
        "line": {"color": look.faint, "width": 1.4, "dash": "dot"},
    }  # fmt: skip
    notes.append(
        {
            "x": 0, "y": 1, "yref": "paper", "yanchor": "bottom", "text": "Black Friday", "showarrow": False,
            "font": {"size": 12, "color": look.faint},
        }
    )  # fmt: skip
    axes = {
        "xaxis": {
            "title": {"text": x_title, "font": {"size": 13}, "standoff": 6}, "zeroline": False,
            "range": [min(places) - 0.4, max(places) + 1.8],
        },
        "yaxis": {"tickformat": figures, "rangemode": "tozero"},
    }  # fmt: skip
    # The earlier years lie below the latest one.
    frame_of = layout(look, 360, axes, showlegend=False, shapes=[black_friday], annotations=notes)
    return Drawing(data[::-1], frame_of)
