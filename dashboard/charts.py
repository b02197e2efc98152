"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from dashboard.canvas import fold, layout, seasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboard.canvas import Band, Mark
    from dashboard.theme import Look

# Six of seven days, so that a gap stays between two weeks.
BAR_MS = 6.2 * 24 * 3600 * 1000


def stacked_weeks(
    frame: pl.DataFrame,
    look: Look,
    dimension: str,
    order: Sequence[str],
    bands: Iterable[Band] = (),
    marks: Iterable[Mark] = (),
    normal: pl.DataFrame | None = None,
) -> go.Figure:
    """Return bars per week, stacked by member. ``frame``: ``period``, the dimension, ``value``.

    ``order`` lists the members from the bottom up. Each bar carries ``[week, member]`` for selections. ``normal``
    (``period``, ``lower``, ``upper``) draws between which counts a whole normal week lies.
    """
    data = []
    for member in order:
        own = frame.filter(frame[dimension] == member)
        weeks = own["period"].to_list()
        label = escape(look.label(dimension, member))
        data.append(
            {
                "type": "bar",
                "x": weeks,
                "y": own["value"].to_list(),
                "name": label,
                # Each bar stands on the days of its week, as the seasons behind it do.
                "offset": 0,
                "width": BAR_MS,
                # The line tells neighbours apart even where two hues are close.
                "marker": {"color": look.colour(dimension, member), "line": {"width": 0.6, "color": look.background}},
                "customdata": [[week.isoformat(), member] for week in weeks],
                "hovertemplate": f"{label}<br>week of %{{x|%d %b %Y}}: %{{y:,.0f}}<extra></extra>",
            }
        )
    axes = {"yaxis": {"tickformat": ",d", "rangemode": "tozero"}}
    frame_of = layout(look, 460, axes, barmode="stack", showlegend=False, **seasons(look, bands, marks))
    return go.Figure([*data, *([] if normal is None else _normal_weeks(normal, look))], frame_of)


