"""A rate by week beside what was to be expected of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboard.canvas import layout, seasons
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from dashboard.canvas import Band, Mark
    from dashboard.theme import Look


def against_expected(
    frame: pl.DataFrame, look: Look, names: Mapping[str, str], *, bands: Iterable[Band] = (), marks: Iterable[Mark] = ()
) -> Drawing:
    """Return weekly points, the line that was to be expected, its limits as a band, and a goal where there is one.

    ``frame``: ``period``, ``value`` (NULL where too little stands behind it), ``n``, ``is_counted`` (hollow
    otherwise), ``expected``, ``lower``, ``upper``, ``goal``. ``names`` says what ``value``, ``expected``, ``limits``
    and ``goal`` are called; what has no name is not drawn.
    """
    weeks = frame["period"].to_list()
    data: list[dict[str, Any]] = []
    if "limits" in names:
        limit = {"type": "scatter", "mode": "lines", "x": weeks, "hoverinfo": "skip", "line": {"width": 0}}
        data += [
            limit | {"y": frame["lower"].to_list(), "showlegend": False},
            limit
            | {
                "y": frame["upper"].to_list(), "name": escape(names["limits"]), "fill": "tonexty",
                "fillcolor": look.band,
            },
        ]  # fmt: skip
    for column, dash in (("expected", "solid"), ("goal", "dash")):
        if column in names:
            data.append(_line(frame, column, names[column], look.faint if column == "expected" else look.text, dash))
    data.append(_seen(frame, names["value"], look))
    axes = {"yaxis": {"tickformat": ".1f", "rangemode": "tozero"}}
    legend = {"orientation": "h", "y": -0.12, "x": 0, "yanchor": "top", "font": {"size": 13}}
    behind = seasons(look, bands, marks, weeks)
    return Drawing(data, layout(look, 400, axes, legend=legend, **behind))


def _line(frame: pl.DataFrame, column: str, name: str, colour: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": frame["period"].to_list(),
        "y": frame[column].to_list(),
        "name": escape(name),
        "connectgaps": False,
        "line": {"color": colour, "width": 2, "dash": dash},
        "hovertemplate": f"{escape(name)}<br>week of %{{x|%d %b %Y}}: %{{y:.2f}}<extra></extra>",
    }


def _seen(frame: pl.DataFrame, name: str, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": frame["period"].to_list(),
        "y": frame["value"].to_list(),
        "name": escape(name),
        "connectgaps": False,
        "line": {"color": look.accent, "width": 1.2},
        "marker": {"size": 6, "symbol": ["circle" if kept else "circle-open" for kept in frame["is_counted"]]},
        "customdata": frame.select("n").rows(),
        "hovertemplate": (
            f"{escape(name)}<br>week of %{{x|%d %b %Y}}: %{{y:.2f}} (tickets: %{{customdata[0]:,d}})<extra></extra>"
        ),
    }
