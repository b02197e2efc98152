"""One horizontal bar per member."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look


def ranked(frame: pl.DataFrame, look: Look, dimension: str, *, figures: str, before: str | None = None) -> Drawing:
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
        # The edge is there for colours that are too near the background's.
        "marker": {
            "color": [look.colour(dimension, member) for member in members],
            "line": {"width": 1, "color": look.faint},
        },
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
    longest = max(ends, default=0) or 1
    if figures == ",d" and longest < 5:
        # Between small counts there is nothing to mark.
        ticks_at: dict[str, object] = {"dtick": 1}
    else:
        # Of a whole there is no more than all of it.
        whole = figures.endswith("%") and 0.5 < longest <= 1
        ticks_at = {"tickvals": [0, 0.25, 0.5, 0.75, 1]} if whole else {"nticks": 5}
    axes = {
        "xaxis": {"range": [0, room * longest], "tickformat": figures, **ticks_at},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    tall = 70 + height * max(len(members), 2)
    margin = {"l": 8, "r": 8, "t": 8, "b": 24}
    frame_of = layout(look, tall, axes, showlegend=False, bargap=0.28, margin=margin)
    return Drawing([bars, words, ticks] if before else [bars, words], frame_of)


def pareto(frame: pl.DataFrame, look: Look, dimension: str) -> Drawing:
    """Return one horizontal bar per member from the largest down, and the share of all down to it as a line.

    ``frame``: the dimension, ``value`` (a count), ``running_share``. A bar as long as the chart is wide would be the
    whole, so bars and line share one axis. Bars carry ``[member]`` for selections.
    """
    members = frame[dimension].to_list()
    labels = [fold(look.label(dimension, member)) for member in members]
    height = 36 if any("<br>" in label for label in labels) else 29
    values, shares = frame["value"].to_list(), frame["running_share"].to_list()
    whole = values[0] / shares[0] if values else 1
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": values,
        "marker": {"color": [look.colour(dimension, member) for member in members]},
        "text": [f" {value:,.0f}" for value in values],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [[member] for member in members],
        "hovertemplate": "%{y}: %{x:,d}<extra></extra>",
    }
    # On the first bar the line would only say the bar's own length again.
    line = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "y": labels[1:],
        "x": [whole * share for share in shares[1:]],
        "text": [f"  {share:.0%}" for share in shares[1:]],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": look.faint},
        "line": {"color": look.faint, "width": 1.4},
        "marker": {"size": 6, "color": look.faint},
        "cliponaxis": False,
        "hovertemplate": "down to %{y}:%{text} of all<extra></extra>",
    }
    axes = {
        "xaxis": {"range": [0, 1.16 * whole], "visible": False},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    tall = 40 + height * max(len(members), 2)
    margin = {"l": 8, "r": 8, "t": 8, "b": 8}
    frame_of = layout(look, tall, axes, showlegend=False, bargap=0.28, margin=margin)
    return Drawing([bars, line], frame_of)