def ranked(frame: pl.DataFrame, look: Look, dimension: str, *, figures: str, before: str | None = None) -> go.Figure:
    """Return one horizontal bar per row, in the frame's order from the top.

    ``frame``: the dimension, ``value``, ``shown`` (the figure in words); with ``before`` also ``before``,
    drawn as a tick under that name. ``figures`` is the format of the axis.
    """
    members = frame[dimension].to_list()
    labels = [fold(look.label(dimension, member)) for member in members]
    height = 34 if any("<br>" in label for label in labels) else 28
    values = frame["value"].to_list()
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": values,
        "marker": {"color": [look.colour(dimension, member) for member in members]},
        "text": frame["shown"].to_list(),
        "textposition": "none",
        "customdata": [[member] for member in members],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    compared = frame["before"].to_list() if before else values
    ends = [max(value or 0, other or 0) for value, other in zip(values, compared, strict=True)]
    words = {
        "type": "scatter",
        "mode": "text",
        "y": labels,
        "x": ends,
        "text": [f"  {text}" for text in frame["shown"]],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    ticks = {
        "type": "scatter",
        "mode": "markers",
        "y": labels,
        "x": compared,
        "marker": {"symbol": "line-ns", "size": 15, "line": {"width": 2.4, "color": look.text}},
        "hovertemplate": f"%{{y}}, {escape(before or '')}: %{{x:{figures}}}<extra></extra>",
    }
    # Room to the right for the words behind the longest bar.
    room = 1.12 + 0.05 * max(map(len, frame["shown"]), default=0)
    axes = {
        "xaxis": {"range": [0, room * (max(ends, default=0) or 1)], "tickformat": figures, "nticks": 5},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    tall = 70 + height * max(len(members), 2)
    margin = {"l": 8, "r": 8, "t": 8, "b": 24}
    frame_of = layout(look, tall, axes, showlegend=False, bargap=0.28, margin=margin)
    return go.Figure([bars, words, ticks] if before else [bars, words], frame_of)


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
) -> go.Figure:
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
                "mode": "lines+markers" if own.height < 16 else "lines",
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
    behind = seasons(look, bands, marks)
    frame_of = layout(look, 330 + 21 * legend_lines, axes, showlegend=len(order) > 1, legend=legend, **behind)
    return go.Figure(data, frame_of)


def steps(frame: pl.DataFrame, look: Look) -> go.Figure:
    """Return bars from ``start`` to ``end``, one below the other, the first and the last from 0.

    ``frame``: ``label``, ``start``, ``end``, ``effect``, ``is_told_from_noise``. Steps that cannot be told from noise
    are pale; words say so, too.
    """
    last = frame.height - 1
    bars, words = [], []
    for place, row in enumerate(frame.iter_rows(named=True)):
        is_whole = place in {0, last}
        is_pale = not (is_whole or row["is_told_from_noise"])
        bars.append({"color": look.faint if is_whole else look.accent, "opacity": 0.35 if is_pale else 1.0})
        figure = f"{row['end']:.2f}" if is_whole else f"{row['effect']:+.2f}"
        words.append(figure + (", within noise" if is_pale else ""))
    labels = [fold(label) for label in frame["label"]]
    starts, ends = frame["start"].to_list(), frame["end"].to_list()
    data = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "base": starts,
        "x": [end - start for start, end in zip(starts, ends, strict=True)],
        "marker": {"color": [bar["color"] for bar in bars], "opacity": [bar["opacity"] for bar in bars]},
        "text": [f"  {word}  " for word in words],
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
    return go.Figure(data, layout(look, 70 + 34 * frame.height, axes, showlegend=False, bargap=0.28, margin=margin))


def cells(
    frame: pl.DataFrame, look: Look, row: str, column: str, *, rows: Sequence[str], columns: Sequence[str]
) -> go.Figure:
    """Return a table of shaded cells. ``frame``: the two dimensions, ``value``, ``shown``.

    A transparent marker lies on each cell, since a heatmap itself cannot be selected; it carries ``[row, column]``.
    """
    known = {(item[row], item[column]): item for item in frame.iter_rows(named=True)}
    shades = [[known.get((one, other), {}).get("value") for other in columns] for one in rows]
    # The heatmap fits its text to the cells and drops it where they are too small.
    texts = [[known.get((one, other), {}).get("shown", "") for other in columns] for one in rows]
    row_names = [fold(look.label(row, member)) for member in rows]
    many = len(columns) > 5
    column_names = [fold(look.label(column, member), longest=99 if many else 11) for member in columns]
    pale, full = ("#1B2530", "#2C6CA4") if look.is_dark else ("#EEF4FA", "#76B4E0")
    heat = {
        "type": "heatmap", "z": shades, "text": texts, "texttemplate": "%{text}", "textfont": {"color": look.text},
        "x": column_names, "y": row_names, "colorscale": [[0, pale], [1, full]],
        "showscale": False, "hoverinfo": "skip", "xgap": 2, "ygap": 2,
    }  # fmt: skip
    points = [
        (column_names[j], row_names[i], known[one, other]["shown"], [one, other])
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
    return go.Figure(
        [heat, markers], layout(look, margin["t"] + 22 + 34 * len(rows), axes, showlegend=False, margin=margin)
    )


def _normal_weeks(normal: pl.DataFrame, look: Look) -> list[dict[str, object]]:
    """Return the lower and the upper line of normal weeks, drawn in the middle of each; a missing week breaks them."""
    weeks = normal.sort("period").upsample("period", every="1w")
    middle = [week + timedelta(days=3, hours=2) for week in weeks["period"].cast(pl.Datetime)]
    line: dict[str, object] = {
        "type": "scatter",
        "mode": "lines",
        "x": middle,
        "connectgaps": False,
        "hoverinfo": "skip",
        "line": {"color": look.faint, "width": 1.4, "shape": "hvh"},
    }
    return [
        line | {"y": weeks["lower"].to_list(), "name": "normal, at least"},
        line | {"y": weeks["upper"].to_list(), "name": "normal, at most", "fill": "tonexty", "fillcolor": look.band},
    ]
