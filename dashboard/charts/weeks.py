"""Bars per week, stacked by member."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from dashboard.canvas import layout, seasons
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

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
    *,
    target: pl.DataFrame | None = None,
) -> Drawing:
    """Return bars per week, stacked by member. ``frame``: ``period``, the dimension, ``value``.

    ``order`` lists the members from the bottom up. Each bar carries ``[week, member]`` for selections. ``normal``
    (``period``, ``lower``, ``upper``) draws between which counts a whole normal week lies, ``target`` (``period``,
    ``value``) how many the line to a target allows.
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
    behind = seasons(look, bands, marks, frame["period"].to_list())
    frame_of = layout(look, 460, axes, barmode="stack", showlegend=False, **behind)
    further = [] if normal is None else _normal_weeks(normal, look)
    return Drawing([*data, *further, *([] if target is None else [_target(target, look)])], frame_of)


def _normal_weeks(normal: pl.DataFrame, look: Look) -> list[dict[str, object]]:
    """Return the lower and the upper line of normal weeks, drawn in the middle of each; a missing week breaks them."""
    weeks = normal.sort("period").upsample("period", every="1w")
    middle = _middles(weeks["period"])
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


def _target(target: pl.DataFrame, look: Look) -> dict[str, object]:
    """Return the line to the target, with its name at its end; a missing week breaks it."""
    weeks = target.sort("period").upsample("period", every="1w")
    return {
        "type": "scatter",
        "mode": "lines+text",
        "x": _middles(weeks["period"]),
        "y": weeks["value"].to_list(),
        "name": "target",
        "text": [*[""] * (weeks.height - 1), "target"],
        "textposition": "top left",
        "textfont": {"size": 12, "color": look.text},
        "connectgaps": False,
        "line": {"color": look.text, "width": 1.8, "dash": "dash"},
        "hovertemplate": "the target allows %{y:,.0f}<extra></extra>",
    }


def _middles(weeks: pl.Series) -> list[datetime]:
    """Return the middle of the bar of each week."""
    return [week + timedelta(days=3, hours=2) for week in weeks.cast(pl.Datetime)]
