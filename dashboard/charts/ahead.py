"""What came, and what is to be expected of the weeks ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.canvas import layout, seasons
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from dashboard.canvas import Band
    from dashboard.theme import Look

WEEK = timedelta(days=7)


def ahead(past: pl.DataFrame, frame: pl.DataFrame, look: Look, *, bands: Iterable[Band] = ()) -> Drawing:
    """Return a line of the weeks that were, and a dashed one with its interval of the weeks ahead.

    ``past``: ``period``, ``value``. ``frame``: ``week_start``, ``expected_tickets``, ``lower_tickets``,
    ``upper_tickets``, ``is_peak``; the weeks of a peak have a filled point.
    """
    weeks = frame["week_start"].to_list()
    came = {
        "type": "scatter", "mode": "lines", "x": past["period"].to_list(), "y": past["value"].to_list(), "name": "came",
        "line": {"color": look.text, "width": 2}, "hovertemplate": "week of %{x|%-d %b %Y}: %{y:,.0f} "
        "came<extra></extra>",
    }  # fmt: skip
    edge = {"type": "scatter", "mode": "lines", "x": weeks, "line": {"width": 0}, "hoverinfo": "skip"}
    expected = {
        "type": "scatter", "mode": "lines+markers", "x": weeks, "y": frame["expected_tickets"].to_list(),
        "name": "expected", "line": {"color": look.accent, "width": 2.4, "dash": "dash"},
        "marker": {
            "size": 8, "color": [look.accent if is_peak else look.background for is_peak in frame["is_peak"]],
            "line": {"width": 1.6, "color": look.accent},
        },
        "customdata": frame.select("lower_tickets", "upper_tickets").rows(),
        "hovertemplate": "week of %{x|%-d %b %Y}: %{y:,.0f} expected, %{customdata[0]:,.0f} to "
        "%{customdata[1]:,.0f} in 8 weeks of 10<extra></extra>",
    }  # fmt: skip
    low = edge | {"y": frame["lower_tickets"].to_list(), "name": "at least"}
    high = edge | {
        "y": frame["upper_tickets"].to_list(), "name": "at most", "fill": "tonexty",
        "fillcolor": "rgba(77,163,219,0.22)" if look.is_dark else "rgba(0,114,178,0.15)",
    }  # fmt: skip
    axes = {"yaxis": {"tickformat": ",d", "rangemode": "tozero"}}
    frame_of = layout(look, 380, axes, showlegend=False, **seasons(look, bands, (), [*past["period"], *weeks]))
    return Drawing([came, low, high, expected], frame_of)
